"""The shape of a vacancy as somebody types it."""

from collections.abc import Iterable, Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from crm.countries import countries
from crm.vacancies.frequency import FREQUENCIES
from crm.vacancies.services import Asked
from models import AlertFrequency, Candidate, Filled, Language, User, Vacancy

SPARE_ROWS = 2
FIRST_ROWS = 3
MOST_ROWS = 40


class RequirementForm(Form):
    """One row. An empty row asks nothing."""

    text = StringField(_l("Requirement"), [Length(max=300)])
    must = BooleanField(_l("Must have"))


class VacancyForm(FlaskForm):
    title = StringField(_l("Title"), [DataRequired(_l("Give the vacancy a title.")), Length(max=200)])
    description = TextAreaField(
        _l("Text"),
        [DataRequired(_l("Paste the text of the vacancy: people are compared with it.")), Length(max=50_000)],
        description=_l("As it stands on your site. The words in it decide who is found."),
    )
    place = StringField(_l("Place"), [Length(max=100)])
    hours = StringField(_l("Hours"), [Length(max=100)], description=_l("For example: 32–40 hours"))
    language = SelectField(
        _l("Language of the text"),
        choices=[
            SelectChoice("", _l("We see it ourselves")),
            SelectChoice("nl", _l("Dutch")),
            SelectChoice("en", _l("English")),
        ],
    )
    country = SelectField(
        _l("Country"),
        choices=lambda: [SelectChoice("", _l("As the organisation")), *countries()],
        description=_l("Decides how long whoever applies is kept."),
    )
    recruiters = SelectMultipleField(
        _l("Who gets the alert"), coerce=int, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    requirements = FieldList(FormField(RequirementForm), min_entries=FIRST_ROWS, max_entries=MOST_ROWS)
    add_row = SubmitField(_l("One more requirement"))
    suggest = SubmitField(_l("Suggest from the text"))
    count = SubmitField(_l("How many would fit?"))

    def offer(self, recruiters: Iterable[User]) -> None:
        self.recruiters.choices = [SelectChoice(user.id, user.name) for user in recruiters]

    def fill(self, vacancy: Vacancy) -> None:
        """What the vacancy says now, with room for more."""
        self.title.data, self.description.data = vacancy.title, vacancy.description
        self.place.data, self.hours.data = vacancy.place, vacancy.hours
        self.language.data = vacancy.language.value
        self.country.data = vacancy.country or ""
        self.recruiters.data = [user.id for user in vacancy.recruiters]
        while self.requirements.entries:
            self.requirements.pop_entry()
        for requirement in vacancy.requirements:
            self.requirements.append_entry({"text": requirement.text, "must": requirement.must})
        self.add_rows()

    def add_rows(self, count: int = SPARE_ROWS) -> None:
        for _ in range(min(count, MOST_ROWS - len(self.requirements))):
            self.requirements.append_entry()

    def add_suggestions(self, suggested: Iterable[Asked]) -> int:
        """Put what is not asked yet in the empty rows, and in new ones; how many that were."""
        known = {asked.text.casefold() for asked in self.asked}
        fresh = [asked for asked in suggested if asked.text.casefold() not in known]
        empty = [row for row in self.requirements if not (row.form.text.data or "").strip()]
        for row, asked in zip(empty, fresh, strict=False):
            row.form.text.data, row.form.must.data = asked.text, asked.must
        for asked in fresh[len(empty) : len(empty) + MOST_ROWS - len(self.requirements)]:
            self.requirements.append_entry({"text": asked.text, "must": asked.must})
        return min(len(fresh), len(empty) + MOST_ROWS - len(self.requirements))

    @property
    def chosen_language(self) -> Language | None:
        return Language(self.language.data) if self.language.data else None

    @property
    def asked(self) -> list[Asked]:
        """The rows with a text in them, each text once."""
        rows = [Asked(" ".join((row.data["text"] or "").split()), row.data["must"]) for row in self.requirements]
        return list({row.text: row for row in rows if row.text}.values())


class AlertsForm(FlaskForm):
    """How often one colleague hears of one vacancy; empty follows their profile."""

    frequency = SelectField(
        _l("How often"),
        choices=[SelectChoice("", _l("As in my profile")), *FREQUENCIES],
        description=_l("Today shows at once who fits, whatever you choose."),
    )

    @property
    def chosen(self) -> AlertFrequency | None:
        return AlertFrequency(self.frequency.data) if self.frequency.data else None


class ClosureForm(FlaskForm):
    """Who was hired. Whoever applied and was marked as hired answers the question by themselves."""

    filled = RadioField(
        _l("Who was hired?"),
        [DataRequired(_l("Say how it ended; the figures are made of it."))],
        choices=[
            SelectChoice(Filled.OUTSIDE.value, _l("Somebody whom we do not know here")),
            SelectChoice(Filled.NOBODY.value, _l("Nobody: the vacancy ends without a new colleague")),
        ],
    )

    def __init__(self, *, hired: Sequence[Candidate]) -> None:
        super().__init__()
        self.hired = hired
        if hired:
            del self.filled

    @property
    def answer(self) -> Filled:
        return Filled.APPLICANT if self.hired else Filled(self.filled.data)
