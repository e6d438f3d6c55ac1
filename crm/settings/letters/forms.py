"""The shape of a letter's text."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from crm.letters.checking import Problem
from crm.screening.forms import Screened
from crm.settings.letters.words import problem_words
from models import Candidate, LetterText

INVENTED = ""


class LetterForm(FlaskForm):
    """What is lacking in the text itself is asked of `crm.letters`, and said at its field."""

    subject = StringField(_l("Subject"), [Screened()])
    heading = StringField(_l("Heading"), [Screened()], description=_l("Stands large above the letter."))
    body = TextAreaField(
        _l("The letter"),
        [Screened()],
        description=_l("An empty line begins a paragraph. Names between braces are filled in."),
    )
    is_overtaken = False
    opened_at = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    person = SelectField(_l("Read it as"), validate_choice=False)
    preview = SubmitField(_l("Update the letter"))

    def show(self, text: LetterText, newest: LetterText | None) -> None:
        self.subject.data, self.heading.data, self.body.data = text.words
        self.opened_at.data = newest.number if newest else 0

    def offer(self, people: Iterable[Candidate]) -> None:
        self.person.choices = [
            SelectChoice(INVENTED, _l("an invented person")),
            *(SelectChoice(each.public_id, each.name) for each in people),
        ]

    def say(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self[problem.field].errors = [*self[problem.field].errors, problem_words(problem)]


class VersionForm(FlaskForm):
    """Which words to go back to; 0 are those that come with the program."""

    number = IntegerField(validators=[InputRequired()])
    opened_at = IntegerField(validators=[InputRequired()])
