"""Limits on attempts, counted in a table: one count for all processes, and a restart forgets nothing."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from crm.extensions import db
from crm.keys import keyed_hash
from models import ThrottleCount


def count(kind: str, subject: str, *, now: datetime, window: timedelta) -> int:
    """Count one attempt and answer how many there were in this window, this one included.

    One statement, so two processes cannot both be the last allowed one. The caller commits.
    """
    started = datetime.fromtimestamp(now.timestamp() // window.total_seconds() * window.total_seconds(), tz=now.tzinfo)
    insert = (sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert)(ThrottleCount)
    statement = (
        insert.values(kind=kind, subject=keyed_hash("throttle", subject), window_started_at=started, count=1)
        .on_conflict_do_update(
            index_elements=["kind", "subject", "window_started_at"], set_={"count": ThrottleCount.count + 1}
        )
        .returning(ThrottleCount.count)
    )
    return db.session.execute(statement).scalar_one()


def attempts(kind: str, subject: str, *, since: datetime) -> int:
    """How many attempts were counted in windows that began after `since`."""
    total = select(func.coalesce(func.sum(ThrottleCount.count), 0)).where(
        ThrottleCount.kind == kind,
        ThrottleCount.subject == keyed_hash("throttle", subject),
        ThrottleCount.window_started_at >= since,
    )
    return int(db.session.execute(total).scalar_one())
