"""What a person may decide about their data, and what follows from it at once."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete

from crm.consent.ledger import Capture, append, keep_evidence, lock, record
from crm.consent.notices import ASKED, NoticeText, notice_text, published
from crm.extensions import db
from crm.queue import wake
from models import (
    Candidate,
    ConsentEvent,
    ConsentKind,
    Match,
    Message,
    MessageClass,
    Organisation,
    ProfileVector,
    Purpose,
    may,
)
from models.retention import preset_for


class NeedsProfile(Exception):
    """Comparing and mailing rest on keeping the profile; that one was not ticked."""


class NoticeChanged(Exception):
    """The words changed while the person was reading; they must see the new ones first."""


def choose(
    candidate: Candidate, chosen: set[Purpose], *, capture: Capture, shown: dict[Purpose, str], now: datetime
) -> list[ConsentEvent]:
    """Make the person's choice true: give what is newly ticked, withdraw or refuse what is not. Unchanged stays.

    `shown` is the hash of the words they saw per purpose. Raises NeedsProfile or NoticeChanged, changing nothing.
    """
    if chosen - {Purpose.KEEP_PROFILE} and Purpose.KEEP_PROFILE not in chosen:
        raise NeedsProfile
    organisation = db.session.scalars(Organisation.current()).one()
    words = [notice_text(purpose, capture.language, organisation) for purpose in ASKED]
    if any(shown.get(text.purpose) != text.sha256 for text in words):
        raise NoticeChanged
    lock(candidate)
    ends = preset_for(organisation.country).permission_ends(candidate.procedure_closed_at, now)
    events = []
    for text in words:
        kind = _change(candidate, text.purpose, text.purpose in chosen, now)
        if kind:
            events.append(_record_choice(candidate, text, kind, capture=capture, ends=ends, now=now))
    if events:
        _follow(candidate, organisation, now=now)
    return events


def _change(candidate: Candidate, purpose: Purpose, ticked: bool, now: datetime) -> ConsentKind | None:
    permission = candidate.permission(purpose)
    given = permission is not None and permission.is_given and (permission.expires_at or now) > now
    if ticked:
        return None if given else ConsentKind.GIVEN
    if given:
        return ConsentKind.WITHDRAWN
    answered = permission is not None and permission.kind in (ConsentKind.REFUSED, ConsentKind.WITHDRAWN)
    return None if answered else ConsentKind.REFUSED


def _record_choice(
    candidate: Candidate, text: NoticeText, kind: ConsentKind, *, capture: Capture, ends: datetime, now: datetime
) -> ConsentEvent:
    given = kind is ConsentKind.GIVEN
    root = candidate.permission(Purpose.KEEP_PROFILE)
    if given and text.purpose.is_about_vacancies and root and root.is_given and root.expires_at:
        ends = root.expires_at
    notice = published(text, now=now)
    return record(
        candidate, text.purpose, kind, capture=capture, now=now, notice=notice, expires_at=ends if given else None
    )


def withdraw(
    candidate: Candidate, purposes: Iterable[Purpose], *, capture: Capture, now: datetime
) -> list[ConsentEvent]:
    """Withdraw these purposes, and what rests on them, whatever the reason; nothing needs to be shown for it."""
    organisation = db.session.scalars(Organisation.current()).one()
    lock(candidate)
    ends = set(purposes)
    if Purpose.KEEP_PROFILE in ends:
        ends |= set(ASKED)
    events = [
        record(candidate, purpose, ConsentKind.WITHDRAWN, capture=capture, now=now)
        for purpose in Purpose
        if purpose in ends and (permission := candidate.permission(purpose)) and permission.is_given
    ]
    if events:
        _follow(candidate, organisation, now=now)
    return events


def accept_imported(
    candidate: Candidate,
    *,
    given_at: datetime,
    expires_at: datetime,
    capture: Capture,
    after: ConsentEvent | None,
    now: datetime,
) -> list[ConsentEvent]:
    """Record the permission that came with an import and that a privacy officer accepted: keep, compare and mail.

    `after` is the end of the candidate's chain. The caller has checked the evidence and settled the procedure; it
    flushes and settles the candidate afterwards. What the person said later than `given_at` stands.
    """
    events: list[ConsentEvent] = []
    for purpose in ASKED:
        permission = candidate.permission(purpose)
        if permission is None or permission.since < given_at:
            evidence = events[0].evidence_sha256 if events else keep_evidence(candidate, capture, now)
            after = append(
                candidate,
                purpose,
                ConsentKind.GIVEN,
                after=after,
                evidence_sha256=evidence,
                capture=capture,
                now=given_at,
                expires_at=expires_at,
            )
            events.append(after)
    return events


def _follow(candidate: Candidate, organisation: Organisation, *, now: datetime) -> None:
    """What a changed permission does in the same transaction: lists, vectors and waiting mail."""
    candidate.settle(now, preset_for(organisation.country))
    if may(candidate, Purpose.MATCH_VACANCIES, now).allowed:
        wake("match")
    else:
        db.session.execute(delete(ProfileVector).where(ProfileVector.candidate_id == candidate.id))
        db.session.execute(delete(Match).where(Match.candidate_id == candidate.id, Match.decision.is_(None)))
    if not may(candidate, Purpose.EMAIL_VACANCIES, now).allowed:
        db.session.execute(Message.cancel_queued(candidate.id, [MessageClass.INVITATION], "no_permission"))
