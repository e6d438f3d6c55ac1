"""An open application on the personal page: where it stands, and the way to withdraw it."""

from flask import abort, flash, redirect, render_template, url_for
from flask import g as context
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from crm.access import public, secret_form
from crm.applications import services as applications
from crm.applications.telling import untold
from crm.clock import utcnow
from crm.consent.ledger import lock
from crm.extensions import db
from crm.portal.access import enter, enter_form
from crm.portal.blueprint import bp
from models import AlreadyDecided, Application, Candidate, Outcome


@bp.get("/p/<secret>/applications/<int:application_id>")
@public
def application(secret: str, application_id: int) -> str:
    _link, candidate = enter(secret, now=utcnow())
    own = _own(candidate, application_id)
    return render_template("portal/application.html", secret=secret, application=own, steps=_steps())


@bp.post("/p/<secret>/applications/<int:application_id>/withdrawal")
@secret_form
def step_back(secret: str, application_id: int) -> Response:
    now = utcnow()
    _link, candidate = enter_form(secret, now=now)
    own = _own(candidate, application_id)
    lock(candidate)
    db.session.refresh(own)
    try:
        applications.step_back(own, now=now)
    except AlreadyDecided:
        db.session.rollback()
        flash(_("There was an answer meanwhile; look in your mail."))
    else:
        db.session.commit()
        flash(_("Done. Your application for %(title)s is withdrawn.", title=own.vacancy.title))
    return redirect(url_for("portal.show", secret=secret, language=context.language), 303)


def _own(candidate: Candidate, application_id: int) -> Application:
    """An application of this person that is open, as far as they know; any other does not exist here."""
    waits = untold(candidate)
    for own in candidate.applications:
        if own.id == application_id and (own.outcome is Outcome.OPEN or own in waits):
            return own
    abort(404)


def _steps() -> dict[str, str]:
    return {
        "applied": _("We are reading what you sent."),
        "screened": _("We have read what you sent, and had a first contact."),
        "interviewed": _("We have talked with you, and are weighing what we heard."),
        "final": _("You are among the last; we are making up our minds."),
    }
