"""Keeping what a candidate wrote by mail, on their timeline."""

from datetime import datetime

from sqlalchemy import select

from crm import audit
from crm.extensions import db
from crm.replies.cutting import forwarded, own_words
from crm.screening import masked
from models import Candidate, Message, ReceivedMail, User


def paste(candidate: Candidate, text: str, *, written_at: datetime, by: User, now: datetime) -> ReceivedMail | None:
    """A colleague copied it from their own mail. None when nothing is left of it but what was quoted."""
    kept = _keep(candidate, text, written_at=written_at, added_by_id=by.id, now=now)
    if kept:
        audit.record("reply_pasted", by=by, now=now, subject=f"candidate:{candidate.public_id}")
    return kept


def receive(
    candidate: Candidate,
    text: str,
    *,
    answers: Message | None,
    mail_sha256: str,
    written_at: datetime,
    by: User | None,
    now: datetime,
) -> ReceivedMail | None:
    """The mail itself came in, from the person or from a colleague (`by`). The same mail twice is kept once."""
    known = select(ReceivedMail).where(ReceivedMail.mail_sha256 == mail_sha256)
    return db.session.scalars(known).one_or_none() or _keep(
        candidate,
        text,
        written_at=min(written_at, now),
        message_id=answers.id if answers else None,
        mail_sha256=mail_sha256,
        added_by_id=by.id if by else None,
        now=now,
    )


def _keep(
    candidate: Candidate, text: str, *, written_at: datetime, now: datetime, **how: object
) -> ReceivedMail | None:
    """Of their words everything stays but numbers that may not be here."""
    words = masked(own_words(text) or own_words(forwarded(text) or ""))
    if not words:
        return None
    kept = ReceivedMail(candidate_id=candidate.id, text=words, written_at=written_at, added_at=now, **how)
    db.session.add(kept)
    db.session.flush()
    return kept


def remove(reply: ReceivedMail, *, by: User, now: datetime) -> None:
    """It was somebody else's, or says what may not be here."""
    audit.record("reply_removed", by=by, now=now, subject=f"candidate:{reply.candidate.public_id}")
    db.session.delete(reply)
