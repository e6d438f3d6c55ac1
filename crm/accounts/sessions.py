"""Who is signed in. The cookie names a session; every request asks the database whether it still holds."""

import secrets
from datetime import datetime, timedelta

from flask import Request, current_app, session

from crm.clock import utcnow
from crm.extensions import db, login
from models import EndedSession, User

# Binding a session to a browser's address and name ends honest sessions on a train and stops no thief of cookies.
login.session_protection = None


def begin(user: User, *, now: datetime) -> None:
    """A new session for this user; nothing of the visitor's session before it stays."""
    session.clear()
    session.permanent = True
    session.update(user=user.id, id=secrets.token_urlsafe(16), since=now.isoformat())


def end(*, now: datetime) -> None:
    """Sign out, also for a copy of the cookie. The caller commits."""
    if "id" in session:
        db.session.merge(EndedSession(session_id=session["id"], ended_at=now))
    session.clear()


@login.request_loader
def user_of(_request: Request) -> User | None:
    """The user of this session, unless it is too old, was signed out, or began before the password was changed."""
    if not {"user", "id", "since"} <= session.keys():
        return None
    since = datetime.fromisoformat(session["since"])
    longest: timedelta = current_app.config["PERMANENT_SESSION_LIFETIME"]
    user = db.session.scalars(User.in_session(session["user"], session["id"])).one_or_none()
    if user is None or since < user.sessions_valid_from or since + longest <= utcnow():
        return None
    return user
