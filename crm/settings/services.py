"""Changing the organisation, with a record of which settings changed and never of their values."""

from datetime import datetime
from typing import Any

from crm import audit
from crm.extensions import db
from crm.queue import wake
from models import Organisation, User, Vacancy


def change_organisation(organisation: Organisation, values: dict[str, Any], *, by: User, now: datetime) -> list[str]:
    """The names of the settings that changed."""
    changed = [name for name, value in values.items() if getattr(organisation, name) != value]
    for name in changed:
        setattr(organisation, name, values[name])
    if changed:
        audit.record("organisation.changed", by=by, now=now, settings=sorted(changed))
    if "signals" in changed:
        db.session.execute(Vacancy.rematch_all(), execution_options={"synchronize_session": False})
    if organisation.matching and {"matching", "signals"} & set(changed):
        wake("match")
    return changed
