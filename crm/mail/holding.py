"""Why a mail that may leave does not leave yet. It is put off, and everything is asked again then."""

from datetime import datetime, timedelta

from crm.mail import contact
from crm.mail.calls import must_be_called_first
from crm.mail.quiet import next_opening
from models import Message, MessageClass, Organisation

LOOK_AGAIN = timedelta(minutes=15)
WAITS_FOR_A_CALL = (MessageClass.INVITATION, MessageClass.SURVEY)
"""To whoever had a bad time with us nothing leaves of our own accord before somebody called."""


def reason_to_wait(message: Message, *, organisation: Organisation, now: datetime) -> tuple[datetime, str] | None:
    """Until when, and one word for why; None when it may leave now."""
    opening = next_opening(organisation, now) if message.message_class.keeps_quiet_hours else now
    if opening > now:
        return opening, "quiet_hours"
    if organisation.mail_paused_at and message.message_class.is_ours:
        return now + LOOK_AGAIN, "paused"
    if message.candidate and message.message_class in WAITS_FOR_A_CALL and must_be_called_first(message.candidate):
        return now + LOOK_AGAIN, "call_first"
    free_at = contact.free_at(message, now=now)
    return (free_at, "contact_budget") if free_at > now else None
