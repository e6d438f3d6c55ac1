"""The decision about one match."""

from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from crm.screening.forms import Screened, ScreenedForm, StrictlyScreened


class InvitationForm(ScreenedForm):
    sentence = TextAreaField(
        _l("A sentence of your own"),
        [
            DataRequired(_l("Write a sentence of your own: it is what makes this a letter from a person.")),
            Length(max=1500, message=_l("Keep it under 1,500 characters.")),
            Screened(),
        ],
    )
    preview = SubmitField(_l("Update the letter"))


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
