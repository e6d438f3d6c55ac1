"""A mail that a colleague pastes. It is the person's own text, so numbers in it are masked and not refused."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, TextAreaField
from wtforms.validators import DataRequired, Length

from crm.replies.cutting import READ
from crm.screening.forms import without_numbers


class ReplyForm(FlaskForm):
    text = TextAreaField(
        _l("What did they write?"),
        [
            DataRequired(_l("Paste the text of their mail.")),
            Length(max=READ, message=_l("This is longer than a mail. Keep what they wrote themselves.")),
        ],
        filters=[without_numbers],
        description=_l("Paste the mail as it is: what they quoted and their signature are left out."),
    )
    written_on = DateField(_l("On which day?"), [DataRequired(_l("Choose the day on which they wrote it."))])
