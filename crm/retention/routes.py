"""Keeping on one screen: how the pool stands, who leaves when, and how long people stay."""

from datetime import date
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.access import needs
from crm.clock import utcnow
from crm.extensions import db
from crm.retention import leaving, period
from crm.retention.forms import PeriodForm
from crm.retention.pool import pool_health
from models import Organisation, User

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
