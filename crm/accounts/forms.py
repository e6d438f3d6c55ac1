"""The shape of what staff type about themselves and each other."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField
from wtforms.validators import DataRequired, Email


class SignInForm(FlaskForm):
    email = EmailField(
        _l("E-mail address"),
        [DataRequired(_l("Fill in your e-mail address."))],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _l("Password"),
        [DataRequired(_l("Fill in your password."))],
        render_kw={"autocomplete": "current-password"},
    )


class AskPasswordForm(FlaskForm):
    email = EmailField(
        _l("E-mail address"),
        [DataRequired(_l("Fill in your e-mail address.")), Email(_l("This is not an e-mail address. Check it."))],
        render_kw={"autocomplete": "username"},
    )


class NewPasswordForm(FlaskForm):
    password = PasswordField(
        _l("New password"),
        [DataRequired(_l("Fill in a password."))],
        description=_l("At least 12 characters. A short sentence is easy to remember and hard to guess."),
        render_kw={"autocomplete": "new-password"},
    )
