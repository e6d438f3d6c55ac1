"""The right to store what is found for one vacancy. It ends by itself, so a killed worker blocks nobody."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Self

from crm.extensions import db
from models import Vacancy

LENGTH = timedelta(seconds=30)
_RENEW_BELOW = timedelta(seconds=20)

Clock = Callable[[], datetime]


class LeaseLost(Exception):
    """Another worker took over, or somebody changed, stopped or closed the vacancy: what was found counts no more."""


def ticking(now: datetime) -> Clock:
    """A clock that stood at `now` a moment ago and runs."""
    started = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - started)


class Lease:
    """One vacancy, held until a moment."""

    def __init__(self, vacancy_id: int, until: datetime, clock: Clock) -> None:
        self.vacancy_id = vacancy_id
        self.until = until
        self.clock = clock

    @classmethod
    def on_any_due(cls, clock: Clock) -> Self | None:
        """Take one vacancy that is due; None when nothing is."""
        now = clock()
        claimed = db.session.execute(Vacancy.claim_matching(now, now + LENGTH)).scalar()
        db.session.commit()
        return cls(claimed, now + LENGTH, clock) if claimed else None

    @classmethod
    def on(cls, vacancy_id: int, clock: Clock) -> Self | None:
        """Take this vacancy, due or not; None when somebody else holds it, or it is stopped or closed."""
        now = clock()
        claimed = db.session.execute(Vacancy.claim_this(vacancy_id, now, now + LENGTH)).scalar()
        db.session.commit()
        return cls(claimed, now + LENGTH, clock) if claimed else None

    def renew(self) -> None:
        """Called often, writes seldom. Raises LeaseLost."""
        now = self.clock()
        if self.until - now > _RENEW_BELOW:
            return
        self._keep(now + LENGTH)
        db.session.commit()

    def give_back(self) -> None:
        """Inside the caller's transaction, before anything is stored: from here nobody else can change the vacancy."""
        self._keep(None)

    def _keep(self, until: datetime | None) -> None:
        if db.session.execute(Vacancy.keep_lease(self.vacancy_id, self.until, until)).scalar() is None:
            db.session.rollback()
            raise LeaseLost(self.vacancy_id)
        self.until = until or self.until
