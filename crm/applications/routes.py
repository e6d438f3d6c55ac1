"""Answering an application: the composer with the letter beside it, and whatever else ends or shortens the waiting."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from crm.access import needs, own_path
from crm.applications import closing, services
from crm.applications.forms import RejectionForm
from crm.applications.letter import IncompleteFeedback, preview, refuse_incomplete
from crm.clock import utcnow
from crm.database import begin_reading
from crm.extensions import db
from crm.mail.leaving import leaves_later
from crm.pages import flash_undo
from models import AlreadyDecided, Application, Candidate, Finding, Outcome

bp = Blueprint("applications", __name__, url_prefix="/applications")


@bp.route("/<int:application_id>/rejection", methods=["GET", "POST"])
@needs("decide")
def reject(application_id: int) -> str | Response | tuple[str, int]:
    application = _application(application_id)
    if application.outcome is not Outcome.OPEN:
        return render_template("applications/decided.html", application=application)
    form = RejectionForm()
    form.offer(application)
    if form.is_submitted() and not form.preview.data and form.validate():
        try:
            return _send(application, form)
        except IncompleteFeedback as lacking:
            db.session.rollback()
            form.say(lacking.problems)
        except AlreadyDecided:
            db.session.rollback()
            return redirect(url_for(".reject", application_id=application_id), 303)
    return _compose(application, form), 422 if form.errors else 200


def _send(application: Application, form: RejectionForm) -> Response:
    """Check the whole letter before anything is written, so that a refusal has changed nothing."""
    candidate, rows = application.candidate, form.rows
    if not candidate.first_name and form.first_name.data:
        candidate.first_name = form.first_name.data.strip()
        candidate.refresh_search()
    sentence = form.sentence.data or ""
    refuse_incomplete(candidate, [row.found for row in rows], sentence)
    unnamed = [row for row in rows if not row.requirement_id.data]
    named = services.name_requirements(application.vacancy, [row.asked.data for row in unnamed])
    ids = iter(requirement.id for requirement in named)
    findings = {
        int(row.requirement_id.data or next(ids)): (Finding(row.finding.data), row.note.data or "") for row in rows
    }
    letter = services.reject(application, findings=findings, sentence=sentence, by=current_user, now=utcnow())
    db.session.commit()
    name, later = candidate.first_name or candidate.name, leaves_later(letter, now=utcnow()) if letter else ""
    if later:
        flash(
            _(
                "Rejected. The letter to %(name)s leaves %(moment)s. Until then you can take it back under Messages.",
                name=name,
                moment=later,
            )
        )
    elif letter:
        flash(_("Rejected. The letter to %(name)s is on its way.", name=name))
    else:
        flash(_("Rejected. There is no e-mail address, so nothing was mailed: call, or send the letter by post."))
    return _back(application)


@bp.post("/<int:application_id>/status")
@needs("decide")
def tell_status(application_id: int) -> Response:
    """One click: their application is still open, and we have not forgotten them."""
    application = _application(application_id)
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
    return _back(application)


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
    application = _application(application_id)
    try:
        closing.reopen(application, by=current_user, now=utcnow())
    except AlreadyDecided:
        db.session.rollback()
        flash(_("This cannot be taken back here: there was a letter."), "error")
    else:
        db.session.commit()
        flash(_("Taken back."))
    return _back(application)


def _end(application_id: int, end: Callable[..., None], words: str) -> Response:
    application = _application(application_id)
    name = application.candidate.first_name or application.candidate.name
    try:
        end(application, by=current_user, now=utcnow())
    except AlreadyDecided:
        db.session.rollback()
        flash(_("%(name)s has had an answer meanwhile. Nothing was changed.", name=name), "error")
    else:
        db.session.commit()
        flash_undo(words % {"name": name}, url_for(".reopen", application_id=application.id))
    return _back(application)


def _back(application: Application) -> Response:
    """To the list that it was done from, else to the person."""
    person = url_for("candidates.show", public_id=application.candidate.public_id)
    return redirect(own_path(request.args.get("next"), otherwise=person), 303)


def _compose(application: Application, form: RejectionForm) -> str:
    db.session.rollback()
    begin_reading()  # a preview at every pause in typing must keep nobody from writing
    found = [row.found for row in form.rows]
    letter = preview(application, found, form.sentence.data or "", by=current_user, now=utcnow())
    return render_template("applications/reject.html", application=application, form=form, letter=letter, now=utcnow())


def _application(application_id: int) -> Application:
    """An application of somebody whom staff may still see; any other does not exist here."""
    visible = Candidate.visible(utcnow()).with_only_columns(Candidate.id)
    application = db.session.scalars(
        db.select(Application)
        .where(Application.id == application_id, Application.candidate_id.in_(visible))
        .options(joinedload(Application.candidate), joinedload(Application.vacancy))
    ).one_or_none()
    if application is None:
        abort(404)
    return application
