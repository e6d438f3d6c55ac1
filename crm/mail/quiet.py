"""Quiet hours: invitations leave on working days between eight and seven, on the organisation's clock."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from models import Organisation

OPENS, CLOSES = time(8), time(19)


def next_opening(organisation: Organisation, now: datetime) -> datetime:
    """`now` when mail may leave, else the next moment that it may."""
    if not organisation.quiet_hours:
        return now
    local = now.astimezone(ZoneInfo(organisation.time_zone))
    if local.weekday() < 5 and OPENS <= local.time() < CLOSES:
        return now
    day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return datetime.combine(day, OPENS, tzinfo=local.tzinfo).astimezone(now.tzinfo)
