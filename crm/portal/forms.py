"""What a candidate fills in."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    RadioField,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
    URLField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, Length, Optional

from crm.screening.forms import without_numbers
from crm.surveys.referrals import Referred
from models import Candidate, Followed, Language, Purpose, Verdict


class PublicForm(FlaskForm):
    """Authorised by the secret in its body, or asking for nothing that needs authority."""

    class Meta:
        csrf = False


class DayField(DateField):
    """A day; what cannot be read as one is answered with how to write it."""

    def process_formdata(self, valuelist: Any) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Write a day such as 2027-03-14.")) from error


class MyDataForm(PublicForm):
    email = EmailField(
        _l("Your e-mail address"),
        validators=[DataRequired(_l("Fill in your e-mail address.")), Email(_l("This is not an e-mail address yet."))],
    )


class ReferralForm(PublicForm):
    """Whoever comes through somebody else says it all themselves; without being kept there is nothing to confirm."""

    first_name = StringField(
        _l("First name"), [DataRequired(_l("Fill in your first name.")), Length(max=100)], filters=[without_numbers]
    )
    last_name = StringField(
        _l("Last name"), [DataRequired(_l("Fill in your last name.")), Length(max=100)], filters=[without_numbers]
    )
    email = EmailField(
        _l("Your e-mail address"),
        validators=[DataRequired(_l("Fill in your e-mail address.")), Email(_l("This is not an e-mail address yet."))],
    )
    motivation = TextAreaField(
        _l("Why does this suit you?"),
        [DataRequired(_l("Write a sentence or two; it is what our recruiter reads first.")), Length(max=2000)],
        filters=[without_numbers],
    )
    keep_profile = BooleanField(
        validators=[DataRequired(_l("Without this we may not keep your details, so we could not answer you."))]
    )
    match_vacancies = BooleanField()
    email_vacancies = BooleanField()

    def given(self, language: Language) -> Referred:
        return Referred(
            first_name=self.first_name.data or "",
            last_name=self.last_name.data or "",
            email=self.email.data or "",
            motivation=self.motivation.data or "",
            purposes=[purpose for purpose in Purpose if purpose.value in self and self[purpose.value].data],
            language=language,
        )


class CodeForm(PublicForm):
    code = StringField(_l("The code from the mail"), [DataRequired(_l("Fill in the eight digits.")), Length(max=20)])


class WishesForm(PublicForm):
    work = StringField(
        _l("What kind of work?"),
        [Length(max=200)],
        filters=[without_numbers],
        description=_l("For example: planner, driver"),
    )
    regions = StringField(
        _l("Where?"), [Length(max=200)], filters=[without_numbers], description=_l("For example: Zaanstreek, Amsterdam")
    )
    hours = StringField(
        _l("How many hours a week?"),
        [Length(max=60)],
        filters=[without_numbers],
        description=_l("For example: 24 to 32"),
    )
    available_on = DayField(_l("From when?"), [Optional()])

    def values(self) -> dict[str, object]:
        words: dict[str, object] = {
            name: " ".join((self[name].data or "").split()) for name in ("work", "regions", "hours")
        }
        return words | {"available_on": self.available_on.data}


class PauseForm(PublicForm):
    until = DayField(_l("Until which day?"), [DataRequired(_l("Choose a day."))])
    end = SubmitField(_l("End the pause now"))


class CorrectionForm(PublicForm):
    first_name = StringField(_l("First name"), [Length(max=100)], filters=[without_numbers])
    last_name = StringField(
        _l("Last name"), [DataRequired(_l("Fill in your last name.")), Length(max=100)], filters=[without_numbers]
    )
    phone = StringField(_l("Phone number"), [Length(max=40)])
    place = StringField(_l("Place"), [Length(max=100)], filters=[without_numbers])
    headline = StringField(_l("What you do, in a few words"), [Length(max=200)], filters=[without_numbers])
    linkedin = URLField(_l("LinkedIn address"), [Length(max=300)])
    language = SelectField(
        _l("Language we write in"), choices=[SelectChoice("nl", "Nederlands"), SelectChoice("en", "English")]
    )

    @classmethod
    def of(cls, candidate: Candidate) -> "CorrectionForm":
        form = cls(None, obj=candidate)
        form.language.data = candidate.language.value
        return form

    def values(self) -> dict[str, str]:
        return {field.name: str(field.data or "") for field in self}


class AddressForm(PublicForm):
    email = EmailField(
        _l("Your new e-mail address"),
        validators=[DataRequired(_l("Fill in your e-mail address.")), Email(_l("This is not an e-mail address yet."))],
    )


class UploadForm(PublicForm):
    file = FileField(_l("Your CV"), [FileRequired(_l("Choose a file first."))])


class CertificateForm(PublicForm):
    """`verdict`: which advice it answers."""

    verdict = RadioField(
        _l("What is it about?"), [DataRequired(_l("Choose what it is about."))], coerce=int, validate_choice=False
    )
    file = FileField(_l("Your certificate"), [FileRequired(_l("Choose a file first."))])

    def offer(self, advised: Sequence[Verdict]) -> None:
        self.verdict.choices = [SelectChoice(each.id, each.requirement.text) for each in advised]
        if len(advised) == 1 and not self.verdict.data:
            self.verdict.data = advised[0].id


class AdviceForm(PublicForm):
    said = RadioField(
        _l("Did you do it?"),
        [DataRequired(_l("Choose one of the three."))],
        choices=[
            SelectChoice(Followed.DONE.value, _l("Yes")),
            SelectChoice(Followed.UNDER_WAY.value, _l("I am busy with it")),
            SelectChoice(Followed.NOT_DONE.value, _l("No")),
        ],
    )
    words = StringField(
        _l("Which certificate, course or experience?"),
        [Length(max=300)],
        filters=[without_numbers],
        description=_l("Its name and when, such as: SQL certificate, May 2027."),
    )


class ExplanationForm(PublicForm):
    question = TextAreaField(_l("What do you want to know?"), [Length(max=1000)], filters=[without_numbers])


class EraseForm(PublicForm):
    forget_mark = BooleanField(_l("Also forget that I was ever here"))
