"""A rejection that should not have been: taken back while the letter waits, set right after it has left."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.access import needs
from crm.applications import correcting, services
from crm.applications.forms import CorrectionForm
from crm.applications.pages import application_or_404, decided_page
from crm.applications.routes import bp
from crm.clock import utcnow
from crm.extensions import db
from crm.mail.outbox import TooLate
from models import AlreadyDecided


@bp.post("/<int:application_id>/taking-back")
@needs("decide")
def take_back(application_id: int) -> Response:
    """The letter has not left: the application is open again, and what was written is a draft."""
    application = application_or_404(application_id)
    letter = services.letter_of(application)
    try:
        if letter is None:
            raise TooLate
        services.take_back(application, letter, by=current_user, now=utcnow())
        db.session.commit()
        flash(_("Taken back. Nothing was sent; what you wrote is here as a draft."))
    except (TooLate, AlreadyDecided):
        db.session.rollback()
        flash(_("Too late: the letter has left. Nothing was changed."), "error")
    return redirect(url_for(".reject", application_id=application.id), 303)


@bp.post("/<int:application_id>/correction")
@needs("decide")
def set_right(application_id: int) -> str | Response | tuple[str, int]:
    """The letter has left and was wrong."""
    application, form = application_or_404(application_id), CorrectionForm()
    if not form.validate():
        return decided_page(application, form), 422
    name = application.candidate.first_name or application.candidate.name
    try:
        correcting.set_right(application, words=form.words.data or "", by=current_user, now=utcnow())
    except correcting.NoAddress:
        db.session.rollback()
        flash(_("There is no e-mail address of %(name)s. Call them, or write by post.", name=name), "error")
    except AlreadyDecided:
        db.session.rollback()
        flash(_("There is no letter to set right any more. Nothing was sent."), "error")
    else:
        db.session.commit()
        flash(_("Your letter to %(name)s is on its way, and the application is open again.", name=name))
    return redirect(url_for(".reject", application_id=application.id), 303)
