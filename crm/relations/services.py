"""What one colleague does to stay in touch with one person."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from crm import audit
from crm.extensions import db
from models import Application, Candidate, ContactKind, ContactNote, Message, MessageState, Stage, User

CONNECT_AFTER, CONNECT_BEFORE = timedelta(days=3), timedelta(days=30)


def know(
    candidate: Candidate,
    *,
    known_by: Sequence[User],
    owner: User | None,
    linkedin: str | None,
    step: str,
    step_on: date | None,
) -> None:
    """Who knows the person, where they are on LinkedIn, and what comes next. A step has a day or is none.

    Whoever keeps in touch knows them.
    """
    candidate.owner = owner
    candidate.known_by = [*known_by, *([owner] if owner and owner not in known_by else [])]
    candidate.linkedin = linkedin
    candidate.next_step, candidate.next_step_on = (step.strip(), step_on) if step.strip() else ("", None)


def step_done(candidate: Candidate, *, by: User, now: datetime) -> None:
    candidate.next_step, candidate.next_step_on = "", None
    audit.record("personal_step_done", by=by, now=now, subject=f"candidate:{candidate.public_id}")


def note(candidate: Candidate, kind: ContactKind, text: str, *, at: datetime, by: User, now: datetime) -> ContactNote:
    written = ContactNote(candidate_id=candidate.id, by=by, kind=kind, text=text.strip(), at=min(at, now))
    db.session.add(written)
    db.session.flush()
    audit.record("contact_noted", by=by, now=now, subject=f"candidate:{candidate.public_id}")
    return written


def remove(written: ContactNote, *, by: User, now: datetime) -> None:
    audit.record("contact_note_removed", by=by, now=now, subject=f"candidate:{written.candidate.public_id}")
    db.session.delete(written)


def settle_connecting(candidate: Candidate, *, now: datetime) -> None:
    """Offered, or not wanted: nobody is reminded of it again for this letter."""
    candidate.connect_settled_at = now


def steps(user: User, *, today: date, now: datetime) -> Select[Candidate]:
    """The personal steps of this colleague that are due, the longest due first."""
    return (
        select(Candidate)
        .where(Candidate.owner_id == user.id, Candidate.next_step_on <= today)
        .where(Candidate.id.not_in(Candidate.hidden(now)))
        .order_by(Candidate.next_step_on, Candidate.id)
    )


def steps_count(user: User, *, today: date, now: datetime) -> int:
    due = steps(user, today=today, now=now).order_by(None)
    return db.session.scalars(due.with_only_columns(func.count())).one()


def to_connect(user: User, *, now: datetime) -> Select[Message]:
    """Letters of this colleague that turned somebody down some days ago: a moment to offer to stay in touch.

    Only to somebody whose LinkedIn address we have or who spoke with us: others would hear from a stranger.
    """
    return (
        select(Message)
        .join(Message.candidate)
        .where(
            Message.name == "rejection",
            Message.state == MessageState.SENT,
            Message.sender_id == user.id,
            Message.sent_at > now - CONNECT_BEFORE,
            Message.sent_at <= now - CONNECT_AFTER,
            Candidate.is_visible(now),
            or_(Candidate.connect_settled_at.is_(None), Candidate.connect_settled_at < Message.sent_at),
            or_(Candidate.linkedin.is_not(None), _spoke()),
        )
        .order_by(Message.sent_at, Message.id)
        .options(contains_eager(Message.candidate))
    )


def _spoke() -> ColumnElement[bool]:
    return Candidate.applications.any(
        and_(
            Application.vacancy_id == Message.vacancy_id,
            Application.stage.in_([Stage.INTERVIEWED, Stage.FINAL]),
        )
    )
