"""Friendly error pages, each with a reference that also stands in the log."""

from flask import Flask, g, render_template
from flask_babel import gettext as _
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException, SecurityError

from crm.database import begin_reading
from crm.extensions import db
from crm.logs import log_exception
from crm.pages import NotSetUp

_DATABASE_FAILS = (DBAPIError, NoConnection)


def register(app: Flask) -> None:
    app.register_error_handler(HTTPException, _known)
    app.register_error_handler(Exception, _unknown)


def _words(error: Exception) -> tuple[str, str]:
    """A heading and what to do next."""
    if isinstance(error, NotSetUp):
        return _("Nearly there"), _(
            "Somebody still has to run “weerzien setup” on the server. After that this page works."
        )
    if isinstance(error, CSRFError):
        return _("This form was open too long"), _("Load the page again and send it once more.")
    if isinstance(error, OperationalError) and "locked" in str(error.orig):
        return _("It is very busy right now"), _("Wait a few seconds and try again.")
    code = error.code if isinstance(error, HTTPException) else 500
    return {
        400: (_("That did not arrive well"), _("Go back, check what you filled in and send it again.")),
        403: (_("This is not for your role"), _("Ask an administrator if you need it for your work.")),
        404: (_("There is nothing here"), _("The page may have moved, or what was on it is no longer kept.")),
        405: (_("This page does not work that way"), _("Go back and use the buttons on the page.")),
        413: (_("That is too large"), _("Send a file of at most 20 MB.")),
        429: (_("That was a lot in a short time"), _("Wait a while and try again.")),
    }.get(code or 500, (_("Something went wrong on our side"), _("Try again in a moment. Nothing you saved is lost.")))


def _known(error: HTTPException) -> tuple[str, int] | HTTPException:
    if error.code is None or error.code < 400:
        return error
    if isinstance(error, SecurityError):  # for a host that is not ours no page can be drawn: every address is its
        return _("This address is not ours."), 400
    return _page(error, error.code)


def _unknown(error: Exception) -> tuple[str, int]:
    """Log the kind of error and where, never its message: messages carry people's data."""
    log_exception(error)
    return _page(error, 503 if isinstance(error, _DATABASE_FAILS) else 500)


def _page(error: Exception, code: int) -> tuple[str, int]:
    db.session.rollback()
    if not isinstance(error, (*_DATABASE_FAILS, NotSetUp)):
        try:
            begin_reading()
            return _draw(error, code)
        except _DATABASE_FAILS:
            db.session.rollback()
    # The database itself is what is wrong: draw this page as for a visitor nobody knows, without asking it anything.
    g.organisation = None
    g._login_user = AnonymousUserMixin()
    return _draw(error, code)


def _draw(error: Exception, code: int) -> tuple[str, int]:
    heading, advice = _words(error)
    return render_template("errors/error.html", heading=heading, advice=advice, reference=g.get("reference", "")), code
