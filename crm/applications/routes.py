"""Answering an application: the composer with the letter beside it, and whatever else ends or shortens the waiting."""

from collections.abc import Callable
from datetime import timedelta
from math import ceil

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from crm.access import needs, own_path
from crm.applications import closing, composer, correcting, guarding, services
from crm.applications import several as composing
from crm.applications.forms import CorrectionForm, RejectionForm
from crm.applications.letter import IncompleteFeedback
from crm.clock import utcnow
from crm.extensions import db
from crm.mail.leaving import leaves_later
from crm.mail.outbox import TooLate
from crm.pages import flash_undo
from models import AlreadyDecided, Application, Candidate, Outcome, Vacancy

bp = Blueprint("applications", __name__, url_prefix="/applications")


@bp.route("/<int:application_id>/rejection", methods=["GET", "POST"])
@needs("decide")
def reject(application_id: int) -> str | Response | tuple[str, int]:
    application = _application(application_id)
    if application.outcome is not Outcome.OPEN:
        return _decided(application, CorrectionForm())
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
    return _back(application)


def _keep(application: Application, form: RejectionForm) -> Response:
    """Nobody is told anything yet; the answer goes on where it was left."""
    services.keep_draft(application, form.as_draft)
    db.session.commit()
    flash(_("Kept as a draft. %(name)s has not been told anything yet.", name=application.candidate.name))
    return redirect(url_for(".reject", application_id=application.id, next=request.args.get("next")), 303)


@bp.route("/rejections/<int:vacancy_id>", methods=["GET", "POST"])
@needs("decide")
def several(vacancy_id: int) -> str | Response:
    """Everybody who waits for an answer about a vacancy; what is ticked and passes leaves, each by itself."""
    vacancy, now = db.get_or_404(Vacancy, vacancy_id), utcnow()
    begun, not_begun = composing.open_of(vacancy.id, now=now)
    if request.method == "POST":
        chosen = set(request.form.getlist("application", type=int))
        return _send_several([each.id for each in begun if each.id in chosen], vacancy)
    shown = composing.letters(begun, by=current_user, now=now)
    language = "nl" if str(get_locale()) == "nl" else "en"
    return render_template(
        "applications/several.html", vacancy=vacancy, letters=shown, not_begun=not_begun, spoken=language
    )


def _send_several(ids: list[int], vacancy: Vacancy) -> Response:
    """A letter at a time, each in its own transaction: one that fails takes none of the others with it."""
    sent = 0
    for application_id in ids:
        try:
            sent += composing.send(_application(application_id), by=current_user, now=utcnow())
            db.session.commit()
        except AlreadyDecided:
            db.session.rollback()
    flash(ngettext("%(num)d letter is on its way.", "%(num)d letters are on their way.", sent))
    if held := len(ids) - sent:
        flash(
            ngettext(
                "%(num)d letter has not left. What keeps it stands beside it; nothing you wrote is lost.",
                "%(num)d letters have not left. What keeps them stands beside each; nothing you wrote is lost.",
                held,
            ),
            "error",
        )
    return redirect(url_for(".several", vacancy_id=vacancy.id), 303)


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


@bp.post("/<int:application_id>/taking-back")
@needs("decide")
def take_back(application_id: int) -> Response:
    """The letter has not left: the application is open again, and what was written is a draft."""
    application = _application(application_id)
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
    application, form = _application(application_id), CorrectionForm()
    if not form.validate():
        return _decided(application, form), 422
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


def _decided(application: Application, form: CorrectionForm) -> str:
    letter, now = services.letter_of(application), utcnow()
    waits = bool(letter and letter.may_be_cancelled)
    return render_template(
        "applications/decided.html",
        application=application,
        form=form,
        letter=letter,
        leaves=leaves_later(letter, now=now) if letter and waits else "",
        minutes=max(1, ceil((letter.due_at - now) / timedelta(minutes=1))) if letter and waits else 0,
    )


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
