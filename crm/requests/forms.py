"""The answer to a request."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SubmitField, TextAreaField
from wtforms.validators import Length

from crm.screening.forms import Screened


class AnswerForm(FlaskForm):
    answer = TextAreaField(
        _l("What do you want to say to them?"),
        [Length(max=5000, message=_l("Keep it shorter: at most 5000 characters.")), Screened()],
        description=_l("Goes into the mail they get, as you write it."),
    )
    refuse = SubmitField(_l("Do not do it"))
