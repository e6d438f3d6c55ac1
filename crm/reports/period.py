"""The time that a report is about, chosen in its address: the last twelve months, one year, or everything."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Label, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from crm.extensions import db
from models import Application, Vacancy

TWELVE_MONTHS, EVERYTHING = "12-months", "all"


@dataclass(frozen=True, slots=True)
class Step:
    """One month, or one year: from its first moment until that of the next."""

    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Period:
    """`name` stands in the address. Steps are months, and years where the period is everything."""

    name: str
    steps: tuple[Step, ...]

    @property
    def is_by_year(self) -> bool:
        return self.name == EVERYTHING

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        return self.steps[0].begins, self.steps[-1].ends

    def holds(self, moment: InstrumentedAttribute[datetime | None]) -> ColumnElement[bool]:
        begins, ends = self.bounds
        return and_(moment >= begins, moment < ends)

    def holds_day(self, day: InstrumentedAttribute[date] | InstrumentedAttribute[date | None]) -> ColumnElement[bool]:
        begins, ends = self.bounds
        return and_(day >= begins.date(), day < ends.date())

    def step_of_day(self, day: InstrumentedAttribute[date] | InstrumentedAttribute[date | None]) -> Label[int]:
        number: ColumnElement[int] = case(
            *((day < step.ends.date(), at) for at, step in enumerate(self.steps)), else_=len(self.steps)
        )
        return number.label("step")

    def step_of(self, moment: InstrumentedAttribute[datetime | None]) -> Label[int]:
        """The number of the step that it lies in: months of the organisation's calendar, the same on each database."""
        number: ColumnElement[int] = case(
            *((moment < step.ends, at) for at, step in enumerate(self.steps)), else_=len(self.steps)
        )
        return number.label("step")


def choices(now: datetime, zone: ZoneInfo) -> list[str]:
    """The names of the periods there are, the years newest first."""
    return [TWELVE_MONTHS, *(str(year) for year in _years(now, zone)), EVERYTHING]


def period_named(name: str, now: datetime, zone: ZoneInfo) -> Period | None:
    """None when there is no such period."""
    today = now.astimezone(zone)
    if name == TWELVE_MONTHS:
        last = today.year * 12 + today.month - 1
        return Period(name, tuple(_month(number, zone) for number in range(last - 11, last + 1)))
    years = _years(now, zone)
    if name == EVERYTHING:
        first_days = [datetime(year, 1, 1, tzinfo=zone) for year in (*reversed(years), years[0] + 1)]
        return Period(name, tuple(map(Step, first_days, first_days[1:])))
    if name not in map(str, years):
        return None
    months = today.month if int(name) == today.year else 12
    return Period(name, tuple(_month(int(name) * 12 + at, zone) for at in range(months)))


def _month(number: int, zone: ZoneInfo) -> Step:
    """Months counted from the year 0."""
    begins, ends = (datetime(each // 12, each % 12 + 1, 1, tzinfo=zone) for each in (number, number + 1))
    return Step(begins, ends)


def _years(now: datetime, zone: ZoneInfo) -> list[int]:
    """From this year back to that of the first application or vacancy."""
    firsts = [select(func.min(column)).scalar_subquery() for column in (Application.applied_at, Vacancy.opened_at)]
    known = [moment for moment in db.session.execute(select(*firsts)).one() if moment]
    this_year = now.astimezone(zone).year
    first_year = min([moment.astimezone(zone).year for moment in known], default=this_year)
    return list(range(this_year, min(first_year, this_year) - 1, -1))
