"""The sweep that forgets what sign-in needed to remember."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import delete

from crm import throttle
from crm.clock import utcnow
from crm.extensions import db
from crm.queue import sweep
from models import EndedSession

LONGEST_WINDOW = timedelta(days=1)


@sweep
def forget_attempts() -> None:
    """Attempts older than any limit looks back, and ended sessions that are too old to be tried again."""
    now = utcnow()
    longest: timedelta = current_app.config["PERMANENT_SESSION_LIFETIME"]
    throttle.forget_before(now - 2 * LONGEST_WINDOW)
    db.session.execute(delete(EndedSession).where(EndedSession.ended_at < now - longest))
    db.session.commit()
