"""What may not be removed yet, and how long one person is kept."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from crm import audit
from crm.access import needs
from crm.candidates.looks import remember_look
from crm.clock import utcnow
from crm.consent.ledger import lock
from crm.extensions import db
from crm.privacy import holds
from crm.retention.forms import CountryForm, HoldForm, ReviewForm
from crm.retention.routes import PER_PAGE, Answer, bp
from models import Candidate, LegalHold, Organisation


@bp.get("/holds")
@needs("retention")
def held() -> str:
    standing = (
        db.select(LegalHold)
        .where(LegalHold.ended_at.is_(None))
        .order_by(LegalHold.review_on, LegalHold.id)
        .options(joinedload(LegalHold.candidate), joinedload(LegalHold.owner))
    )
    page = db.paginate(standing, per_page=PER_PAGE)
    return render_template("retention/holds.html", page=page, today=utcnow().date())


@bp.post("/holds/<int:hold_id>/review")
@needs("retention")
def review_hold(hold_id: int) -> Response:
    hold, form = _standing(hold_id), ReviewForm()
    try:
        if not form.validate_on_submit() or form.review_on.data is None:
            raise holds.ReviewTooLate
        holds.review(hold, review_on=form.review_on.data, by=current_user, now=utcnow())
        flash(_("Saved. It stands until you look again."))
    except holds.ReviewTooLate:
        flash(_("Choose a coming day within 90 days."), "error")
    db.session.commit()
    return redirect(url_for(".held"), 303)


@bp.post("/holds/<int:hold_id>/end")
@needs("retention")
def end_hold(hold_id: int) -> Response:
    holds.end_hold(_standing(hold_id), by=current_user, now=utcnow())
    db.session.commit()
    flash(_("Ended. What was due goes with the next sweep."))
    return redirect(url_for(".held"), 303)


def _standing(hold_id: int) -> LegalHold:
    hold = db.session.get(LegalHold, hold_id)
    if hold is None or hold.ended_at:
        abort(404)
    return hold


@bp.get("/people/<public_id>")
@needs("retention")
def person(public_id: str) -> str:
    candidate = _person(public_id)
    remember_look(candidate, "retention.person", by=current_user, now=utcnow())
    return _person_page(candidate, HoldForm(None), CountryForm(None, country=candidate.retention_country or ""))


def _person(public_id: str) -> Candidate:
    """Also somebody whom recruiters no longer see: what is held is here."""
    found = db.session.scalars(db.select(Candidate).where(Candidate.public_id == public_id)).one_or_none()
    if found is None:
        abort(404)
    return found


def _person_page(candidate: Candidate, hold_form: HoldForm, country_form: CountryForm) -> str:
    now = utcnow()
    preset = candidate.preset(db.session.scalars(Organisation.current()).one())
    return render_template(
        "retention/person.html",
        candidate=candidate,
        preset=preset,
        state=candidate.state(now, preset),
        hold=holds.hold_on(candidate),
        is_visible=candidate.keep_until > now and candidate.restricted_at is None,
        hold_form=hold_form,
        country_form=country_form,
    )


@bp.post("/people/<public_id>/hold")
@needs("retention")
def open_hold(public_id: str) -> Answer:
    candidate, form = _person(public_id), HoldForm()
    if form.validate_on_submit() and form.review_on.data and form.reason.data:
        try:
            holds.open_hold(
                candidate,
                reason=form.reason.data,
                owner=current_user,
                review_on=form.review_on.data,
                by=current_user,
                now=utcnow(),
            )
        except holds.ReviewTooLate:
            form.review_on.errors = [_("Choose a coming day within 90 days.")]
        else:
            db.session.commit()
            flash(_("Nothing of this person is removed until the hold ends."))
            return redirect(url_for(".person", public_id=public_id), 303)
    return _person_page(candidate, form, CountryForm(None, country=candidate.retention_country or "")), 422


@bp.post("/people/<public_id>/country")
@needs("retention")
def change_country(public_id: str) -> Answer:
    """Other rules for one person. What they allowed keeps its own end: a permission never gets longer by this."""
    candidate, form, now = _person(public_id), CountryForm(), utcnow()
    if not form.validate_on_submit():
        return _person_page(candidate, HoldForm(None), form), 422
    lock(candidate)
    candidate.retention_country = form.country.data or None
    candidate.settle(now, candidate.preset(db.session.scalars(Organisation.current()).one()))
    audit.record("retention_country", by=current_user, now=now, subject=f"candidate:{candidate.public_id}")
    db.session.commit()
    flash(_("Saved. What they allowed keeps its own end."))
    return redirect(url_for(".person", public_id=public_id), 303)
