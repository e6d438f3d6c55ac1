"""What has had its time, whoever it is about: removed some at a time, and then also from the pages of the file."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, delete, or_, select, text

from crm.extensions import db
from models import AccessCode, AddressChange, Download, Link, MessageTrace

BATCH = 500
FILES_KEPT = timedelta(days=30)
LINKS_KEPT = timedelta(days=30)
TRACES_KEPT = timedelta(days=90)


def clean(*, now: datetime) -> Iterator[int]:
    """Remove what is over; yields after each piece how many rows went. The caller commits each time."""
    over: tuple[tuple[Any, ColumnElement[bool]], ...] = (
        (Download, Download.expires_at <= now),
        (AccessCode, AccessCode.expires_at <= now - timedelta(hours=1)),
        (AddressChange, AddressChange.expires_at <= now),
        (Link, or_(Link.expires_at <= now - LINKS_KEPT, Link.spent_at <= now - LINKS_KEPT)),
        (MessageTrace, MessageTrace.sent_at <= now - TRACES_KEPT),
    )
    for model, condition in over:
        key = next(iter(model.__table__.primary_key.columns))
        some = select(key).where(condition).limit(BATCH)
        while removed := db.session.execute(delete(model).where(key.in_(some))).rowcount:  # type: ignore[attr-defined]
            yield removed
    _remove_old_mail_files(now)


def _remove_old_mail_files(now: datetime) -> None:
    """Mails that the folder transport wrote. The demo keeps its own: its mailbox is the story it tells."""
    url = current_app.config["CRM_MAIL_URL"]
    if not url.startswith("folder:") or current_app.config["MAILBOX"]:
        return
    for path in Path(url.removeprefix("folder://")).glob("*.eml"):
        if path.stat().st_mtime < (now - FILES_KEPT).timestamp():
            path.unlink(missing_ok=True)


def scrub() -> None:
    """After an erasure: no page of the database file holds the words any longer. On PostgreSQL autovacuum does it."""
    db.session.commit()
    if db.engine.dialect.name != "sqlite":
        return
    db.session.execute(text("INSERT INTO candidate_search(candidate_search) VALUES ('optimize')"))
    db.session.commit()
    db.session.remove()
    with db.engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
