"""What somebody answers to an invitation, and when they would like to talk or hear from us again."""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from crm.formats import date_words
from crm.portal.days import day_begins
from crm.portal.forms import DayField, PublicForm
from crm.portal.moments import MONTHS_AHEAD, TIMES, day_of, hours_of, in_months, moment_of
from models import Invitation, Reply
from models.invitation import Answer

PARTS = [
    SelectChoice("", _l("Any time that day")),
    SelectChoice("morning", _l("In the morning, 9 to 12")),
    SelectChoice("afternoon", _l("In the afternoon, 12 to 17")),
    SelectChoice("evening", _l("In the evening, 17 to 20")),
]
ON_A_DAY = "day"


class AnswerForm(PublicForm):
    """What belongs to another answer than the one that was chosen is not looked at."""

    answer = RadioField(
        _l("Your answer"),
        choices=[
            SelectChoice(Reply.INTERESTED.value, _l("Yes, tell me more")),
            SelectChoice(Reply.NOT_NOW.value, _l("Not now")),
            SelectChoice(Reply.NO.value, _l("No, thank you")),
            SelectChoice(Reply.STOP.value, _l("Stop writing to me about vacancies")),
        ],
        validators=[DataRequired(_l("Choose one of the answers."))],
    )
    day = DayField(_l("Which day suits you?"), [Optional()])
    hours = SelectField(
        _l("What time?"), choices=[*PARTS, *(SelectChoice(hour, hour) for hour in TIMES)], validators=[Optional()]
    )
    rest = SelectField(_l("When may we write again?"), validators=[Optional()])
    until = DayField(_l("Not before"), [Optional()])
    note = TextAreaField(_l("Anything you want to say"), [Length(max=2000)])

    @classmethod
    def of(cls, invitation: Invitation, given: str | None, *, now: datetime) -> "AnswerForm":
        """As the last answer left it; `given` is what the link in the mail says."""
        replies = {reply.value for reply in Reply}
        known = invitation.reply.value if invitation.reply else None
        shown: dict[str, Any] = {"answer": given if given in replies else known, "note": invitation.note}
        if invitation.moment:
            shown["day"], shown["hours"] = hours_of(*invitation.moment)
        if invitation.not_now_until:
            shown["rest"], shown["until"] = ON_A_DAY, day_of(invitation.not_now_until)
        return cls(None, now=now, data=shown)

    def __init__(self, *args: Any, now: datetime, **values: Any) -> None:
        super().__init__(*args, **values)
        self.now, self.today = now, day_of(now)
        in_words = [date_words(in_months(self.today, months)) for months in MONTHS_AHEAD]
        self.rest.choices = [
            SelectChoice("", _("Just not this vacancy")),
            SelectChoice("1", _("In a month, from %(date)s", date=in_words[0])),
            SelectChoice("3", _("In three months, from %(date)s", date=in_words[1])),
            SelectChoice("6", _("In half a year, from %(date)s", date=in_words[2])),
            SelectChoice(ON_A_DAY, _("From a day that I choose")),
        ]

    @property
    def given(self) -> Answer:
        """What was answered, once it is valid."""
        reply = Reply(self.answer.data)
        moment = (
            moment_of(self.day.data, self.hours.data or "") if reply is Reply.INTERESTED and self.day.data else None
        )
        until = self._until() if reply is Reply.NOT_NOW else None
        return Answer(reply, self.note.data or "", day_begins(until) if until else None, moment)

    def _until(self) -> date | None:
        """A day that was chosen goes before a number of months."""
        months = int(self.rest.data) if (self.rest.data or "").isdigit() else 0
        return self.until.data or (in_months(self.today, months) if months else None)

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        for field in (self.day, self.hours) if self.answer.data != Reply.INTERESTED.value else ():
            field.errors = []
        for field in (self.rest, self.until) if self.answer.data != Reply.NOT_NOW.value else ():
            field.errors = []
        if self.answer.data == Reply.INTERESTED.value and not (self.day.errors or self.hours.errors):
            self._check_moment()
        if self.answer.data == Reply.NOT_NOW.value and not self.until.errors:
            self._check_rest()
        return not self.errors

    def _check_moment(self) -> None:
        if self.hours.data and not self.day.data:
            self.day.errors = [_("Choose a day as well.")]
        elif self.day.data and self.day.data > in_months(self.today, 12):
            self.day.errors = [_("Choose a day within a year.")]
        elif self.day.data and moment_of(self.day.data, self.hours.data or "")[1] <= self.now:
            self.day.errors = [_("Choose a moment that is still to come.")]

    def _check_rest(self) -> None:
        if self.rest.data == ON_A_DAY and not self.until.data:
            self.until.errors = [_("Choose a day.")]
        elif self.until.data and self.until.data <= self.today:
            self.until.errors = [_("Choose a day that is still to come.")]
