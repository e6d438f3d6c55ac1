"""What a colleague fills in after a call."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from crm.screening.forms import Screened, ScreenedForm


class CallForm(ScreenedForm):
    note = TextAreaField(
        _l("What was said"),
        [
            DataRequired(_l("Write in a sentence what was said; the next colleague reads it.")),
            Length(max=2000),
            Screened(),
        ],
        description=_l("The person can read this, too, when they ask what we have of them."),
    )
