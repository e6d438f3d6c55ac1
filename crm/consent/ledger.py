"""Writing the ledger: one event, chained to the one before, and the projection that follows it."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, select

from crm.extensions import db
from models import Candidate, ConsentEvent, ConsentEvidence, ConsentKind, Language, Notice, Permission, Purpose
from models.consent import FOLLOWS, GIVES, ConsentState, state
from models.retention import POLICY_VERSION

IMPORT = "import"
_SUBJECT = "subject"
PAPER, MERGE = "paper", "merge"
SAID_NO = (ConsentState.REFUSED, ConsentState.WITHDRAWN)
_OWN_WORDS = (*GIVES, ConsentKind.PENDING, ConsentKind.REFUSED, ConsentKind.WITHDRAWN)


class NotAllowed(Exception):
    """An event that the state of this purpose, or whoever made it, does not allow. Nothing was written."""

    def __init__(self, purpose: Purpose, found: ConsentState, kind: ConsentKind, actor: str) -> None:
        super().__init__(f"{kind.value} of {purpose.value} by {actor} while it is {found.value}")


@dataclass(frozen=True)
class Capture:
    """How a choice came to us. `details` is kept apart, deletable; the event holds only its hash.

    `actor` is `subject`, `system`, or `user:<id>`.
    """

    channel: str
    actor: str
    language: Language
    details: dict[str, Any]


# What `may` and the life of a candidate rest on: read anew under the lock.
_DECISIVE = [
    *("permissions", "procedure_closed_at", "keep_until", "quarantined_at", "paused_until", "hired_at"),
    *("restricted_at", "erase_requested_at", "email", "phone", "unreachable_since"),
]


def lock(candidate: Candidate) -> None:
    """Serialise what is written about one person: two choices at once become one after the other."""
    db.session.flush()
    db.session.execute(select(Candidate.id).where(Candidate.id == candidate.id).with_for_update())
    db.session.refresh(candidate, attribute_names=_DECISIVE)


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
    """Append one event and move the projection with it. The caller holds the candidate's lock. Raises NotAllowed."""
    event = append(
        candidate,
        purpose,
        kind,
        after=last_events([candidate]).get(candidate.public_id),
        evidence_sha256=keep_evidence(candidate, capture, now),
        capture=capture,
        now=now,
        notice=notice,
        expires_at=expires_at,
    )
    db.session.flush()
    return event


def last_events(candidates: Collection[Candidate]) -> dict[str, ConsentEvent]:
    """The end of each chain that has begun, by public id."""
    subjects = [candidate.public_id for candidate in candidates]
    newest = (
        select(ConsentEvent.subject, func.max(ConsentEvent.number).label("number"))
        .where(ConsentEvent.subject.in_(subjects))
        .group_by(ConsentEvent.subject)
        .subquery()
    )
    ends = select(ConsentEvent).join(
        newest, and_(ConsentEvent.subject == newest.c.subject, ConsentEvent.number == newest.c.number)
    )
    return {event.subject: event for event in db.session.scalars(ends)}


def last_number(candidate: Candidate) -> int:
    """How many events there are: a form carries it, so that a choice made before a withdrawal cannot undo it."""
    ours = select(func.max(ConsentEvent.number)).where(ConsentEvent.subject == candidate.public_id)
    return db.session.execute(ours).scalar_one() or 0


def said_no_after(candidate: Candidate, purposes: Collection[Purpose], number: int) -> bool:
    """Whether one of these was refused or withdrawn behind this event."""
    later = exists().where(
        ConsentEvent.subject == candidate.public_id,
        ConsentEvent.number > number,
        ConsentEvent.purpose.in_(purposes),
        ConsentEvent.kind.in_((ConsentKind.REFUSED, ConsentKind.WITHDRAWN)),
    )
    return bool(db.session.execute(select(later)).scalar())


def append(
    candidate: Candidate,
    purpose: Purpose,
    kind: ConsentKind,
    *,
    after: ConsentEvent | None,
    evidence_sha256: str,
    capture: Capture,
    now: datetime,
    notice: Notice | None = None,
    expires_at: datetime | None = None,
) -> ConsentEvent:
    """One event behind `after`, not flushed yet: for whoever writes the chains of many people at once.

    Raises NotAllowed. A clock that went back does not go back in the chain: the event then stands at the time of the
    last word about this purpose, and what it gives does not hold before that.
    """
    known = candidate.permission(purpose)
    at = max(now, known.since) if known else now
    _refuse_unlawful(candidate, purpose, kind, capture, at)
    event = ConsentEvent(
        subject=candidate.public_id,
        number=after.number + 1 if after else 1,
        purpose=purpose,
        kind=kind,
        at=at,
        expires_at=expires_at,
        notice_id=notice.id if notice else None,
        text_sha256=notice.text_sha256 if notice else None,
        language=capture.language,
        channel=capture.channel,
        actor=capture.actor,
        evidence_sha256=evidence_sha256,
        policy_version=POLICY_VERSION,
        previous_hash=after.hash if after else "",
    )
    event.hash = event.fingerprint()
    db.session.add(event)
    _project(candidate, event)
    return event


def _refuse_unlawful(candidate: Candidate, purpose: Purpose, kind: ConsentKind, capture: Capture, at: datetime) -> None:
    """Only the person says yes or no; an import speaks for them after a privacy officer accepted its evidence.

    A paper may wait for their own confirmation, unless they said no themselves. Merging repeats what the person said on
    another record of theirs, never against a no.
    """
    found = state(candidate, purpose, at)
    speaks = (
        capture.actor == _SUBJECT
        or (capture.channel == IMPORT and kind is ConsentKind.GIVEN)
        or (capture.channel == MERGE and found not in SAID_NO)
        or (capture.channel == PAPER and kind is ConsentKind.PENDING and found not in SAID_NO)
    )
    if kind not in FOLLOWS[found] or (kind in _OWN_WORDS and not speaks):
        raise NotAllowed(purpose, found, kind, capture.actor)


def keep_evidence(candidate: Candidate, capture: Capture, now: datetime) -> str:
    """The details beside the ledger, and their hash, by which events refer to them."""
    sha256 = hash_of(capture.details)
    db.session.add(ConsentEvidence(candidate_id=candidate.id, sha256=sha256, details=capture.details, created_at=now))
    return sha256


def hash_of(details: dict[str, Any]) -> str:
    canonical = json.dumps(details, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _project(candidate: Candidate, event: ConsentEvent) -> None:
    """The projection after this event; replaying all events in order gives the same rows (crm/consent/replay.py)."""
    permission = candidate.permission(event.purpose)
    if event.kind is ConsentKind.REQUESTED and permission:
        return
    if permission is None:
        permission = Permission(candidate_id=candidate.id, purpose=event.purpose)
        candidate.permissions.append(permission)
    permission.kind = event.kind
    permission.since = event.at
    permission.expires_at = event.expires_at
