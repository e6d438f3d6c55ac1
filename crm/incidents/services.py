"""One incident from the moment somebody noticed it until it is closed."""

from datetime import datetime, timedelta

from sqlalchemy import Select, func, select

from crm import audit
from crm.extensions import db
from models import Candidate, Erasure, Incident, User

REPORT_WITHIN = timedelta(hours=72)  # GDPR Art. 33(1), from when we became aware


class AlreadyClosed(Exception):
    """A closed incident is not changed any more."""


class InTheFuture(Exception):
    """Nothing is noticed before it began, or before now."""


def note_down(
    title: str,
    *,
    description: str,
    began_at: datetime,
    ended_at: datetime | None,
    noticed_at: datetime,
    by: User,
    now: datetime,
) -> Incident:
    """Raises InTheFuture."""
    if not began_at <= noticed_at <= now or (ended_at and not began_at <= ended_at <= now):
        raise InTheFuture
    incident = Incident(
        title=title.strip(),
        description=description.strip(),
        began_at=began_at,
        ended_at=ended_at,
        noticed_at=noticed_at,
        opened_by_id=by.id,
    )
    db.session.add(incident)
    db.session.flush()
    audit.record("incident_opened", by=by, now=now, subject=f"incident:{incident.id}")
    return incident


def set_measures(incident: Incident, measures: str, *, by: User, now: datetime) -> None:
    """What we did about it and do so that it does not happen again. Raises AlreadyClosed."""
    _open(incident)
    incident.measures = measures.strip()
    audit.record("incident_measures", by=by, now=now, subject=f"incident:{incident.id}")


def report(incident: Incident, *, by: User, now: datetime) -> None:
    """The authority was told; the first time counts. Raises AlreadyClosed."""
    _open(incident)
    incident.reported_at = incident.reported_at or now
    audit.record("incident_reported", by=by, now=now, subject=f"incident:{incident.id}")


def close(incident: Incident, *, by: User, now: datetime) -> None:
    """Raises AlreadyClosed."""
    _open(incident)
    incident.closed_at = now
    audit.record("incident_closed", by=by, now=now, subject=f"incident:{incident.id}")


def _open(incident: Incident) -> None:
    db.session.refresh(incident, with_for_update=True)
    if incident.closed_at:
        raise AlreadyClosed


def report_by(incident: Incident) -> datetime:
    return incident.noticed_at + REPORT_WITHIN


def affected(incident: Incident) -> Select[Candidate]:
    """Everybody who was here while it lasted and still is; whom staff no longer see are among them."""
    end = incident.ended_at or incident.noticed_at
    return select(Candidate).where(Candidate.created_at <= end).order_by(Candidate.id)


def affected_count(incident: Incident) -> int:
    return db.session.scalar(select(func.count()).select_from(affected(incident).subquery())) or 0


def erased_count(incident: Incident) -> int:
    """Who was here while it lasted, perhaps, and is gone: nobody knows any more who they were."""
    return db.session.scalar(select(func.count(Erasure.number)).where(Erasure.erased_at >= incident.began_at)) or 0


def register() -> Select[Incident]:
    """Open ones first, then the newest (GDPR Art. 33(5): every incident is documented, reported or not)."""
    return select(Incident).order_by(Incident.closed_at.is_not(None), Incident.noticed_at.desc(), Incident.id.desc())
