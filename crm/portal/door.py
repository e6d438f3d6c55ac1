"""What stands behind a mailed code: a cookie of this browser, and the question whether it is open."""

import secrets
from datetime import datetime

from flask import abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from crm import codes
from crm.portal.access import enter, enter_form
from models import Candidate, Link

LASTS = int((codes.GOOD_FOR + codes.OPEN_FOR).total_seconds())
# Where a code leads: the endpoints that may stand in an address.
DOORS = ("file", "correction", "new_cv", "certificate", "address", "history", "download", "erasure")


def cookie_name() -> str:
    return "__Host-weerzien-code" if current_app.config["SESSION_COOKIE_SECURE"] else "weerzien-code"


def browser_session() -> str:
    return request.cookies.get(cookie_name(), "")


def remember(response: Response) -> str:
    """Give this browser a session of its own, and nobody else's page knows it."""
    session = browser_session() or secrets.token_urlsafe(32)
    response.set_cookie(
        cookie_name(),
        session,
        max_age=LASTS,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Strict",
    )
    return session


def enter_open(secret: str, door: str, *, now: datetime) -> tuple[Link, Candidate]:
    """The person, when their code was given in this browser; else the way to the code."""
    link, candidate = enter(secret, now=now) if request.method != "POST" else enter_form(secret, now=now)
    if not codes.is_open(candidate, session=browser_session(), now=now):
        abort(redirect(url_for("portal.code", secret=secret, to=door, language=g.language), 303))
    return link, candidate
