"""How a candidacy ends without a letter: they begin with us, or they stepped back; and a sign of life meanwhile."""

from datetime import datetime
from zoneinfo import ZoneInfo

from crm import audit, mail
from crm.applications import services
from crm.applications.letter import status
from crm.consent.ledger import lock
from crm.extensions import db
from models import AlreadyDecided, Application, MessageClass, Organisation, Outcome, User


class NoAddress(Exception):
    """There is no e-mail address to write to."""


class ToldToday(Exception):
    """They heard from us today already; two mails on one day help nobody."""


def tell_status(application: Application, *, by: User, now: datetime) -> None:
    """Write that their application is still open; it leaves at once. Raises AlreadyDecided, NoAddress or ToldToday."""
    if application.outcome is not Outcome.OPEN:
        raise AlreadyDecided(application.id)
    if not application.candidate.email:
        raise NoAddress
    zone = ZoneInfo(db.session.scalars(Organisation.current()).one().time_zone)
    message = mail.queue(
        "status",
        application.candidate,
        message_class=MessageClass.PROCESS,
        dedupe_key=f"status:a{application.id}:{now.astimezone(zone).date()}",
        now=now,
        due_at=now,
        sender=by,
        **status(application, ""),
    )
    if message is None:
        raise ToldToday
    application.tell(now)
    audit.record("status_told", by=by, now=now, subject=f"application:{application.id}")


def hire(application: Application, *, by: User, now: datetime) -> None:
    """They begin with us: no clock of the pool runs any more, and nobody compares them. Raises AlreadyDecided."""
    _take(application)
    application.hire(now)
    application.candidate.hired_at = now
    services.end_procedure(application.candidate, now=now)
    audit.record("hired", by=by, now=now, subject=f"application:{application.id}")


def note_stepped_back(application: Application, *, by: User, now: datetime) -> None:
    """They told us that they do not want it any more; they are never sent a rejection. Raises AlreadyDecided."""
    _take(application)
    services.step_back(application, now=now)
    audit.record("stepped_back", by=by, now=now, subject=f"application:{application.id}")


def reopen(application: Application, *, by: User, now: datetime) -> None:
    """Take back "hired" or "stepped back": the candidacy is open as before. Raises AlreadyDecided after a letter."""
    lock(application.candidate)
    db.session.refresh(application)
    application.reopen()
    application.candidate.hired_at = None
    application.candidate.open_procedure()
    audit.record("reopened", by=by, now=now, subject=f"application:{application.id}")


def _take(application: Application) -> None:
    """Of two decisions at once the second one finds the first."""
    lock(application.candidate)
    db.session.refresh(application)
