"""Why a mail may not leave, asked while it is claimed: what was true when it was queued may be true no more."""

from datetime import datetime

from sqlalchemy import select

from crm.extensions import db
from crm.mail.suppressions import address_trouble, is_suppressed
from models import Candidate, Mention, Message, Purpose, Vacancy, may
from models.consent import ConsentState, state
from models.mention import NAMES_CHANGED


def reason_not_to_send(message: Message, *, now: datetime) -> str | None:
    """One word for the reason, or None when it may leave."""
    if not message.address:
        return "no_address"
    if message.user and message.user.disabled_at:
        return "no_access"
    if message.user and db.session.scalar(select(Mention.names_somebody_who_left(message.id, now))):
        return NAMES_CHANGED
    if message.candidate and address_trouble(message.address):
        return "address_bounces"
    if message.message_class.is_ours and message.candidate:
        return _not_to_them(message, message.candidate, message.address, now)
    return None


def _not_to_them(message: Message, candidate: Candidate, address: str, now: datetime) -> str | None:
    purpose = message.message_class.purpose
    if purpose and not may(candidate, purpose, now).allowed:
        return "no_permission"
    if not purpose and not _still_asks(message, candidate, now):
        return "answered"
    if candidate.restricted_at or is_suppressed(address):
        return "suppressed"
    if message.name in ("survey", "check_back") and _is_busy_with_us(candidate, now):
        return "not_now"
    vacancy = db.session.get(Vacancy, message.vacancy_id) if message.vacancy_id else None
    if vacancy and not vacancy.is_open:
        return "vacancy_closed"
    return None


def _is_busy_with_us(candidate: Candidate, now: datetime) -> bool:
    """A procedure runs, they work here, or they asked for quiet: nobody asks now how the last one went."""
    rests = candidate.paused_until is not None and candidate.paused_until > now
    return rests or candidate.procedure_closed_at is None or candidate.hired_at is not None


def _still_asks(message: Message, candidate: Candidate, now: datetime) -> bool:
    """The question in this mail waits for an answer."""
    if message.name == "ask_again":
        return any(state(candidate, purpose, now) is ConsentState.INVALIDATED for purpose in Purpose)
    return state(candidate, Purpose.KEEP_PROFILE, now) is ConsentState.REQUESTED
