"""The composer: a finding per requirement, and a sentence of one's own."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField, HiddenField, RadioField, StringField, SubmitField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from crm.applications.letter import Found
from crm.screening.forms import Screened, ScreenedForm
from models import Application, Finding, Requirement

ROWS_TO_NAME = 3
_TOO_LONG = _l("Keep it shorter: a letter of two pages is not read.")


class FindingForm(Form):
    """One thing the vacancy asked. `asked` is typed only where nobody wrote down what the vacancy asked."""

    requirement_id = HiddenField()
    asked = StringField(_l("What did the vacancy ask?"), [Length(max=200, message=_TOO_LONG), Screened()])
    finding = RadioField(
        _l("What did you find?"),
        [Optional()],
        choices=[
            SelectChoice(Finding.STRONG.value, _l("Strong")),
            SelectChoice(Finding.ENOUGH.value, _l("Enough")),
            SelectChoice(Finding.NOT_YET.value, _l("Not yet")),
        ],
    )
    note = StringField(_l("What did you see, or what was missing?"), [Length(max=600, message=_TOO_LONG), Screened()])

    @property
    def is_blank(self) -> bool:
        typed = (self.asked.data or "").strip() or self.finding.data or (self.note.data or "").strip()
        return not self.requirement_id.data and not typed

    @property
    def found(self) -> Found:
        finding = Finding(self.finding.data) if self.finding.data else None
        return Found(self.asked.data or "", finding, self.note.data or "")


class RejectionForm(ScreenedForm):
    first_name = StringField(_l("First name"), [Length(max=100, message=_TOO_LONG)])
    findings = FieldList(FormField(FindingForm))
    sentence = TextAreaField(_l("A sentence of your own"), [Length(max=2000, message=_TOO_LONG), Screened()])
    preview = SubmitField(_l("Update the letter"))

    def offer(self, application: Application) -> None:
        """A row per requirement, whatever was posted; else empty rows to say what the vacancy asked."""
        requirements = [each for each in application.vacancy.requirements if not each.retired_at]
        if not requirements:
            while len(self.findings) < ROWS_TO_NAME:
                self.findings.append_entry()
            return
        posted = {row.form.requirement_id.data: row.form for row in self.findings}
        self.findings.entries.clear()
        self.findings.last_index = -1
        for requirement in requirements:
            self._add_row(requirement, posted.get(str(requirement.id)))

    def _add_row(self, requirement: Requirement, posted: FindingForm | None) -> None:
        row: dict[str, Any] = {"requirement_id": str(requirement.id), "asked": requirement.text}
        if posted:
            row |= {"finding": posted.finding.data, "note": posted.note.data}
        entry = self.findings.append_entry(row)
        entry.form.finding.label.text = requirement.text

    @property
    def rows(self) -> list[FindingForm]:
        """The rows that say something."""
        return [entry.form for entry in self.findings if not entry.form.is_blank]

    def say(self, problems: dict[str | int, str]) -> None:
        """Put each problem at its place, in words that say what to do."""
        rows = self.rows
        for place, problem in problems.items():
            if place == "name":
                self.first_name.errors = [words(problem)]
            elif place == "sentence":
                self.sentence.errors = [words(problem)]
            elif isinstance(place, int):
                field = {"no_requirement": "asked", "no_finding": "finding"}.get(problem, "note")
                rows[place][field].errors = [words(problem)]
            else:
                self.form_errors.append(words("no_finding_at_all"))
        self.findings.errors = [entry.errors for entry in self.findings if entry.errors]


def words(problem: str) -> str:
    """What the recruiter reads; an unfilled place is quoted."""
    kind, _sign, quoted = problem.partition(":")
    if kind == "unfilled":
        return _("Something still has to be filled in: “%(place)s”.", place=quoted)
    return {
        "no_name": _("We do not know this person's name. A letter without a name is no letter: fill it in."),
        "no_finding_at_all": _(
            "A letter without any finding is a standard mail. Say of at least one thing what you found."
        ),
        "no_requirement": _("Say what the vacancy asked."),
        "no_finding": _("Choose what you found."),
        "no_note": _("Say what was missing, so that the person can do something with it."),
        "no_sentence": _("Write a sentence of your own: it shows that a person read the application."),
    }[kind]
