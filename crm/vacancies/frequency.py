"""When news about people who fit is due for a reader: at once, or on the morning of a working day."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from models import AlertFrequency

FREQUENCIES = [
    SelectChoice(AlertFrequency.AT_ONCE.value, _l("At once")),
    SelectChoice(AlertFrequency.DAILY.value, _l("Once a day")),
    SelectChoice(AlertFrequency.WEEKLY.value, _l("Once a week")),
    SelectChoice(AlertFrequency.NEVER.value, _l("Only in the app")),
]
MORNING = time(8)
FRIDAY = 4


def due_at(frequency: AlertFrequency, found_at: datetime, time_zone: str) -> datetime:
    """For what was found at this moment; a digest comes at eight, on the organisation's clock."""
    if frequency not in (AlertFrequency.DAILY, AlertFrequency.WEEKLY):
        return found_at
    zone = ZoneInfo(time_zone)
    local = found_at.astimezone(zone)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    last = 0 if frequency is AlertFrequency.WEEKLY else FRIDAY
    while day.weekday() > last:
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, tzinfo=zone).astimezone(found_at.tzinfo)
