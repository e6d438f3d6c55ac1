"""The shape of settings."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, IntegerField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, Length, Optional, StopValidation

from crm.countries import countries
from crm.vacancies.frequency import FREQUENCIES
from models import AlertFrequency, Language, Role, Tone

LANGUAGES = [SelectChoice(Language.DUTCH.value, "Nederlands"), SelectChoice(Language.ENGLISH.value, "English")]
THEMES = [
    SelectChoice("auto", _l("As my device")),
    SelectChoice("light", _l("Light")),
    SelectChoice("dark", _l("Dark")),
]
_is_email = Email(_l("This is not an e-mail address. Check it."))


@lru_cache
def time_zones() -> list[SelectChoice]:
    """Every place that keeps a time of its own."""
    places = {zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")}
    return [SelectChoice(zone, zone.replace("_", " ")) for zone in sorted(places | {"UTC"})]


class OrganisationForm(FlaskForm):
    name = StringField(
        _l("Name"),
        [DataRequired(_l("Fill in the name that candidates know.")), Length(max=200)],
        description=_l("Stands on every mail and page that candidates read."),
    )
    address = StringField(_l("Address"), [Length(max=300)], description=_l("Stands under what candidates read."))
    privacy_email = EmailField(
        _l("E-mail address for questions about privacy"),
        [DataRequired(_l("Fill in an address that somebody reads.")), _is_email],
        description=_l("Stands under what candidates read."),
    )
    sender_email = EmailField(
        _l("E-mail address that mail comes from"),
        [DataRequired(_l("Fill in an address that your mail server may send from.")), _is_email],
    )
    country = SelectField(_l("Country"), choices=countries, description=_l("Decides how long people are kept."))
    language = SelectField(_l("Language"), choices=LANGUAGES, description=_l("What a new colleague begins with."))
    tone = RadioField(
        _l("How Dutch mail addresses candidates"),
        choices=[SelectChoice(Tone.JE.value, "je"), SelectChoice(Tone.U.value, "u")],
        description=_l("Your own letters stay as you wrote them. Pages say je."),
    )
    time_zone = SelectField(_l("Time zone"), choices=time_zones)
    quiet_hours = BooleanField(
        _l("Send invitations only on working days between 8 and 19"),
        description=_l("What is written at another hour waits until the next morning."),
    )
    matching = BooleanField(
        _l("Compare candidates with vacancies"),
        description=_l("Off stops all comparing. Each vacancy has a switch of its own as well."),
    )


LONGEST_DELAY = 24 * 60


class Between:
    """A whole number from `least` to `most`; anything else that was typed gets the same sentence."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def __call__(self, form: FlaskForm, field: IntegerField) -> None:
        if field.data is None or not self.least <= field.data <= self.most:
            field.errors = []
            words = _("Fill in a whole number from %(least)s to %(most)s.", least=self.least, most=self.most)
            raise StopValidation(words)


class ContactForm(FlaskForm):
    """How often one person may be written to, and how long they may wait for a word from us.

    Two colleagues never write within one week: that limit has a floor.
    """

    invitation_gap_days = IntegerField(_l("Days between two invitations to one person"), [Between(1, 90)])
    invitations_a_month = IntegerField(_l("Invitations to one person in 30 days, at most"), [Between(1, 10)])
    rejection_quiet_days = IntegerField(
        _l("Days without invitations after a rejection"),
        [Between(0, 180)],
        description=_l("Ends when the person, after that letter, says themselves that we may mail about vacancies."),
    )
    colleague_gap_days = IntegerField(_l("Days before another colleague writes to the same person"), [Between(7, 90)])
    silence_amber_days = IntegerField(
        _l("Days without a word after which waiting turns amber"),
        [Between(1, 90)],
        description=_l("Of somebody who applied and waits for an answer."),
    )
    silence_red_days = IntegerField(
        _l("Days without a word after which it turns red"),
        [Between(2, 180)],
        description=_l("From then on they are the first thing on Today."),
    )

    def validate_silence_red_days(self, field: IntegerField) -> None:
        amber = self.silence_amber_days.data
        if field.data and amber and field.data <= amber:
            raise StopValidation(_("Red comes after amber: fill in more than %(days)s days.", days=amber))


