"""A yes that ends without the person: its time is over, its words changed, or we no longer ask for it."""

from datetime import datetime

from crm import audit
from crm.consent.following import follow
from crm.consent.ledger import Capture, lock, record
from crm.extensions import db
from crm.queue import wake
from models import Candidate, ConsentEvent, ConsentKind, Organisation, Purpose, PurposeEnding, User
from models.consent import ENDS


def end(
    candidate: Candidate, purpose: Purpose, kind: ConsentKind, *, capture: Capture, now: datetime
) -> ConsentEvent | None:
    """Write down that a yes ended without the person: EXPIRED, INVALIDATED or REVOKED. None when it had ended."""
    lock(candidate)
    permission = candidate.permission(purpose)
    if permission is None or permission.kind not in ENDS or permission.since > now:
        return None
    event = record(candidate, purpose, kind, capture=capture, now=now)
    follow(candidate, db.session.scalars(Organisation.current()).one(), now=now)
    return event


def end_purpose(purpose: Purpose, kind: ConsentKind, *, reason: str, by: User, now: datetime) -> PurposeEnding:
    """Every yes to this purpose of before now ends: its words changed (INVALIDATED) or it is over (REVOKED).

    The row is the work; the worker writes an event for each person.
    """
    ending = PurposeEnding(purpose=purpose, kind=kind, reason=reason.strip(), by_id=by.id, at=now)
    db.session.add(ending)
    audit.record("purpose_ended", by=by, now=now, purpose=purpose.value, kind=kind.value)
    wake("permissions")
    return ending
