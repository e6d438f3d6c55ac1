"""Calls that are due after an answer: who, why, and what was said."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.access import needs
from crm.candidates.looks import remember_look
from crm.clock import utcnow
from crm.extensions import db
from crm.surveys import steering
from crm.surveys.forms import CallForm
from models import CallTask, Candidate

bp = Blueprint("surveys", __name__, url_prefix="/surveys")


@bp.get("/calls/<int:task_id>")
@needs("decide")
def call(task_id: int) -> str:
    task = _task(task_id)
    remember_look(task.candidate, "surveys.call", by=current_user, now=utcnow())
    return _page(task, CallForm(None))


@bp.post("/calls/<int:task_id>")
@needs("decide")
def called(task_id: int) -> Response | tuple[str, int]:
    task, form = _task(task_id), CallForm()
    if not form.validate_on_submit():
        return _page(task, form), 422
    try:
        steering.called(task, note=form.note.data or "", by=current_user, now=utcnow())
    except steering.AlreadyCalled:
        db.session.rollback()
        flash(_("A colleague called already; what they wrote stands on this page."), "error")
        return redirect(url_for(".call", task_id=task_id), 303)
    db.session.commit()
    flash(_("Kept. %(name)s may be invited again.", name=task.candidate.first_name or task.candidate.name))
    return redirect(url_for("candidates.show", public_id=task.candidate.public_id), 303)


def _page(task: CallTask, form: CallForm) -> str:
    return render_template("surveys/call.html", task=task, candidate=task.candidate, form=form)


def _task(task_id: int) -> CallTask:
    """Of somebody whom staff may see; any other does not exist here."""
    shown = Candidate.visible(utcnow()).with_only_columns(Candidate.id)
    found = db.session.scalars(
        db.select(CallTask).where(CallTask.id == task_id, CallTask.candidate_id.in_(shown))
    ).one_or_none()
    if found is None:
        abort(404)
    return found
