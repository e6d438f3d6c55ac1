"""What ends or shortens the waiting without a letter: a sign of life, they begin with us, they stepped back."""

from collections.abc import Callable

from flask import flash, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.access import needs
from crm.applications import closing
from crm.applications.pages import application_or_404, back
from crm.applications.routes import bp
from crm.clock import utcnow
from crm.extensions import db
from crm.pages import flash_undo
from models import AlreadyDecided


@bp.post("/<int:application_id>/status")
@needs("decide")
def tell_status(application_id: int) -> Response:
    """One click: their application is still open, and we have not forgotten them."""
    application = application_or_404(application_id)
    name = application.candidate.first_name or application.candidate.name
    try:
        closing.tell_status(application, by=current_user, now=utcnow())
    except closing.NoAddress:
        flash(_("There is no e-mail address of %(name)s. Call them, or write by post.", name=name), "error")
    except closing.ToldToday:
        flash(_("%(name)s has heard from us today already. Nothing was sent twice.", name=name))
    except AlreadyDecided:
        flash(_("%(name)s has had an answer meanwhile. Nothing was sent.", name=name), "error")
    else:
        db.session.commit()
        flash(_("%(name)s gets a short mail: the application is still open.", name=name))
    return back(application)


@bp.post("/<int:application_id>/hiring")
@needs("decide")
def hire(application_id: int) -> Response:
    return _end(application_id, closing.hire, _("%(name)s begins with you. Well done."))


@bp.post("/<int:application_id>/stepping-back")
@needs("decide")
def step_back(application_id: int) -> Response:
    return _end(application_id, closing.note_stepped_back, _("Noted: %(name)s stepped back and gets no rejection."))


@bp.post("/<int:application_id>/reopening")
@needs("decide")
def reopen(application_id: int) -> Response:
    application = application_or_404(application_id)
    try:
        closing.reopen(application, by=current_user, now=utcnow())
    except AlreadyDecided:
        db.session.rollback()
        flash(_("This cannot be taken back here: there was a letter."), "error")
    else:
        db.session.commit()
        flash(_("Taken back."))
    return back(application)


def _end(application_id: int, end: Callable[..., None], words: str) -> Response:
    application = application_or_404(application_id)
    name = application.candidate.first_name or application.candidate.name
    try:
        end(application, by=current_user, now=utcnow())
    except AlreadyDecided:
        db.session.rollback()
        flash(_("%(name)s has had an answer meanwhile. Nothing was changed.", name=name), "error")
    else:
        db.session.commit()
        flash_undo(words % {"name": name}, url_for(".reopen", application_id=application.id))
    return back(application)
