"""How dates, moments and figures read on a page: in words, in the reader's language and time zone."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask import Flask
from flask_babel import format_date, format_datetime, format_decimal, format_time, format_timedelta, to_user_timezone
from flask_babel import gettext as _
from markupsafe import Markup, escape

from crm.clock import utcnow


def register(app: Flask) -> None:
    app.jinja_env.filters.update(
        ago=ago,
        date_short=date_short,
        date_words=date_words,
        datetime_words=datetime_words,
        days_left=days_left,
        flagged=flagged,
        full_stop=full_stop,
        initials=initials,
        letter=letter,
        month_short=month_short,
        month_words=month_words,
        number=number,
        paragraphs=paragraphs,
        soon_words=soon_words,
        period_words=period_words,
        weekday_words=weekday_words,
    )


def date_words(value: date) -> str:
    """14 maart 2027. A moment becomes the day it was where the reader is."""
    return format_date(value, "d MMMM y")


def date_short(value: date) -> str:
    """2 sep 2027, for lists."""
    return format_date(value, "d MMM y").replace(".", "")


def month_short(value: date) -> str:
    """mrt 2026, for lists."""
    return format_date(value, "MMM y").replace(".", "")


def month_words(value: date) -> str:
    """maart 2026"""
    return format_date(value, "MMMM y")


def weekday_words(value: date) -> str:
    """Maandag 23 november"""
    words = format_date(value, "EEEE d MMMM")
    return words[:1].upper() + words[1:]


def datetime_words(value: datetime) -> str:
    """14 maart 2027, 18:42"""
    return format_datetime(value, "d MMMM y, HH:mm")


def period_words(begins: datetime, ends: datetime) -> str:
    """Donderdag 3 december, tussen 9:00 en 12:00; of half an hour only when it begins, of a day only which."""
    day, hours = weekday_words(to_user_timezone(begins)), ends - begins
    if hours <= timedelta(minutes=30):
        return _("%(day)s at %(time)s", day=day, time=format_time(begins, "H:mm"))
    if hours >= timedelta(hours=8):
        return day
    begin, end = format_time(begins, "H:mm"), format_time(ends, "H:mm")
    return _("%(day)s between %(begin)s and %(end)s", day=day, begin=begin, end=end)


def soon_words(value: datetime) -> str:
    """A moment to come, as one says it: om 14:32, maandag 08:00 within a week, else 14 maart 2027, 08:00."""
    days = days_left(value)
    if days == 0:
        return _("at %(time)s", time=format_datetime(value, "HH:mm"))
    return format_datetime(value, "EEEE HH:mm") if 0 < days < 7 else datetime_words(value)


def ago(value: datetime) -> str:
    """3 dagen geleden, counted from now."""
    return format_timedelta(value - utcnow(), granularity="minute", add_direction=True)


def days_left(value: date) -> int:
    """Days from today until the day of this moment; the reader's days, not blocks of 24 hours."""
    day = to_user_timezone(value).date() if isinstance(value, datetime) else value
    return (day - to_user_timezone(utcnow()).date()).days


def number(value: float) -> str:
    """1.846 in Dutch, 1,846 in English."""
    return format_decimal(value)


def initials(name: str) -> str:
    """MG for Marieke de Groot; an e-mail address gives one letter."""
    words = name.split()
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "?"


def full_stop(text: str) -> str:
    """A loose note as a sentence: it begins with a capital and ends with a stop."""
    words = " ".join(text.split())
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "!", "?", "”", '"')) else ".")


def paragraphs(text: str) -> Markup:
    """What somebody typed, escaped: an empty line begins a paragraph, a line break stays one."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    lines = [Markup("<br>").join(block.split("\n")) for block in blocks if block]
    return Markup("\n").join(Markup("<p>{}</p>").format(line) for line in lines)


def letter(text: str) -> Markup:
    """A mail's text as a sheet to look at: where an address will stand, the words before it look like a link."""
    sheet = re.sub(r"(<p>|<br>)([^<]+): …(?=<)", r'\1<span class="go">\2</span>', str(paragraphs(text)))
    return Markup(sheet.replace("<p>* ", "<p>• "))  # noqa: S704 - made of escaped text and tags of our own


def flagged(page: Markup, quotes: Sequence[str]) -> Markup:
    """The same page with each quoted place underlined."""
    for quote in map(escape, quotes):
        page = page.replace(quote, Markup('<span class="flag">{}</span>').format(quote))
    return page
