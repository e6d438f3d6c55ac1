"""What an answer with a name sets in motion: somebody calls whoever had a bad time. Nothing else follows from it."""

from datetime import datetime

from sqlalchemy import select

from crm import audit
from crm.consent.ledger import lock
from crm.extensions import db
from models import CallTask, Candidate, Message, SurveyResponse, User


class AlreadyCalled(Exception):
    """A colleague made this call; their note stands."""


def follow(response: SurveyResponse, candidate: Candidate, *, now: datetime) -> None:
    """A detractor is called, today, before anybody invites them. One call is enough, however many reasons there are."""
    if response.detracts and not db.session.scalar(
        CallTask.open().where(CallTask.candidate_id == candidate.id).with_only_columns(CallTask.id).limit(1)
    ):
        owner = _who_wrote_last(candidate)
        db.session.add(
            CallTask(candidate=candidate, response=response, owner_id=owner.id if owner else None, opened_at=now)
        )
        db.session.flush()


def _who_wrote_last(candidate: Candidate) -> User | None:
    """The colleague whose name stood under our last letter, else the first recruiter of the last vacancy."""
    letters = (
        select(User)
        .join(Message, Message.sender_id == User.id)
        .where(Message.candidate_id == candidate.id, Message.sent_at.is_not(None), User.disabled_at.is_(None))
        .order_by(Message.sent_at.desc())
        .limit(1)
    )
    writer = db.session.scalars(letters).first()
    last = candidate.last_application
    if writer or not last:
        return writer
    return next((each for each in last.vacancy.recruiters if each.disabled_at is None), None)


def called(task: CallTask, *, note: str, by: User, now: datetime) -> None:
    """Somebody spoke with the person: they may be invited again. Raises AlreadyCalled."""
    lock(task.candidate)
    db.session.refresh(task)
    if task.done_at:
        raise AlreadyCalled
    task.done_at, task.done_by, task.note = now, by, note.strip()
    audit.record("called", by=by, now=now, subject=f"candidate:{task.candidate.public_id}")
