"""What an undelivered mail means for its address, after the status that the other server gave (RFC 3463)."""

import re
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from crm.extensions import db
from crm.mail import standing
from crm.mail.suppressions import address_trouble, email_mark, forget_address_trouble, suppress
from models import Bounce, BounceKind, Candidate, Message, Organisation, Suppression
from models.suppression import HARD_BOUNCE

KNOWN_FOR = timedelta(days=14)
SOFT_WITHIN = timedelta(days=30)
MOST_SOFT = 3
_STATUS = re.compile(r"[45]\.\d{1,3}\.\d{1,3}", re.ASCII)
_NO_SUCH_ADDRESS = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10")
_DISABLED = "5.2.1"


def note(message: Message, status: str, *, now: datetime) -> Bounce | None:
    """Write down that this mail did not arrive, and stop what must stop.

    None, and nothing happens, when it is no status, or when the mail came back before.
    An address that does not exist is not written to again; a mailbox that is closed the second time, one that is full
    or busy the third time in 30 days. A refusal of us (5.7.x) keeps the address, and our mail rests.

    The caller called `hold_reader` first.
    """
    address = message.address
    if not _STATUS.fullmatch(status) or not address:
        return None
    db.session.execute(select(Message.id).where(Message.id == message.id).with_for_update())
    if db.session.scalar(select(Bounce.id).where(Bounce.message_id == message.id, Bounce.kind != BounceKind.COMPLAINT)):
        return None
    mark = email_mark(address)
    bounce = Bounce(message_id=message.id, kind=_kind(status, mark), status=status, address_hash=mark, at=now)
    db.session.add(bounce)
    db.session.flush()
    if message.candidate and bounce.kind is BounceKind.HARD:
        suppress([mark], HARD_BOUNCE, now=now)
        follow(message.candidate, now=now)
    elif message.candidate_id and bounce.kind is BounceKind.SOFT and _soft(mark, now=now) >= MOST_SOFT:
        suppress([mark], "soft_bounces", now=now)
    if bounce.kind is BounceKind.POLICY:
        standing.pause("refused", now=now)
    else:
        standing.pause_if_needed(now=now)
    return bounce


def hold_reader(message_id: int) -> None:
    """The person before their mail, as whoever withdraws: in the other order each would wait for the other."""
    reader = select(Message.candidate_id).where(Message.id == message_id).scalar_subquery()
    held = select(Candidate).where(Candidate.id == reader).with_for_update(key_share=True)
    db.session.scalars(held.execution_options(populate_existing=True)).one_or_none()


def follow(candidate: Candidate, *, now: datetime) -> None:
    """Whether they can be reached, after a change of their address or of what we know about it; and how long we then
    keep them. The caller holds the person's lock."""
    trouble = trouble_with(candidate)
    candidate.unreachable_since = trouble.created_at if trouble and trouble.reason == HARD_BOUNCE else None
    organisation = db.session.scalars(Organisation.current()).one()
    candidate.settle(now, candidate.preset(organisation))


def is_recent(message: Message, *, now: datetime) -> bool:
    """It left, and not longer ago than a report about it can take."""
    return message.sent_at is not None and message.sent_at <= now <= message.sent_at + KNOWN_FOR


def _kind(status: str, mark: str) -> BounceKind:
    closed_before = select(Bounce.id).where(Bounce.address_hash == mark, Bounce.status == _DISABLED)
    if status in _NO_SUCH_ADDRESS or (status == _DISABLED and db.session.scalar(closed_before.limit(1))):
        return BounceKind.HARD
    return BounceKind.POLICY if status.startswith("5.7.") else BounceKind.SOFT


def _soft(mark: str, *, now: datetime) -> int:
    counted = select(func.count(Bounce.id)).where(
        Bounce.address_hash == mark, Bounce.kind == BounceKind.SOFT, Bounce.at > now - SOFT_WITHIN
    )
    return db.session.scalar(counted) or 0


def trouble_with(candidate: Candidate) -> Suppression | None:
    """The mark that their present address does not work."""
    return address_trouble(candidate.email) if candidate.email else None


def works_again(candidate: Candidate, *, now: datetime) -> None:
    """A colleague knows better: the address is written to again, and what came back of it before does not count.

    The caller holds the person's lock.
    """
    if candidate.email:
        mark = email_mark(candidate.email)
        forget_address_trouble(candidate)
        db.session.execute(
            delete(Bounce).where(Bounce.address_hash == mark, Bounce.kind.in_((BounceKind.HARD, BounceKind.SOFT)))
        )
        follow(candidate, now=now)
