"""Which colleague opened whose page, for the person who asks who saw their data."""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import exists, insert, select
from sqlalchemy.exc import IntegrityError

from crm.extensions import db
from models import AccessRecord, Candidate, User

ONCE_IN = timedelta(hours=1)


def remember_look(candidate: Candidate, page: str, *, by: User, now: datetime) -> None:
    """Write that somebody opened this page of a person, at most once an hour, in a short transaction of its own.

    It is the one thing that looking writes: the request around it can only read, and stays so.
    """
    known = exists().where(
        AccessRecord.candidate_id == candidate.id,
        AccessRecord.user_id == by.id,
        AccessRecord.page == page,
        AccessRecord.at > now - ONCE_IN,
    )
    if db.session.scalar(select(known)):
        return
    look = insert(AccessRecord).values(candidate_id=candidate.id, user_id=by.id, page=page, at=now)
    with suppress(IntegrityError), db.engine.begin() as connection:  # the person was erased this very moment
        connection.execute(look)
