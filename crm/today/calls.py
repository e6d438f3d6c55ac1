"""Calls that are due: mine, and those that nobody else has."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import joinedload

from crm.extensions import db
from models import CallTask, Candidate, User


def calls_due(user: User, now: datetime) -> Sequence[CallTask]:
    """Of people whom we may still see, the oldest first."""
    if not user.can("decide"):
        return []
    shown = CallTask.open_for(user.id).join(CallTask.candidate).where(Candidate.is_visible(now))
    return db.session.scalars(shown.options(joinedload(CallTask.candidate))).all()
