"""The register of incidents, one incident with its clock, the draft for the authority and whom it concerns."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm import audit
from crm.access import needs
from crm.clock import utcnow
from crm.consent.notices import AUTHORITIES
from crm.extensions import db
from crm.incidents import services
from crm.incidents.forms import IncidentForm, MeasuresForm
from crm.spreadsheets import neutralised
from models import Incident, Organisation

bp = Blueprint("incidents", __name__, url_prefix="/incidents")

Answer = str | Response | tuple[str, int]
PER_PAGE = 25


@bp.get("")
@needs("incidents")
def index() -> str:
    page = db.paginate(services.register(), per_page=PER_PAGE)
    return render_template("incidents/index.html", page=page, report_by=services.report_by, now=utcnow())


@bp.get("/new")
@needs("incidents")
def new() -> str:
    return render_template("incidents/new.html", form=IncidentForm(None))


@bp.post("/new")
@needs("incidents")
def note_down() -> Answer:
    form = IncidentForm()
    if form.validate_on_submit():
        try:
            incident = services.note_down(
                form.title.data or "",
                description=form.description.data or "",
                began_at=_moment(form.began_at.data),
                ended_at=_moment(form.ended_at.data) if form.ended_at.data else None,
                noticed_at=_moment(form.noticed_at.data),
                by=current_user,
                now=utcnow(),
            )
        except services.InTheFuture:
            form.noticed_at.errors = [_("First it began, then we noticed, and both are past.")]
        else:
            db.session.commit()
            return redirect(url_for(".show", incident_id=incident.id), 303)
    return render_template("incidents/new.html", form=form), 422


def _moment(value: datetime | None) -> datetime:
    """What somebody typed is the organisation's own time."""
    zone = ZoneInfo(db.session.scalars(Organisation.current()).one().time_zone)
    return (value or utcnow()).replace(tzinfo=zone).astimezone(UTC)


@bp.get("/<int:incident_id>")
@needs("incidents")
def show(incident_id: int) -> str:
    incident = _incident(incident_id)
    return _page(incident, MeasuresForm(None, obj=incident))


def _incident(incident_id: int) -> Incident:
    return db.get_or_404(Incident, incident_id)


def _page(incident: Incident, form: MeasuresForm) -> str:
    organisation = db.session.scalars(Organisation.current()).one()
    facts = {
        "incident": incident,
        "organisation": organisation,
        "affected": services.affected_count(incident),
        "erased": services.erased_count(incident),
        "report_by": services.report_by(incident),
        "authority": AUTHORITIES.get(organisation.country),
        "now": utcnow(),
    }
    draft = render_template("incidents/draft.txt", **facts)
    return render_template("incidents/show.html", form=form, draft=draft, **facts)


@bp.post("/<int:incident_id>/measures")
@needs("incidents")
def measures(incident_id: int) -> Answer:
    incident, form = _incident(incident_id), MeasuresForm()
    if not form.validate_on_submit():
        return _page(incident, form), 422
    return _done(incident, lambda: services.set_measures(incident, form.measures.data, by=current_user, now=utcnow()))


@bp.post("/<int:incident_id>/report")
@needs("incidents")
def report(incident_id: int) -> Response:
    incident = _incident(incident_id)
    return _done(incident, lambda: services.report(incident, by=current_user, now=utcnow()))


@bp.post("/<int:incident_id>/end")
@needs("incidents")
def close(incident_id: int) -> Response:
    incident = _incident(incident_id)
    return _done(incident, lambda: services.close(incident, by=current_user, now=utcnow()))


def _done(incident: Incident, act: Callable[[], None]) -> Response:
    try:
        act()
        db.session.commit()
        flash(_("Saved."))
    except services.AlreadyClosed:
        db.session.rollback()
        flash(_("This incident was closed meanwhile."), "error")
    return redirect(url_for(".show", incident_id=incident.id), 303)


@bp.post("/<int:incident_id>/people")
@needs("incidents")
def people(incident_id: int) -> Response:
    """Whom to tell, as a spreadsheet. That somebody took it is written down, so it takes a button."""
    incident = _incident(incident_id)
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow([_("Name"), _("E-mail"), _("Language")])
    for candidate in db.session.scalars(services.affected(incident)).yield_per(500):
        rows.writerow([neutralised(candidate.name), neutralised(candidate.email or ""), candidate.language.value])
    audit.record("incident_people", by=current_user, now=utcnow(), subject=f"incident:{incident.id}")
    db.session.commit()
    response = make_response("\ufeff" + text.getvalue())
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers.set("Content-Disposition", "attachment", filename=f"incident-{incident.id}.csv")
    return response
