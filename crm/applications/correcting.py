"""A rejection that has left and was wrong: another letter sets it right, and the application is open again."""

from datetime import datetime

from crm import audit, mail
from crm.applications.services import letter_of
from crm.consent.ledger import lock
from crm.extensions import db
from models import AlreadyDecided, Application, Message, MessageClass, Outcome, User


class NoAddress(Exception):
    """There is no e-mail address to write to."""


def set_right(application: Application, *, words: str, by: User, now: datetime) -> Message:
    """Write the correction, and go on as if nobody had decided. The first letter keeps standing where it was sent.

    Raises AlreadyDecided when there is no rejection to set right, or when it can still be taken back; and NoAddress.
    """
    candidate = application.candidate
    lock(candidate)
    db.session.refresh(application)
    letter = letter_of(application)
    if application.outcome is not Outcome.REJECTED or (letter and letter.may_be_cancelled):
        raise AlreadyDecided(application.id)
    correction = mail.queue(
        "correction",
        candidate,
        message_class=MessageClass.PROCESS,
        dedupe_key=f"correction:a{application.id}:{letter.id if letter else 0}",
        now=now,
        due_at=now,
        sender=by,
        vacancy=application.vacancy,
        words=words.strip(),
    )
    if correction is None:
        raise NoAddress
    if letter:
        letter.dedupe_key = f"{letter.dedupe_key}:set_right:{letter.id}"
    application.take_back(now)
    candidate.open_procedure()
    audit.record("rejection_set_right", by=by, now=now, subject=f"application:{application.id}")
    return correction
