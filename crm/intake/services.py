"""What to do with a mail that came in: a bounce, a complaint, or somebody's answer. Anything else changes nothing."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select

from crm.consent.ledger import Capture, lock
from crm.extensions import db
from crm.intake.reading import Arrived, Unreadable, read
from crm.mail import bounces, standing
from crm.mail.return_path import candidate_behind, message_behind
from crm.mail.suppressions import email_mark
from crm.replies import services as replies
from crm.replies.cutting import forwarded
from crm.requests import services as requests
from models import Bounce, BounceKind, Candidate, Message, User

Found = TypeVar("Found")


class Outcome(enum.Enum):
    """UNREADABLE and UNKNOWN are nobody's we know: the mail stays where it lies, for a person to look at."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    REPLY = "reply"
    NOTHING = "nothing"
    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"

    @property
    def is_done(self) -> bool:
        return self not in (Outcome.UNREADABLE, Outcome.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of it, in ids. `by` is the colleague who sent it."""

    outcome: Outcome
    message: int | None = None
    candidate: int | None = None
    by: int | None = None


def take(raw: bytes, *, now: datetime) -> Taken:
    """Act on one mail. Twice the same does nothing the second time; a forged, unknown or late one nothing at all."""
    try:
        mail = read(raw)
    except Unreadable:
        return Taken(Outcome.UNREADABLE)
    if mail.is_report:
        return _report(mail, now=now)
    if mail.is_automatic:
        return Taken(Outcome.NOTHING)
    by = db.session.scalars(User.active().where(User.email == mail.sender)).first() if mail.sender else None
    return _forwarded(mail, by, now=now) if by else _answered(mail, now=now)


def _report(mail: Arrived, *, now: datetime) -> Taken:
    message = _first(message_behind(address) for address in (*mail.to, *mail.returned_to))
    if message is None:
        return Taken(Outcome.UNKNOWN)
    if mail.is_complaint:
        return Taken(Outcome.COMPLAINT if _complaint(message, now=now) else Outcome.NOTHING, message=message.id)
    counts = mail.failed_with and bounces.is_recent(message, now=now)
    bounces.hold_reader(message.id)
    bounce = bounces.note(message, mail.failed_with or "", now=now) if counts else None
    return Taken(Outcome.BOUNCE if bounce else Outcome.NOTHING, message=message.id)


def _complaint(message: Message, *, now: datetime) -> bool:
    """Their mail program's button for unwanted mail: an objection to all mail that we only want to send."""
    if not bounces.is_recent(message, now=now):
        return False
    if message.candidate:  # the person before their mail, as whoever sends and whoever withdraws
        lock(message.candidate)
    db.session.execute(select(Message.id).where(Message.id == message.id).with_for_update())
    complained = select(Bounce.id).where(Bounce.message_id == message.id, Bounce.kind == BounceKind.COMPLAINT)
    if db.session.scalar(complained):
        return False
    mark = email_mark(message.address or "")
    db.session.add(Bounce(message_id=message.id, kind=BounceKind.COMPLAINT, status="", address_hash=mark, at=now))
    db.session.flush()
    if message.candidate:
        details = {"message": message.id, "form": "complaint"}
        how = Capture("complaint", "subject", message.candidate.language, details)
        requests.object_to_mail(message.candidate, capture=how, now=now)
    standing.pause_if_needed(now=now)
    return True


def _answered(mail: Arrived, *, now: datetime) -> Taken:
    """The person's own mail, as it came or as a colleague's mail program passed it on unchanged."""
    message = _named(mail)
    if message is None or message.candidate is None or mail.sender not in _addresses_of(message):
        return Taken(Outcome.UNKNOWN)
    return _kept(message.candidate, mail, mail.body, answers=message, by=None, now=now)


def _forwarded(mail: Arrived, by: User, *, now: datetime) -> Taken:
    """A colleague forwarded it, to the person's own address here, or as a mail that names one of ours.

    Only what is forwarded counts: what the colleague wrote themselves is not the person's.
    """
    enclosed = mail.enclosed
    message = _named(enclosed or mail)
    candidate = _first(candidate_behind(address) for address in mail.to) or (message.candidate if message else None)
    text = enclosed.body if enclosed else forwarded(mail.body)
    if candidate is None or not text:
        return Taken(Outcome.UNKNOWN, by=by.id)
    answers = message if message and message.candidate_id == candidate.id else None
    return _kept(candidate, enclosed or mail, text, answers=answers, by=by, now=now)


def _kept(
    candidate: Candidate, mail: Arrived, text: str, *, answers: Message | None, by: User | None, now: datetime
) -> Taken:
    kept = replies.receive(
        candidate,
        text,
        answers=answers,
        mail_sha256=mail.sha256,
        written_at=mail.written_at or now,
        by=by,
        now=now,
    )
    ids = {"message": answers.id if answers else None, "candidate": candidate.id, "by": by.id if by else None}
    return Taken(Outcome.REPLY if kept else Outcome.NOTHING, **ids)


def _named(mail: Arrived) -> Message | None:
    """The newest mail of ours that it answers; its id is random, so only its readers know it."""
    ours = select(Message).where(Message.public_id.in_(mail.answers[-20:])).order_by(Message.id.desc()).limit(1)
    return db.session.scalars(ours).first() if mail.answers else None


def _addresses_of(message: Message) -> set[str]:
    known = (message.to_email, message.candidate.email if message.candidate else None)
    return {address.lower() for address in known if address}


def _first(found: Iterable[Found | None]) -> Found | None:
    return next((each for each in found if each is not None), None)
