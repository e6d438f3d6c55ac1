"""Another address of a person: their mailbox says that it is theirs, whoever typed it."""

from datetime import datetime

from sqlalchemy import select

from crm import audit, links, mail
from crm.extensions import db
from models import AddressChange, Candidate, MessageClass, User


def ask_address_change(candidate: Candidate, email: str, *, now: datetime) -> None:
    """Mail the new address; it counts when somebody confirms there within a week. Says nothing about other records."""
    change = AddressChange(candidate_id=candidate.id, email=email, asked_at=now, expires_at=now + links.CONFIRM_LIFE)
    db.session.add(change)
    db.session.flush()
    mail.queue(
        "confirm_address",
        candidate,
        message_class=MessageClass.RIGHTS,
        dedupe_key=f"confirm_address:{change.id}",
        now=now,
        to_email=email,
    )


def pass_on(candidate: Candidate, email: str, *, by: User, now: datetime) -> None:
    """They told a colleague, for no mail reaches them."""
    ask_address_change(candidate, email, now=now)
    audit.record("address_passed_on", by=by, now=now, subject=f"candidate:{candidate.public_id}")


def waiting(candidate: Candidate, now: datetime) -> AddressChange | None:
    """The last one that was mailed and can still be confirmed."""
    still = (AddressChange.confirmed_at.is_(None), AddressChange.expires_at > now)
    mailed = select(AddressChange).where(AddressChange.candidate_id == candidate.id, *still)
    return db.session.scalars(mailed.order_by(AddressChange.id.desc()).limit(1)).one_or_none()
