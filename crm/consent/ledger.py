"""Writing the ledger: one event, chained to the one before, and the projection that follows it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from crm.extensions import db
from models import Candidate, ConsentEvent, ConsentEvidence, ConsentKind, Language, Notice, Permission, Purpose
from models.retention import POLICY_VERSION


@dataclass(frozen=True)
class Capture:
    """How a choice came to us. `details` is kept apart, deletable; the event holds only its hash."""

    channel: str
    actor: str
    language: Language
    details: dict[str, Any]


def lock(candidate: Candidate) -> None:
    """Serialise what is written about one person: two choices at once become one after the other."""
    db.session.execute(select(Candidate.id).where(Candidate.id == candidate.id).with_for_update())
    db.session.refresh(
        candidate, attribute_names=["permissions", "procedure_closed_at", "keep_until", "quarantined_at"]
    )


def record(
    candidate: Candidate,
    purpose: Purpose,
    kind: ConsentKind,
    *,
    capture: Capture,
    now: datetime,
    notice: Notice | None = None,
    expires_at: datetime | None = None,
) -> ConsentEvent:
    """Append one event and move the projection with it. The caller holds the candidate's lock."""
    last = db.session.scalars(
        select(ConsentEvent)
        .where(ConsentEvent.subject == candidate.public_id)
        .order_by(ConsentEvent.number.desc())
        .limit(1)
    ).one_or_none()
    event = ConsentEvent(
        subject=candidate.public_id,
        number=last.number + 1 if last else 1,
        purpose=purpose,
        kind=kind,
        at=now,
        expires_at=expires_at,
        notice_id=notice.id if notice else None,
        text_sha256=notice.text_sha256 if notice else None,
        language=capture.language,
        channel=capture.channel,
        actor=capture.actor,
        evidence_sha256=_keep_evidence(candidate, capture, now),
        policy_version=POLICY_VERSION,
        previous_hash=last.hash if last else "",
    )
    event.hash = event.fingerprint()
    db.session.add(event)
    _project(candidate, event)
    db.session.flush()
    return event


def _keep_evidence(candidate: Candidate, capture: Capture, now: datetime) -> str:
    canonical = json.dumps(capture.details, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    sha256 = hashlib.sha256(canonical.encode()).hexdigest()
    db.session.add(ConsentEvidence(candidate_id=candidate.id, sha256=sha256, details=capture.details, created_at=now))
    return sha256


def _project(candidate: Candidate, event: ConsentEvent) -> None:
    """The projection after this event; replaying all events in order gives the same rows."""
    if event.kind is ConsentKind.REQUESTED and candidate.permission(event.purpose):
        return
    permission = candidate.permission(event.purpose)
    if permission is None:
        permission = Permission(candidate_id=candidate.id, purpose=event.purpose)
        candidate.permissions.append(permission)
    permission.kind = event.kind
    permission.since = event.at
    permission.expires_at = event.expires_at
