"""Ending a purpose."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from models import ConsentKind


class EndingForm(FlaskForm):
    kind = RadioField(
        _l("What happened?"),
        [InputRequired(_l("Choose what happened."))],
        choices=[
            SelectChoice(
                ConsentKind.INVALIDATED.value, _l("The words changed so much that everybody must say yes again")
            ),
            SelectChoice(ConsentKind.REVOKED.value, _l("We stop doing this, for everybody and for good")),
        ],
    )
    reason = TextAreaField(
        _l("Why"),
        [DataRequired(_l("Fill in why; it is kept with the decision.")), Length(max=1000)],
    )