class SendingForm(FlaskForm):
    """How many minutes each kind of letter waits before it leaves; a field is named after its class of mail."""

    wait_process = IntegerField(_l("Rejections and other letters about an application"), [Between(0, LONGEST_DELAY)])
    wait_invitation = IntegerField(_l("Invitations"), [Between(0, LONGEST_DELAY)])
    wait_survey = IntegerField(_l("Questions about how it went with us"), [Between(0, LONGEST_DELAY)])
    wait_consent_request = IntegerField(_l("Questions whether we may keep somebody"), [Between(0, LONGEST_DELAY)])
    wait_renewal = IntegerField(_l("Questions whether we may keep somebody longer"), [Between(0, LONGEST_DELAY)])

    @property
    def waits(self) -> list[IntegerField]:
        return [field for field in self if isinstance(field, IntegerField)]

    @property
    def delays(self) -> dict[str, int]:
        """Minutes by class; what leaves at once is left out."""
        return {field.name.removeprefix("wait_"): field.data for field in self.waits if field.data}


class UserForm(FlaskForm):
    """A colleague and what they may do. Each role is a tick box of its own, because each says what it opens."""

    name = StringField(_l("Name"), [DataRequired(_l("Fill in a name; it stands under letters.")), Length(max=200)])
    recruiter = BooleanField(_l("Recruiter"), description=_l("Sees candidates, decides, opens vacancies and invites."))
    privacy_officer = BooleanField(
        _l("Privacy officer"), description=_l("Sees candidates and accepts proof of consent.")
    )
    admin = BooleanField(_l("Administrator"), description=_l("Manages settings and colleagues."))

    @property
    def roles(self) -> list[Role]:
        return [role for role in Role if self[role.value].data]

    def show_roles(self, roles: Collection[str]) -> None:
        for role in Role:
            self[role.value].data = role.value in roles

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid: bool = super().validate(extra_validators)
        if not self.roles:
            self.form_errors.append(_("Choose at least one role."))
        return is_valid and bool(self.roles)


class NewUserForm(UserForm):
    email = EmailField(
        _l("E-mail address"),
        [DataRequired(_l("Fill in the address they sign in with.")), _is_email],
        render_kw={"autocomplete": "off"},
    )
    language = SelectField(_l("Language"), choices=LANGUAGES)


class ProfileForm(FlaskForm):
    name = StringField(
        _l("Name"),
        [DataRequired(_l("Fill in your name.")), Length(max=200)],
        description=_l("Stands under the letters you send."),
        render_kw={"autocomplete": "name"},
    )
    language = RadioField(_l("Language"), choices=LANGUAGES)
    theme = RadioField(_l("Colours"), choices=THEMES)
    alert_frequency = RadioField(
        _l("Mail when somebody fits a vacancy of yours"),
        [Optional()],
        choices=FREQUENCIES,
        description=_l("Today shows at once who fits, whatever you choose. A vacancy can have a choice of its own."),
    )

    @property
    def chosen_frequency(self) -> AlertFrequency | None:
        """None when it was not asked: alerts go to whoever sees vacancies."""
        return AlertFrequency(self.alert_frequency.data) if self.alert_frequency.raw_data else None


class PasswordForm(FlaskForm):
    current = PasswordField(
        _l("Current password"),
        [DataRequired(_l("Fill in the password you have now."))],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(
        _l("New password"),
        [DataRequired(_l("Fill in a password."))],
        description=_l("At least 12 characters. A short sentence is easy to remember and hard to guess."),
        render_kw={"autocomplete": "new-password"},
    )
