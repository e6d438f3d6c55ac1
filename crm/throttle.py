"""Limits on attempts, counted in a table: one count for all processes, and a restart forgets nothing."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from crm.extensions import db
from crm.keys import keyed_hash
from models import ThrottleCount


def count(kind: str, subject: str, *, now: datetime, window: timedelta) -> int:
    """Count one attempt and answer how many there were in this window, this one included.

    One statement, so two processes cannot both be the last allowed one. The caller commits.
    """
    started = window_start(now, window)
    insert = (sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert)(ThrottleCount)
    statement = (
        insert.values(kind=kind, subject=keyed_hash("throttle", subject), window_started_at=started, count=1)
        .on_conflict_do_update(
            index_elements=["kind", "subject", "window_started_at"], set_={"count": ThrottleCount.count + 1}
        )
        .returning(ThrottleCount.count)
    )
    return db.session.execute(statement).scalar_one()


def take_back(kind: str, subject: str, *, now: datetime, window: timedelta) -> None:
    """One attempt less in this window: it turned out to be none."""
    db.session.execute(
        update(ThrottleCount)
        .where(*_about(kind, subject), ThrottleCount.window_started_at == window_start(now, window))
        .values(count=ThrottleCount.count - 1)
    )


def forget(kind: str, subject: str) -> None:
    """Every count of this kind for this subject."""
    db.session.execute(delete(ThrottleCount).where(*_about(kind, subject)))


def forget_before(moment: datetime) -> None:
    """Counts of windows that began before this: no limit looks back that far."""
    db.session.execute(delete(ThrottleCount).where(ThrottleCount.window_started_at < moment))


def window_start(now: datetime, window: timedelta) -> datetime:
    return datetime.fromtimestamp(now.timestamp() // window.total_seconds() * window.total_seconds(), tz=now.tzinfo)


def attempts(kind: str, subject: str, *, since: datetime) -> int:
    """How many attempts were counted in windows that began after `since`."""
    total = select(func.coalesce(func.sum(ThrottleCount.count), 0)).where(
        *_about(kind, subject), ThrottleCount.window_started_at >= since
    )
    return int(db.session.execute(total).scalar_one())


def _about(kind: str, subject: str) -> tuple[ColumnElement[bool], ...]:
    return ThrottleCount.kind == kind, ThrottleCount.subject == keyed_hash("throttle", subject)
