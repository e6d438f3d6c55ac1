"""The decision about one match."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, SelectMultipleField, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from crm.invitations.sentence import unknown_places
from crm.invitations.several import MOST_AT_ONCE
from crm.screening.forms import Screened, ScreenedForm, StrictlyScreened


def places_are_known(form: FlaskForm, field: TextAreaField) -> None:
    if unknown := unknown_places(field.data or ""):
        raise ValidationError(_("We cannot fill in %(place)s. Write it out, or take it away.", place=unknown[0]))


class InvitationForm(ScreenedForm):
    sentence = TextAreaField(
        _l("A sentence of your own"),
        [
            DataRequired(_l("Write a sentence of your own: it is what makes this a letter from a person.")),
            Length(max=1500, message=_l("Keep it under 1,500 characters.")),
            Screened(),
            places_are_known,
        ],
    )
    preview = SubmitField(_l("Update the letter"))


class SeveralForm(ScreenedForm):
    """`read` and `read_sentence` are what the letters were drawn from: only what was read can leave."""

    sentence = TextAreaField(
        _l("A sentence of your own"),
        [
            DataRequired(_l("Write a sentence of your own: it is what makes these letters from a person.")),
            Length(max=1500, message=_l("Keep it under 1,500 characters.")),
            Screened(),
            places_are_known,
        ],
    )
    chosen = SelectMultipleField(_l("Whom do you invite?"), coerce=int, validate_choice=False)
    read = SelectMultipleField(coerce=int, validate_choice=False)
    read_sentence = HiddenField()
    preview = SubmitField(_l("Read the letters"))

    def validate_chosen(self, field: SelectMultipleField) -> None:
        if not field.data:
            raise ValidationError(_("Choose at least one person."))
        if len(field.data) > MOST_AT_ONCE:
            raise ValidationError(_("Choose at most %(most)s people: each letter wants to be read.", most=MOST_AT_ONCE))

    @property
    def was_read(self) -> bool:
        """Every letter that would leave stood on the page as it is now."""
        same_words = (self.read_sentence.data or "").split() == (self.sentence.data or "").split()
        return same_words and set(self.chosen.data or ()) <= set(self.read.data or ())


class RefusalForm(FlaskForm):
    reason = StringField(
        _l("Why not for this one"),
        [
            DataRequired(_l("Choose a reason, or write one.")),
            Length(max=200, message=_l("Keep it under 200 characters.")),
            StrictlyScreened(),
        ],
    )


class PostponementForm(FlaskForm):
    until = DateField(_l("Look again on"), [DataRequired(_l("Choose a day."))])

    def __init__(self, *, today: date) -> None:
        super().__init__()
        self.today = today

    def validate_until(self, field: DateField) -> None:
        if field.data and field.data <= self.today:
            raise ValidationError(_l("Choose a day that is still to come."))
