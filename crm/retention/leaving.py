"""Who leaves the pool on which day, counted in the organisation's own days."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, literal, select, union_all

from crm.extensions import db
from models import Candidate

AHEAD = 90
"""Days that the preview looks ahead."""


@dataclass(frozen=True, slots=True)
class Day:
    """`people` leave the pool in the course of it, when nothing changes before."""

    on: date
    people: int


def begins(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def days_ahead(*, now: datetime, zone: ZoneInfo) -> list[Day]:
    """The coming days on which somebody leaves; each day is counted in the index on the end of keeping."""
    today = now.astimezone(zone).date()
    days = [today + timedelta(days=number) for number in range(AHEAD + 1)]
    counts = [
        select(literal(number).label("number"), func.count().label("people")).where(
            Candidate.keep_until >= max(begins(day, zone), now),
            Candidate.keep_until < begins(day + timedelta(days=1), zone),
        )
        for number, day in enumerate(days)
    ]
    counted = {row.number: row.people for row in db.session.execute(union_all(*counts))}
    return [Day(day, counted[number]) for number, day in enumerate(days) if counted[number]]


def leaving_on(day: date, *, now: datetime, zone: ZoneInfo) -> Select[Candidate]:
    """The people of one day, who leaves first stands first."""
    after = begins(day + timedelta(days=1), zone)
    on_the_day = (Candidate.keep_until >= begins(day, zone), Candidate.keep_until < after)
    return Candidate.visible(now).where(*on_the_day).order_by(Candidate.keep_until, Candidate.id)
