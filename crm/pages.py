"""What every page may use: the organisation, the theme, undefined names as errors, and nothing that writes."""

from typing import Any, cast

from flask import Flask, flash, g, has_request_context, request
from flask_babel import get_locale
from flask_login import current_user
from jinja2 import StrictUndefined
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError, ProgrammingError
from werkzeug.exceptions import ServiceUnavailable

from crm.extensions import db
from models import Organisation


class NotSetUp(ServiceUnavailable):
    """There is no organisation yet. Only the command line makes one: a page that could would be open to everybody."""


def register(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.before_request(_refuse_until_set_up)
    app.context_processor(_everywhere)


def organisation() -> Organisation | None:
    """The organisation, read once per request; a job may live longer than what it read."""
    if has_request_context() and "organisation" in g:
        return g.organisation
    current = db.session.scalars(Organisation.current()).one_or_none()
    if has_request_context():
        g.organisation = current
    return current


def flash_undo(words: str, address: str) -> None:
    """Say what happened, with a button that takes it back by posting to the address."""
    flash(cast(Any, (words, address)), "undo")


def _refuse_until_set_up() -> None:
    if request.endpoint in ("static", "privacy.health"):
        return
    try:
        is_set_up = organisation() is not None
    except (OperationalError, ProgrammingError):
        db.session.rollback()
        if inspect(db.session.connection()).has_table("organisation"):
            raise
        is_set_up = False
    if not is_set_up:
        raise NotSetUp


def _everywhere() -> dict[str, Any]:
    theme = current_user.theme if current_user and current_user.is_authenticated else "auto"
    return {"organisation": organisation(), "get_locale": get_locale, "theme": theme}
