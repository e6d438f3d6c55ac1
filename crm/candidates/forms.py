"""What staff type about a person."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from crm.screening.forms import StrictlyScreened


class TagForm(FlaskForm):
    name = StringField(
        _l("New tag"),
        [
            DataRequired(_l("Write a word or two.")),
            Length(max=40, message=_l("Keep a tag under 40 characters.")),
            StrictlyScreened(),
        ],
    )
