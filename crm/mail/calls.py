"""Whether somebody must be called before anybody writes to them of their own accord."""

from collections.abc import Collection

from sqlalchemy import select

from crm.extensions import db
from models import CallTask, Candidate


def must_be_called_first(candidate: Candidate) -> bool:
    return bool(who_must_be_called_first([candidate.id]))


def who_must_be_called_first(candidate_ids: Collection[int]) -> set[int]:
    waiting = select(CallTask.candidate_id).where(CallTask.candidate_id.in_(candidate_ids), CallTask.done_at.is_(None))
    return set(db.session.scalars(waiting))
