"""Moments as people write them: 2025-03-14, 14-03-2025, 14 maart 2025, March 14, 2025. Day before month, always."""

import re
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache

from crm.applications.importing import problems
from crm.applications.importing.problems import Reason
from models.words import fold

EARLIEST = date(1980, 1, 1)
_MONTHS = (
    ("januari", "january", "jan"),
    ("februari", "february", "feb", "febr"),
    ("maart", "march", "mrt", "mar"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("augustus", "august", "aug"),
    ("september", "sep", "sept"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_CLOCK = r"(?:[ ,T]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2})?)?"
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d.*)?", re.A)
_SHAPES = (
    re.compile(r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})" + _CLOCK, re.A),
    re.compile(r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4})" + _CLOCK, re.A),
    re.compile(
        r"(?P<day>\d{1,2})(?:st|nd|rd|th|e)?[ -](?P<month>[a-z]+)\.?[ ,-]+(?P<year>\d{4})" + _CLOCK, re.A | re.I
    ),
    re.compile(r"(?P<month>[a-z]+)\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})" + _CLOCK, re.A | re.I),
)


@lru_cache(4096)
def parse_moment(text: str, *, zone: tzinfo, now: datetime) -> datetime | Reason:
    """Aware UTC. A day without a time begins at midnight in `zone`, so that no clock of ours starts late."""
    moment = _iso(text, zone) or _written(text, zone)
    if moment is None:
        return problems.BAD_DATE
    if moment > now:
        return problems.DATE_IN_FUTURE
    return problems.DATE_TOO_EARLY if moment.date() < EARLIEST else moment


def _iso(text: str, zone: tzinfo) -> datetime | None:
    if not _ISO.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _written(text: str, zone: tzinfo) -> datetime | None:
    for shape in _SHAPES:
        if found := shape.fullmatch(text):
            month = found["month"]
            number = int(month) if month.isdecimal() else _MONTH.get(fold(month), 0)
            day, clock = (int(found["year"]), number, int(found["day"])), (int(found["hour"] or 0), found["minute"])
            try:
                return datetime(*day, clock[0], int(clock[1] or 0), tzinfo=zone).astimezone(UTC)
            except (ValueError, OverflowError):
                return None
    return None
