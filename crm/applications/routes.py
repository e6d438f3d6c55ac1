"""Answering one application: the composer with the letter beside it."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.access import needs
from crm.applications import composer, guarding, services
from crm.applications.forms import CorrectionForm, RejectionForm
from crm.applications.letter import IncompleteFeedback
from crm.applications.pages import application_or_404, back, decided_page
from crm.clock import utcnow
from crm.extensions import db
from crm.mail.leaving import leaves_later
from crm.pages import flash_undo
from models import AlreadyDecided, Application, Outcome

bp = Blueprint("applications", __name__, url_prefix="/applications")


@bp.route("/<int:application_id>/rejection", methods=["GET", "POST"])
@needs("decide")
def reject(application_id: int) -> str | Response | tuple[str, int]:
    application = application_or_404(application_id)
    if application.outcome is not Outcome.OPEN:
        return decided_page(application, CorrectionForm())
    form = RejectionForm()
    form.offer(application)
    if form.keep.data and form.validate():
        return _keep(application, form)
    if form.is_sending and form.validate():
        try:
            return _send(application, form)
        except IncompleteFeedback as lacking:
            db.session.rollback()
            form.say(lacking.problems)
        except guarding.Refused:
            db.session.rollback()
            return composer.page(application, form, by=current_user, refused=True), 422
        except AlreadyDecided:
            db.session.rollback()
            return redirect(url_for(".reject", application_id=application_id), 303)
    return composer.page(application, form, by=current_user), 422 if form.errors else 200


def _send(application: Application, form: RejectionForm) -> Response:
    letter = composer.send(application, form, by=current_user, now=utcnow())
    db.session.commit()
    name = application.candidate.first_name or application.candidate.name
    later = leaves_later(letter, now=utcnow()) if letter else ""
    if later:
        flash_undo(
            _("The letter to %(name)s leaves %(moment)s.", name=name, moment=later),
            url_for(".take_back", application_id=application.id),
        )
    elif letter:
        flash(_("Rejected. The letter to %(name)s is on its way.", name=name))
    else:
        flash(_("Rejected. There is no e-mail address, so nothing was mailed: call, or send the letter by post."))
    return back(application)


def _keep(application: Application, form: RejectionForm) -> Response:
    """Nobody is told anything yet; the answer goes on where it was left."""
    services.keep_draft(application, form.as_draft)
    db.session.commit()
    flash(_("Kept as a draft. %(name)s has not been told anything yet.", name=application.candidate.name))
    return redirect(url_for(".reject", application_id=application.id, next=request.args.get("next")), 303)
