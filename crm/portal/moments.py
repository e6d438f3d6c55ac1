"""When somebody would like to talk: a day and a part of it, or a time, as the organisation's clock tells it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crm.extensions import db
from models import Organisation

# Hours that begin and end each part; a time of its own is half an hour.
PARTS = {"": (9, 18), "morning": (9, 12), "afternoon": (12, 17), "evening": (17, 20)}
TIMES = [f"{hour}:{minute:02}" for hour in range(8, 20) for minute in (0, 30)]
HALF_AN_HOUR = timedelta(minutes=30)
MONTHS_AHEAD = (1, 3, 6)


def _zone() -> ZoneInfo:
    return ZoneInfo(db.session.scalars(Organisation.current()).one().time_zone)


def moment_of(day: date, hours: str) -> tuple[datetime, datetime]:
    """From and until. `hours` is a key of PARTS or one of TIMES."""
    zone = _zone()
    if hours in PARTS:
        first, last = PARTS[hours]
        begins, ends = (datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC) for hour in (first, last))
        return begins, ends
    hour, minute = map(int, hours.split(":"))
    begins = datetime.combine(day, time(hour, minute), tzinfo=zone).astimezone(UTC)
    return begins, begins + HALF_AN_HOUR


def hours_of(begins: datetime, ends: datetime) -> tuple[date, str]:
    """The other way round, for a form that shows what was chosen."""
    local, until = begins.astimezone(_zone()), ends.astimezone(_zone())
    for part, (first, last) in PARTS.items():
        if (local.time(), until.time()) == (time(first), time(last)):
            return local.date(), part
    return local.date(), f"{local.hour}:{local.minute:02}"


def day_of(moment: datetime) -> date:
    return moment.astimezone(_zone()).date()


def in_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day when that month is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))
