"""What a person may decide about their data, and what follows from it at once."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from crm.consent.following import follow, leave_invited
from crm.consent.ledger import Capture, append, keep_evidence, lock, record, said_no_after
from crm.consent.notices import NoticeText, asked, notice_text, published
from crm.extensions import db
from crm.mail.suppressions import lift
from models import (
    Candidate,
    ConsentEvent,
    ConsentKind,
    Organisation,
    Purpose,
)
from models.consent import ConsentState, state

_IMPORTED = (Purpose.KEEP_PROFILE, Purpose.MATCH_VACANCIES, Purpose.EMAIL_VACANCIES)


class NeedsProfile(Exception):
    """Comparing and mailing rest on keeping the profile; that one was not ticked."""


class NoticeChanged(Exception):
    """The words changed while the person was reading; they must see the new ones first."""


class WithdrawnMeanwhile(Exception):
    """After this form was drawn the person withdrew; an older yes does not undo that."""


def choose(
    candidate: Candidate,
    chosen: set[Purpose],
    *,
    capture: Capture,
    shown: dict[Purpose, str],
    now: datetime,
    seen: int | None = None,
) -> list[ConsentEvent]:
    """Make the person's choice true: give what is newly ticked, withdraw or refuse what is not. Unchanged stays.

    `shown` is the hash of the words they saw per purpose, `seen` the number of the last event when they saw them.
    Raises NeedsProfile, NoticeChanged or WithdrawnMeanwhile, changing nothing.
    """
    words = _lock_and_check(candidate, chosen, capture=capture, shown=shown, seen=seen)
    organisation = db.session.scalars(Organisation.current()).one()
    ends = candidate.preset(organisation).permission_ends(candidate.procedure_closed_at, now)
    events = []
    for text in words:
        kind = _change(candidate, text.purpose, text.purpose in chosen, now)
        if kind:
            events.append(_record_choice(candidate, text, kind, capture=capture, ends=ends, now=now))
    if events:
        leave_invited(candidate, events, organisation, now=now)
        follow(candidate, organisation, now=now)
    if any(event.kind is ConsentKind.GIVEN for event in events):
        lift(candidate)
    return events


def _lock_and_check(
    candidate: Candidate, chosen: set[Purpose], *, capture: Capture, shown: dict[Purpose, str], seen: int | None
) -> list[NoticeText]:
    """The words of this form, when it may count. Raises NeedsProfile, NoticeChanged or WithdrawnMeanwhile."""
    if any(purpose.is_about_vacancies for purpose in chosen) and Purpose.KEEP_PROFILE not in chosen:
        raise NeedsProfile
    organisation = db.session.scalars(Organisation.current()).one()
    words = [notice_text(purpose, capture.language, organisation) for purpose in asked()]
    if any(shown.get(text.purpose) != text.sha256 for text in words):
        raise NoticeChanged
    lock(candidate)
    if chosen and (candidate.erase_requested_at or (seen is not None and said_no_after(candidate, chosen, seen))):
        raise WithdrawnMeanwhile
    return words


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
    """Withdraw these purposes, and what rests on them, whatever the reason; nothing needs to be shown for it.

    Where there is no yes yet it is a no, so that neither an older form nor a waiting confirmation gives it afterwards.
    """
    organisation = db.session.scalars(Organisation.current()).one()
    lock(candidate)
    ends = set(purposes)
    if Purpose.KEEP_PROFILE in ends:
        ends |= {purpose for purpose in Purpose if purpose.is_about_vacancies}
    events = [
        record(candidate, purpose, kind, capture=capture, now=now)
        for purpose in Purpose
        if purpose in ends and (kind := _no(candidate, purpose, now))
    ]
    if events:
        leave_invited(candidate, events, organisation, now=now)
        follow(candidate, organisation, now=now)
    return events


def _no(candidate: Candidate, purpose: Purpose, now: datetime) -> ConsentKind | None:
    """What a no is called where this purpose stands; None when it was said already."""
    permission = candidate.permission(purpose)
    if permission is None or permission.kind is ConsentKind.REQUESTED:
        return ConsentKind.REFUSED
    return None if permission.kind in (ConsentKind.REFUSED, ConsentKind.WITHDRAWN) else ConsentKind.WITHDRAWN


def renew(
    candidate: Candidate,
    chosen: set[Purpose],
    *,
    capture: Capture,
    shown: dict[Purpose, str],
    now: datetime,
    seen: int | None = None,
) -> list[ConsentEvent]:
    """Another period, counted from today, for what is ticked and holds now; for the rest the choice is made true.

    Raises as `choose` does.
    """
    words = _lock_and_check(candidate, chosen, capture=capture, shown=shown, seen=seen)
    organisation = db.session.scalars(Organisation.current()).one()
    ends = now + timedelta(days=candidate.preset(organisation).pool_days)
    events = [
        record(
            candidate,
            text.purpose,
            ConsentKind.RENEWED,
            capture=capture,
            now=now,
            notice=published(text, now=now),
            expires_at=ends,
        )
        for text in words
        if text.purpose in chosen and state(candidate, text.purpose, now) is ConsentState.GIVEN
    ]
    if events:
        follow(candidate, organisation, now=now)
    return events + choose(candidate, chosen, capture=capture, shown=shown, now=now, seen=seen)


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
    for purpose in _IMPORTED:
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
