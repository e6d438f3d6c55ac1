"""The state of the pool in a few figures, each counted in an index."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from crm.extensions import db
from models import Candidate, Erasure, LegalHold, Permission, Purpose
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


@dataclass(frozen=True, slots=True)
class PoolHealth:
    """`match` and `write` count who allows it; somebody who pauses or is in a procedure is left alone meanwhile."""

    pool: PoolFigures
    match: int
    write: int
    held: int
    erased: int


def is_empty() -> bool:
    """Nobody was ever imported or entered."""
    return db.session.scalar(select(Candidate.id).limit(1)) is None


def pool_figures(now: datetime) -> PoolFigures:
    """The index on purpose, kind and end answers alone."""
    keeping = _given(Purpose.KEEP_PROFILE, now)
    unproven = [
        Candidate.is_visible(now),
        Candidate.keep_until <= now + timedelta(days=QUARANTINE_DAYS),
        Candidate.quarantined_at.is_not(None),
    ]
    return PoolFigures(
        valid=_count(*keeping), ending=_count(*keeping, Permission.expires_at <= now + SOON), unproven=_count(*unproven)
    )


def pool_health(now: datetime, *, month_began_at: datetime) -> PoolHealth:
    return PoolHealth(
        pool=pool_figures(now),
        match=_count(*_given(Purpose.MATCH_VACANCIES, now)),
        write=_count(*_given(Purpose.EMAIL_VACANCIES, now)),
        held=_count(LegalHold.ended_at.is_(None)),
        erased=_count(Erasure.erased_at >= month_began_at),
    )


def _given(purpose: Purpose, now: datetime) -> list[ColumnElement[bool]]:
    return [Permission.purpose == purpose, Permission.kind.in_(GIVES), Permission.expires_at > now]


def _count(*conditions: ColumnElement[bool]) -> int:
    return db.session.scalars(select(func.count()).where(*conditions)).one()
