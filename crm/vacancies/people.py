"""Who may be compared: read without holding a lock, and asked again while holding one."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, exists, func, not_, or_, select

from crm.database import READING
from crm.extensions import db
from models import Application, Candidate, Invitation, Purpose

MATCHING = Purpose.MATCH_VACANCIES


@contextmanager
def reading() -> Iterator[None]:
    """A read-only transaction of its own: it keeps no writer waiting. Take plain values out of it."""
    db.session.connection(execution_options=READING)
    try:
        yield
    finally:
        db.session.rollback()


def lock_reachable(ids: Collection[int], now: datetime, *, to_write: bool = False) -> set[int]:
    """Those of them whom we may still compare. Until the commit nobody's choice can change: a withdrawal that came
    before is seen here, one that comes now waits and then removes what we store. `to_write`: these rows change, too."""
    named = select(Candidate.id).where(Candidate.id.in_(list(ids)))
    locked = named.order_by(Candidate.id).with_for_update(read=not to_write, key_share=to_write)
    db.session.execute(locked).all()
    return set(db.session.scalars(named.where(comparable(now))))


def comparable(now: datetime) -> ColumnElement[bool]:
    return Candidate.is_reachable(MATCHING, now)


def has_a_part(vacancy_id: int) -> ColumnElement[bool]:
    """Invited for this vacancy, or applied for it: there is nothing to discover about them."""
    return or_(_invited(vacancy_id), _applied(vacancy_id))


def left_out(vacancy_id: int, now: datetime) -> dict[str, int]:
    """How many people staff can see and were not compared, by reason; the first reason that holds counts.

    One reason stands for refused, withdrawn, expired and never asked.
    """
    return {reason: count for reason, count in db.session.execute(_by_reason(vacancy_id, now)) if reason}


def _by_reason(vacancy_id: int, now: datetime) -> Select[str | None, int]:
    allowed = [Candidate.gave(purpose, now) for purpose in MATCHING.chain]
    reason = case(
        (or_(*map(not_, allowed)), "no_permission"),
        (Candidate.hired_at.is_not(None), "hired"),
        (Candidate.procedure_closed_at.is_(None), "in_procedure"),
        (Candidate.paused_until > now, "paused"),
        (_invited(vacancy_id), "invited"),
        (_applied(vacancy_id), "applied"),
        else_=None,
    )
    return Candidate.visible(now).with_only_columns(reason, func.count()).group_by(reason)


def _invited(vacancy_id: int) -> ColumnElement[bool]:
    return exists().where(Invitation.vacancy_id == vacancy_id, Invitation.candidate_id == Candidate.id)


def _applied(vacancy_id: int) -> ColumnElement[bool]:
    return exists().where(Application.vacancy_id == vacancy_id, Application.candidate_id == Candidate.id)
