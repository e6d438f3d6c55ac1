"""When a mail leaves. What we want to say leaves on working days from eight to seven, by the organisation's clock."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from models import Message, Organisation

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


def leaves_at(message: Message, organisation: Organisation, now: datetime) -> datetime:
    """When a queued mail leaves if nothing comes between; `now` when it is only waiting for a worker."""
    due_at = max(message.due_at, now)
    return next_opening(organisation, due_at) if message.message_class.keeps_quiet_hours else due_at
