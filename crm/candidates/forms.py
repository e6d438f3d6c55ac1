"""What staff type about a person."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, StringField
from wtforms.validators import DataRequired, Email, Length

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


class AddressForm(FlaskForm):
    email = EmailField(
        _l("The address that they told you"),
        [DataRequired(_l("Fill in their e-mail address.")), Email(_l("This is not an e-mail address yet."))],
    )
