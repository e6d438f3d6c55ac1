"""Stopping mail and nothing else: one click in a mail, or a complaint about one. What we keep and compare goes on."""

from datetime import datetime

from crm.consent import services as consent
from crm.consent.ledger import Capture
from crm.extensions import db
from crm.mail.suppressions import email_mark, suppress
from models import Candidate, ConsentEvent, Message, MessageClass
from models.consent import MAIL_PURPOSES


def stop(
    candidate: Candidate, message_class: MessageClass | None, *, capture: Capture, now: datetime
) -> list[ConsentEvent]:
    """What one click in a mail of this class stops: vacancies in an invitation, surveys in a survey.

    In a mail that asks what we may keep, or one we no longer know, it stops all mail that we want to send.
    """
    if message_class is None or message_class.purpose not in MAIL_PURPOSES:
        return stop_all(candidate, "unsubscribed", capture=capture, now=now)
    return consent.withdraw(candidate, message_class.stops, capture=capture, now=now)


def stop_all(candidate: Candidate, reason: str, *, capture: Capture, now: datetime) -> list[ConsentEvent]:
    """Every purpose of mail is withdrawn, and the address marked, until the person says yes again by themselves."""
    events = consent.withdraw(candidate, MAIL_PURPOSES, capture=capture, now=now)
    if candidate.email:
        suppress([email_mark(candidate.email)], reason, now=now)
    ours = [each for each in MessageClass if each.is_ours]
    db.session.execute(Message.cancel_queued(candidate.id, ours, reason))
    return events
