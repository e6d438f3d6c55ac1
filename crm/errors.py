"""Friendly error pages, each with a reference that also stands in the log."""

from flask import Flask, g, render_template
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from crm.extensions import db


def register(app: Flask) -> None:
    app.register_error_handler(HTTPException, _known)
    app.register_error_handler(Exception, _unknown)


def _words(code: int) -> tuple[str, str]:
    """A heading and what to do next."""
    return {
        400: (_("That did not arrive well"), _("Go back, check what you filled in and send it again.")),
        403: (_("This is not for your role"), _("Ask an administrator if you need it for your work.")),
        404: (_("There is nothing here"), _("The page may have moved, or what was on it is no longer kept.")),
        405: (_("This page does not work that way"), _("Go back and use the buttons on the page.")),
        413: (_("That is too large"), _("Send a file of at most 20 MB.")),
        429: (_("That was a lot in a short time"), _("Wait a while and try again.")),
    }.get(code, (_("Something went wrong on our side"), _("Try again in a moment. Nothing you saved is lost.")))


def _page(code: int, heading: str, advice: str) -> tuple[str, int]:
    return render_template("errors/error.html", heading=heading, advice=advice, reference=g.get("reference", "")), code


def _known(error: HTTPException) -> tuple[str, int] | HTTPException:
    if error.code is None or error.code < 400:
        return error
    db.session.rollback()
    if isinstance(error, CSRFError):
        return _page(400, _("This form was open too long"), _("Load the page again and send it once more."))
    return _page(error.code, *_words(error.code))


def _unknown(error: Exception) -> tuple[str, int]:
    """Log the kind of error and where, never its message: messages carry people's data."""
    from crm.logs import log_exception

    db.session.rollback()
    log_exception(error)
    if isinstance(error, OperationalError) and "locked" in str(error.orig):
        return _page(503, _("It is very busy right now"), _("Wait a few seconds and try again."))
    return _page(500, *_words(500))
