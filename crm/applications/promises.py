"""Promises to candidates: made with a name and a day, kept with one click, broken with a reason."""

from collections import Counter
from datetime import date, datetime

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import contains_eager

from crm import audit
from crm.extensions import db
from models import Application, Candidate, Promise, PromiseState, User


class NoWords(Exception):
    """A promise says what is promised."""


class NoReason(Exception):
    """Whoever breaks a promise says why."""


def make(
    candidate: Candidate,
    *,
    words: str,
    due_on: date,
    owner: User,
    now: datetime,
    application: Application | None = None,
) -> Promise:
    """`application`: the candidacy whose letter the promise stands in. Raises NoWords."""
    words = words.strip()
    if not words:
        raise NoWords
    promise = Promise(candidate_id=candidate.id, owner=owner, words=words, due_on=due_on, made_at=now)
    promise.application_id = application.id if application else None
    db.session.add(promise)
    db.session.flush()
    audit.record("promised", by=owner, now=now, subject=f"promise:{promise.id}")
    return promise


def unmake(application: Application, *, since: datetime | None) -> Promise | None:
    """The letter that it stood in was taken back: nobody was promised anything. Returns what was, no longer kept."""
    query = select(Promise).where(Promise.application_id == application.id, Promise.made_at >= since)
    promise = db.session.scalars(query.order_by(Promise.id.desc())).first() if since else None
    if promise:
        db.session.delete(promise)
    return promise


def keep(promise: Promise, *, by: User, now: datetime) -> None:
    """It was done. Raises PromiseEnded."""
    promise.keep(now)
    audit.record("promise_kept", by=by, now=now, subject=f"promise:{promise.id}")


def break_off(promise: Promise, *, because: str, by: User, now: datetime) -> None:
    """It will not be done any more. Raises NoReason, PromiseEnded."""
    if not because.strip():
        raise NoReason
    promise.break_off(because.strip(), now)
    audit.record("promise_broken", by=by, now=now, subject=f"promise:{promise.id}")


def reopen(promise: Promise, *, by: User, now: datetime) -> None:
    """Kept or broken by mistake: it stands as before."""
    promise.reopen()
    audit.record("promise_reopened", by=by, now=now, subject=f"promise:{promise.id}")


def due(user: User, *, today: date, now: datetime) -> Select[Promise]:
    """What this colleague has to keep today or should have kept before: their own, and those of whoever left us."""
    return (
        Promise.due(today)
        .join(Promise.candidate)
        .join(Promise.owner)
        .where(Candidate.is_visible(now), or_(Promise.owner_id == user.id, User.disabled_at.is_not(None)))
        .options(contains_eager(Promise.candidate), contains_eager(Promise.owner))
    )


def due_count(user: User, *, today: date, now: datetime) -> int:
    query = due(user, today=today, now=now).order_by(None).options().with_only_columns(func.count(Promise.id))
    return db.session.scalars(query).one()


def counts(*, today: date) -> Counter[PromiseState]:
    """For the report: how many stand, are late, were kept, were broken. Of whoever is gone nothing is counted."""
    state = case(
        (Promise.kept_at.is_not(None), PromiseState.KEPT.value),
        (Promise.broken_at.is_not(None), PromiseState.BROKEN.value),
        (Promise.due_on < today, PromiseState.LATE.value),
        else_=PromiseState.OPEN.value,
    )
    counted = select(state, func.count()).select_from(Promise).group_by(state)
    return Counter({PromiseState(value): number for value, number in db.session.execute(counted)})
