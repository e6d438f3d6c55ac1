"""The state of the pool in three figures, each counted in an index."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from crm.extensions import db
from models import Candidate, Permission, Purpose
from models.consent import GIVES
from models.retention import QUARANTINE_DAYS

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PoolFigures:
    """`valid` are all whose profile we may keep, `ending` those of them whose permission ends within 30 days."""

    valid: int
    ending: int
    unproven: int

    @property
    def lasting(self) -> int:
        return self.valid - self.ending


def is_empty() -> bool:
    """Nobody was ever imported or entered."""
    return db.session.scalar(select(Candidate.id).limit(1)) is None


def pool_figures(now: datetime) -> PoolFigures:
    """The index on purpose, kind and end answers alone."""
    keeping = [
        Permission.purpose == Purpose.KEEP_PROFILE,
        Permission.kind.in_(GIVES),
        Permission.expires_at > now,
    ]
    unproven = [
        Candidate.is_visible(now),
        Candidate.keep_until <= now + timedelta(days=QUARANTINE_DAYS),
        Candidate.quarantined_at.is_not(None),
    ]
    return PoolFigures(
        valid=_count(*keeping), ending=_count(*keeping, Permission.expires_at <= now + SOON), unproven=_count(*unproven)
    )


def _count(*conditions: ColumnElement[bool]) -> int:
    return db.session.scalars(select(func.count()).where(*conditions)).one()
