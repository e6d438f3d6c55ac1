"""Keeping on one screen: how the pool stands, who leaves when, what is held, and how long people stay."""

from datetime import date
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, url_for
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
from crm.retention import leaving, period
from crm.retention.forms import CountryForm, HoldForm, PeriodForm, ReviewForm
from crm.retention.pool import pool_health
from models import Candidate, LegalHold, Organisation, User

bp = Blueprint("retention", __name__, url_prefix="/retention")

Answer = str | Response | tuple[str, int]
PER_PAGE = 25


def _organisation() -> Organisation:
    return db.session.scalars(Organisation.current()).one()


@bp.get("")
@needs("retention")
def index() -> str:
    return _page(PeriodForm(None, days=_organisation().preset.pool_days))


def _page(form: PeriodForm) -> str:
    now, organisation = utcnow(), _organisation()
    zone = ZoneInfo(organisation.time_zone)
    month = leaving.begins(now.astimezone(zone).date().replace(day=1), zone)
    asked_by = db.session.get(User, organisation.pool_days_asked_by_id) if organisation.pool_days_asked else None
    return render_template(
        "retention/index.html",
        health=pool_health(now, month_began_at=month),
        days=leaving.days_ahead(now=now, zone=zone),
        organisation=organisation,
        preset=organisation.preset,
        asked_by=asked_by,
        form=form,
    )


@bp.get("/days/<day>")
@needs("retention")
def leaving_on(day: str) -> str:
    try:
        on = date.fromisoformat(day)
    except ValueError:
        abort(404)
    zone = ZoneInfo(_organisation().time_zone)
    page = db.paginate(leaving.leaving_on(on, now=utcnow(), zone=zone), per_page=PER_PAGE)
    return render_template("retention/day.html", page=page, on=on)


@bp.post("/period")
@needs("retention")
def choose_period() -> Answer:
    form = PeriodForm()
    if form.validate_on_submit() and form.days.data is not None:
        try:
            at_once = period.choose(
                _organisation(), form.days.data, reason=form.reason.data or "", by=current_user, now=utcnow()
            )
        except period.TooLong:
            form.days.errors = [_("That is longer than the rules of your country allow.")]
        except period.NoReason:
            form.reason.errors = [_("Fill in why people must stay longer than the preset's period.")]
        else:
            db.session.commit()
            flash(
                _("Whoever says yes from now on stays so long.")
                if at_once
                else _("It waits for another privacy officer to approve it.")
            )
            return redirect(url_for(".index"), 303)
    return _page(form), 422


@bp.post("/period/approval")
@needs("retention")
def approve_period() -> Response:
    try:
        period.approve(_organisation(), by=current_user, now=utcnow())
        flash(_("Whoever says yes from now on stays so long."))
    except period.NobodyAsked:
        flash(_("Nothing waits for approval any more."), "error")
    except period.SamePerson:
        flash(_("You asked for it, so another privacy officer decides."), "error")
    except period.TooLong:
        flash(_("That is longer than the rules of your country allow."), "error")
    db.session.commit()
    return redirect(url_for(".index"), 303)


@bp.post("/period/refusal")
@needs("retention")
def refuse_period() -> Response:
    try:
        period.refuse(_organisation(), by=current_user, now=utcnow())
        flash(_("The period stays as it is."))
    except period.NobodyAsked:
        flash(_("Nothing waits for approval any more."), "error")
    db.session.commit()
    return redirect(url_for(".index"), 303)


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
    preset = candidate.preset(_organisation())
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
    candidate.settle(now, candidate.preset(_organisation()))
    audit.record("retention_country", by=current_user, now=now, subject=f"candidate:{candidate.public_id}")
    db.session.commit()
    flash(_("Saved. What they allowed keeps its own end."))
    return redirect(url_for(".person", public_id=public_id), 303)
