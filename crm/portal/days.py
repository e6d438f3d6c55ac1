"""Days as the person means them: in the organisation's time zone."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from crm.extensions import db
from models import Organisation


def day_begins(day: date) -> datetime:
    zone = ZoneInfo(db.session.scalars(Organisation.current()).one().time_zone)
    return datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC)
