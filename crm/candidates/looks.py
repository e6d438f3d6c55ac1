"""Which colleague opened whose page, for the person who asks who saw their data."""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, insert, select
from sqlalchemy.exc import IntegrityError

from crm.extensions import db
from models import AccessRecord, Candidate, User, Vacancy

ONCE_IN = timedelta(hours=1)


def remember_look(candidate: Candidate, page: str, *, by: User, now: datetime, vacancy: Vacancy | None = None) -> None:
    """Write that somebody opened this page of a person, at most once an hour, in a short transaction of its own.

    It is the one thing that looking writes: the request around it can only read, and stays so.
    """
    known = exists().where(
        AccessRecord.candidate_id == candidate.id,
        AccessRecord.user_id == by.id,
        AccessRecord.page == page,
        AccessRecord.vacancy_id == vacancy.id if vacancy else AccessRecord.vacancy_id.is_(None),
        AccessRecord.at > now - ONCE_IN,
    )
    if db.session.scalar(select(known)):
        return
    beside = vacancy.id if vacancy else None
    look = insert(AccessRecord).values(candidate_id=candidate.id, user_id=by.id, vacancy_id=beside, page=page, at=now)
    with suppress(IntegrityError), db.engine.begin() as connection:  # the person was erased this very moment
        connection.execute(look)


def was_opened_by(user: User, vacancy_id: int) -> ColumnElement[bool]:
    """A condition on Candidate: this colleague opened the person beside this vacancy."""
    return exists().where(
        AccessRecord.vacancy_id == vacancy_id,
        AccessRecord.user_id == user.id,
        AccessRecord.candidate_id == Candidate.id,
    )
