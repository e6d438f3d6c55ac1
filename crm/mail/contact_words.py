"""A contact budget in words, for whoever wants to write: may they, from when, and who wrote last."""

from datetime import datetime

from flask_babel import format_time, ngettext
from flask_babel import gettext as _

from crm.clock import utcnow
from crm.formats import date_words, days_left
from models.contact import MONTH, Budget, Letter, Wait


def contact_words(budget: Budget, name: str) -> str:
    """What may still be written to this person, in two sentences."""
    if budget.free_at is None:
        return _what_is_left(budget)
    return f"{_from_when(budget.free_at, name)} {_because(budget)}".strip()


def _from_when(free_at: datetime, name: str) -> str:
    if days_left(free_at) <= 0:
        time = format_time(free_at, "HH:mm")
        return _("%(name)s may be invited again today, from %(time)s.", name=name, time=time)
    return _("%(name)s may be invited again on %(date)s.", name=name, date=date_words(free_at))


def _because(budget: Budget) -> str:
    if budget.wait is Wait.REJECTED and budget.rejected_at:
        day = date_words(budget.rejected_at)
        return _("We turned them down on %(date)s, and keep quiet for a while after that.", date=day)
    wrote = _who_wrote(budget.last)
    if budget.wait is Wait.OFTEN:
        return f"{wrote} " + _("Nobody gets more invitations than this in 30 days.")
    return wrote


def _what_is_left(budget: Budget) -> str:
    if budget.last is None or budget.last.at <= utcnow() - MONTH:
        return _("Nobody wrote to them in the last 30 days.")
    left = ngettext(
        "%(num)s more invitation may go in these 30 days.",
        "%(num)s more invitations may go in these 30 days.",
        budget.left,
    )
    return f"{_who_wrote(budget.last)} {left}"


def _who_wrote(letter: Letter | None) -> str:
    if letter is None:
        return ""
    if letter.at > utcnow():
        return _("A letter from %(who)s leaves on %(date)s.", who=letter.by_name, date=date_words(letter.at))
    return _("%(who)s wrote to them on %(date)s.", who=letter.by_name, date=date_words(letter.at))
