"""Who knows somebody and what comes next, notes of calls, and offers to connect."""

from datetime import UTC, datetime, time

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import get_timezone, to_user_timezone
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.access import needs, own_path
from crm.candidates.services import person
from crm.clock import utcnow
from crm.extensions import db
from crm.relations import services
from crm.relations.forms import NoteForm, RelationForm
from models import Candidate, ContactKind, ContactNote, User

bp = Blueprint("relations", __name__, url_prefix="/relations")


@bp.route("/<public_id>", methods=["GET", "POST"])
@needs("pool")
def edit(public_id: str) -> str | Response | tuple[str, int]:
    candidate = _candidate(public_id)
    form = RelationForm() if request.method == "POST" else RelationForm.of(candidate)
    colleagues = _colleagues()
    form.offer(colleagues, _("Nobody yet"))
    if form.validate_on_submit():
        by_id = {each.id: each for each in colleagues}
        services.know(
            candidate,
            known_by=[by_id[each] for each in form.known_by.data or []],
            owner=by_id.get(form.owner_id.data),
            linkedin=form.linkedin.data or None,
            step=form.step.data or "",
            step_on=form.step_on.data,
        )
        db.session.commit()
        flash(_("Saved."))
        return _to(candidate)
    page = render_template("relations/edit.html", candidate=candidate, form=form)
    return (page, 422) if form.errors else page


@bp.post("/<public_id>/step")
@needs("pool")
def step_done(public_id: str) -> Response:
    """What came of it is asked at once, while it is remembered."""
    candidate = _candidate(public_id)
    services.step_done(candidate, by=current_user, now=utcnow())
    db.session.commit()
    flash(_("Done. Write down in a few words what came of it, or leave it."))
    return redirect(url_for(".new_note", public_id=public_id), 303)


@bp.route("/<public_id>/notes/new", methods=["GET", "POST"])
@needs("pool")
def new_note(public_id: str) -> str | Response | tuple[str, int]:
    candidate, now = _candidate(public_id), utcnow()
    today = to_user_timezone(now).date()
    form = NoteForm() if request.method == "POST" else NoteForm(None, data={"spoken_on": today})
    if form.validate_on_submit():
        if form.spoken_on.data > today:
            form.spoken_on.errors = [_("That day is still to come.")]
        else:
            at = datetime.combine(form.spoken_on.data, time(12), get_timezone()).astimezone(UTC)
            services.note(candidate, ContactKind(form.kind.data), form.text.data, at=at, by=current_user, now=now)
            db.session.commit()
            flash(_("It stands on the timeline."))
            return _to(candidate)
    page = render_template("relations/note.html", candidate=candidate, form=form)
    return (page, 422) if form.errors else page


@bp.post("/notes/<int:note_id>/removal")
@needs("pool")
def remove_note(note_id: int) -> Response:
    written = db.get_or_404(ContactNote, note_id)
    candidate = _candidate(written.candidate.public_id)
    services.remove(written, by=current_user, now=utcnow())
    db.session.commit()
    flash(_("Removed from the timeline."))
    return _to(candidate)


@bp.post("/<public_id>/connection")
@needs("pool")
def settle_connecting(public_id: str) -> Response:
    candidate = _candidate(public_id)
    services.settle_connecting(candidate, now=utcnow())
    db.session.commit()
    return _to(candidate)


def _colleagues() -> list[User]:
    colleagues = db.session.scalars(db.select(User).where(User.disabled_at.is_(None)).order_by(User.name, User.id))
    return [each for each in colleagues if each.can("pool")]


def _candidate(public_id: str) -> Candidate:
    found = person(public_id, utcnow())
    if found is None:
        abort(404)
    return found


def _to(candidate: Candidate) -> Response:
    otherwise = url_for("candidates.show", public_id=candidate.public_id)
    return redirect(own_path(request.args.get("next"), otherwise=otherwise), 303)
