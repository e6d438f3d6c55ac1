"""The composer: a finding per requirement, and a sentence of one's own."""

import re
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from crm.applications.letter import Answer, Found
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
    note = TextAreaField(
        _l("What did you see, what was missing, or what had the chosen person more of?"),
        [Length(max=600, message=_TOO_LONG), Screened()],
    )
    advice = TextAreaField(_l("Advice: what would help?"), [Length(max=600, message=_TOO_LONG), Screened()])
    check_back_on = DateField(_l("Ask whether it was done, on"), [Optional()])

    @property
    def is_blank(self) -> bool:
        typed = [self.asked.data, self.finding.data, self.note.data, self.advice.data]
        return not self.requirement_id.data and not any((each or "").strip() for each in typed)

    @property
    def found(self) -> Found:
        finding = Finding(self.finding.data) if self.finding.data else None
        is_missing = finding is Finding.NOT_YET
        return Found(
            self.asked.data or "",
            finding,
            self.note.data or "",
            (self.advice.data or "") if is_missing else "",
            self.check_back_on.data if is_missing else None,
            int(self.requirement_id.data) if self.requirement_id.data else None,
        )

    @property
    def as_draft(self) -> dict[str, str]:
        typed = {name: self[name].data or "" for name in ("requirement_id", "asked", "finding", "note", "advice")}
        return typed | {"check_back_on": self.check_back_on.data.isoformat() if self.check_back_on.data else ""}


class RejectionForm(ScreenedForm):
    first_name = StringField(_l("First name"), [Length(max=100, message=_TOO_LONG)])
    findings = FieldList(FormField(FindingForm))
    sentence = TextAreaField(_l("A sentence of your own"), [Length(max=2000, message=_TOO_LONG), Screened()])
    promise = StringField(_l("What do you promise?"), [Length(max=300, message=_TOO_LONG), Screened()])
    promise_on = DateField(_l("Before or on"), [Optional()])
    letter = TextAreaField(_l("The letter"), [Length(max=10_000, message=_TOO_LONG), Screened()])
    reason = TextAreaField(
        _l("Why does this letter have to leave as it is?"), [Length(max=1000, message=_TOO_LONG), Screened()]
    )
    preview = SubmitField(_l("Update the letter"))
    edit = SubmitField(_l("Edit the text"))
    compose = SubmitField(_l("Let it be written from the findings again"))
    keep = SubmitField(_l("Keep as a draft"))
    add = StringField()
    drop = StringField()

    @property
    def is_sending(self) -> bool:
        others = (self.preview, self.edit, self.compose, self.keep, self.add, self.drop)
        return self.is_submitted() and not any(each.data for each in others)

    @property
    def answer(self) -> Answer:
        return Answer(
            [row.found for row in self.rows],
            self.sentence.data or "",
            self.letter.data or "",
            self.promise.data or "",
            self.promise_on.data,
        )

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid: bool = super().validate(extra_validators)
        if (self.promise.data or "").strip() and not self.promise_on.data and not self.promise_on.errors:
            self.promise_on.errors = [_("A promise has a day. Choose one, or leave the promise out.")]
            return False
        return is_valid

    @property
    def is_worded_anew(self) -> bool:
        """The letter is a text of its own now; findings no longer change it."""
        return bool((self.letter.data or "").strip())

    @property
    def as_draft(self) -> dict[str, Any]:
        return {
            "findings": [row.as_draft for row in self.rows],
            "sentence": self.sentence.data or "",
            "letter": self.letter.data or "",
            "promise": self.promise.data or "",
            "promise_on": self.promise_on.data.isoformat() if self.promise_on.data else "",
        }

    def take_up(self, draft: dict[str, Any]) -> None:
        """An answer that was begun earlier."""
        self.sentence.data, self.letter.data = draft["sentence"], draft["letter"]
        self.promise.data = draft.get("promise", "")
        self.promise_on.data = date.fromisoformat(draft["promise_on"]) if draft.get("promise_on") else None
        for kept in draft["findings"]:
            day = kept.get("check_back_on")
            self.findings.append_entry(kept | {"check_back_on": date.fromisoformat(day) if day else None})

    def leave_out(self, sentence: str) -> None:
        """Take a sentence away wherever it was typed."""
        words = sentence.rstrip(".").split()
        if not words:
            return
        place = re.compile(r"\s+".join(map(re.escape, words)) + r"\.?\s*", re.IGNORECASE)
        for field in (self.sentence, self.letter, *(row[name] for row in self.rows for name in ("note", "advice"))):
            if field.data:
                field.data = place.sub("", field.data).strip()

    def offer(self, application: Application) -> None:
        """A row per requirement, whatever was posted; else empty rows to say what the vacancy asked."""
        if not self.is_submitted() and application.draft:
            self.take_up(application.draft)
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
            row |= {name: posted[name].data for name in ("finding", "note", "advice", "check_back_on")}
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
            elif place in ("sentence", "letter"):
                self[str(place)].errors = [words(problem)]
            elif isinstance(place, int):
                field = {"no_requirement": "asked", "no_finding": "finding", "no_advice": "advice"}.get(problem, "note")
                rows[place][field].errors = [words(problem)]
            else:
                self.form_errors.append(words("no_finding_at_all"))
        self.findings.errors = [entry.errors for entry in self.findings if entry.errors]


class CorrectionForm(ScreenedForm):
    words = TextAreaField(
        _l("What was wrong, and what holds now?"),
        [
            InputRequired(_l("Write what was wrong: the person has read the first letter.")),
            Length(max=5000, message=_TOO_LONG),
            Screened(),
        ],
    )


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
        "no_advice": _("Say what you advise; without it there is nothing to ask about later."),
        "no_finding": _("Choose what you found."),
        "no_note": _("Say what was missing, so that the person can do something with it."),
        "no_sentence": _("Write a sentence of your own: it shows that a person read the application."),
    }[kind]
