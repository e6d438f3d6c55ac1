"""Another period for the pool than the preset's: shorter at once, longer with a reason and a second person."""

from datetime import datetime

from crm import audit
from crm.extensions import db
from models import Organisation, User
from models.retention import preset_for


class TooLong(Exception):
    """Beyond what the preset of the country allows; nobody can approve it."""


class NoReason(Exception):
    """A longer period needs a written reason."""


class NobodyAsked(Exception):
    """No other period waits for a decision."""


class SamePerson(Exception):
    """Whoever asked for the longer period cannot approve it."""


def choose(organisation: Organisation, days: int, *, reason: str, by: User, now: datetime) -> bool:
    """Whether it holds at once; a longer one waits for `approve`. What people allowed before keeps its own end.

    Raises TooLong, NoReason.
    """
    preset = preset_for(organisation.country)
    if days > preset.pool_days_max:
        raise TooLong
    longer = days > preset.pool_days
    if longer and not reason.strip():
        raise NoReason
    organisation.pool_days_asked, organisation.pool_days_asked_by_id = (days, by.id) if longer else (None, None)
    organisation.pool_days_reason = reason.strip()
    if not longer:
        organisation.pool_days = days if days < preset.pool_days else None
        organisation.pool_days_approved_by_id = None
    audit.record("pool_period_asked" if longer else "pool_period_changed", by=by, now=now, days=days)
    return not longer


def approve(organisation: Organisation, *, by: User, now: datetime) -> None:
    """Raises NobodyAsked, SamePerson, and TooLong when the country changed meanwhile."""
    if organisation.pool_days_asked is None:
        raise NobodyAsked
    if organisation.pool_days_asked_by_id == by.id:
        raise SamePerson
    if organisation.pool_days_asked > preset_for(organisation.country).pool_days_max:
        raise TooLong
    organisation.pool_days, organisation.pool_days_asked = organisation.pool_days_asked, None
    organisation.pool_days_approved_by_id = by.id
    audit.record("pool_period_approved", by=by, now=now, days=organisation.pool_days)
    db.session.flush()


def refuse(organisation: Organisation, *, by: User, now: datetime) -> None:
    """The period stays as it is. Raises NobodyAsked."""
    if organisation.pool_days_asked is None:
        raise NobodyAsked
    organisation.pool_days_asked = organisation.pool_days_asked_by_id = None
    audit.record("pool_period_refused", by=by, now=now)
