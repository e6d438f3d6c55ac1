"""What a candidate fills in."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, EmailField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, Length, Optional

from models import Reply


class PublicForm(FlaskForm):
    """Authorised by the secret in its body, or asking for nothing that needs authority."""

    class Meta:
        csrf = False


class AnswerForm(PublicForm):
    answer = RadioField(
        _l("Your answer"),
        choices=[
            SelectChoice(Reply.INTERESTED.value, _l("Yes, tell me more")),
            SelectChoice(Reply.NOT_NOW.value, _l("Not now")),
            SelectChoice(Reply.NO.value, _l("No, thank you")),
            SelectChoice(Reply.STOP.value, _l("Stop writing to me about vacancies")),
        ],
        validators=[DataRequired(_l("Choose one of the answers."))],
    )
    until = DateField(_l("Not before"), validators=[Optional()])
    note = TextAreaField(_l("Anything you want to say"), validators=[Length(max=2000)])


class MyDataForm(PublicForm):
    email = EmailField(
        _l("Your e-mail address"),
        validators=[DataRequired(_l("Fill in your e-mail address.")), Email(_l("This is not an e-mail address yet."))],
    )
