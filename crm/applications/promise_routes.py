"""Promises on the page of a person: making one, keeping it, breaking it."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import to_user_timezone
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.access import needs, own_path
from crm.applications import promises
from crm.applications.promise_forms import BreakingForm, PromiseForm
from crm.candidates.services import person
from crm.clock import utcnow
from crm.extensions import db
from crm.formats import date_words
from crm.pages import flash_undo
from models import Candidate, Promise, PromiseEnded, User

bp = Blueprint("promises", __name__, url_prefix="/promises")


@bp.get("/new/<public_id>")
@needs("pool")
def new(public_id: str) -> str:
    return _page(_candidate(public_id), PromiseForm.of(current_user))


@bp.post("/new/<public_id>")
@needs("pool")
def make(public_id: str) -> Response | tuple[str, int]:
    candidate, form, now = _candidate(public_id), PromiseForm(), utcnow()
    form.offer(_colleagues())
    if form.validate_on_submit():
        if form.due_on.data < _today():
            form.due_on.errors = [_("That day is over. Choose one that is still to come.")]
        else:
            owner = db.session.get_one(User, form.owner_id.data)
            promises.make(candidate, words=form.words.data, due_on=form.due_on.data, owner=owner, now=now)
            db.session.commit()
            flash(_("Promised. On the day itself it stands on the first screen of %(name)s.", name=owner.name))
            _say_when_they_go_before(candidate, form.due_on.data)
            return _to(candidate)
    return _page(candidate, form), 422


@bp.post("/<int:promise_id>/keeping")
@needs("pool")
def keep(promise_id: int) -> Response:
    promise = _promise(promise_id)
    try:
        promises.keep(promise, by=current_user, now=utcnow())
    except PromiseEnded:
        db.session.rollback()
        flash(_("A colleague settled this meanwhile."))
    else:
        db.session.commit()
        flash_undo(_("Kept. Well done."), url_for(".reopen", promise_id=promise_id))
    return _to(promise.candidate)


@bp.route("/<int:promise_id>/breaking", methods=["GET", "POST"])
@needs("pool")
def break_off(promise_id: int) -> str | Response | tuple[str, int]:
    """A reason is asked: it is the only trace of why somebody waited for nothing."""
    promise, form = _promise(promise_id), BreakingForm()
    if form.validate_on_submit():
        try:
            promises.break_off(promise, because=form.because.data, by=current_user, now=utcnow())
        except PromiseEnded:
            db.session.rollback()
            flash(_("A colleague settled this meanwhile."))
        else:
            db.session.commit()
            flash_undo(_("Noted, with the reason."), url_for(".reopen", promise_id=promise_id))
        return _to(promise.candidate)
    page = render_template("promises/break.html", promise=promise, candidate=promise.candidate, form=form)
    return (page, 422) if form.errors else page


@bp.post("/<int:promise_id>/reopening")
@needs("pool")
def reopen(promise_id: int) -> Response:
    promise = _promise(promise_id)
    promises.reopen(promise, by=current_user, now=utcnow())
    db.session.commit()
    flash(_("Taken back: the promise stands."))
    return _to(promise.candidate)


def _say_when_they_go_before(candidate: Candidate, due_on: date) -> None:
    """A promise may reach further than we may keep somebody; then it cannot be kept without their yes."""
    if to_user_timezone(candidate.keep_until).date() < due_on:
        day, name = date_words(candidate.keep_until), candidate.first_name or candidate.name
        words = _("We may keep %(name)s only until %(date)s, before your promise is due.", name=name, date=day)
        flash(words + " " + _("Unless they say yes before, it goes with them."), "error")


def _colleagues() -> list[User]:
    colleagues = db.session.scalars(db.select(User).where(User.disabled_at.is_(None)).order_by(User.name, User.id))
    return [each for each in colleagues if each.can("pool")]


def _today() -> date:
    return to_user_timezone(utcnow()).date()


def _candidate(public_id: str) -> Candidate:
    found = person(public_id, utcnow())
    if found is None:
        abort(404)
    return found


def _promise(promise_id: int) -> Promise:
    """A promise to somebody whom staff may still see; any other does not exist here."""
    promise = db.get_or_404(Promise, promise_id)
    _candidate(promise.candidate.public_id)
    return promise


def _to(candidate: Candidate) -> Response:
    otherwise = url_for("candidates.show", public_id=candidate.public_id)
    return redirect(own_path(request.args.get("next"), otherwise=otherwise), 303)


def _page(candidate: Candidate, form: PromiseForm) -> str:
    form.offer(_colleagues())
    return render_template("promises/new.html", candidate=candidate, form=form)
