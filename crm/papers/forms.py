"""What somebody said yes to on paper."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField
from wtforms.validators import DataRequired

from models import Purpose


class PaperForm(FlaskForm):
    """A tick per purpose, as it stood on the paper."""

    keep_profile = BooleanField(_l("Keep the profile"))
    match_vacancies = BooleanField(_l("Compare with vacancies"))
    email_vacancies = BooleanField(_l("Mail about vacancies"))
    survey = BooleanField(_l("Ask how it went"))
    given_on = DateField(_l("On which day?"), [DataRequired(_l("Choose the day on which they said it."))])
    file = FileField(
        _l("The signed paper"),
        [FileRequired(_l("Choose the file."))],
        description=_l("A PDF or a photo (PNG, JPEG), at most 20 MB."),
    )

    @property
    def purposes(self) -> list[Purpose]:
        return [purpose for purpose in Purpose if self[purpose.value].data]
