"""What a person may decide about their data, and what follows from it at once."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from crm import audit
from crm.consent.ledger import Capture, append, keep_evidence, lock, record, said_no_after
from crm.consent.notices import NoticeText, asked, notice_text, published
from crm.extensions import db
from crm.mail.suppressions import lift
from crm.queue import wake
from models import (
    Candidate,
    ConsentEvent,
    ConsentKind,
    Match,
    Mention,
    Message,
    MessageClass,
    Notice,
    Organisation,
    Outcome,
    ProfileVector,
    Purpose,
    PurposeEnding,
    User,
    may,
)
from models.consent import ENDS, ConsentState, state

CONFIRM_WITHIN = timedelta(days=7)
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
        _leave_invited(candidate, events, organisation, now=now)
        _follow(candidate, organisation, now=now)
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
        _leave_invited(candidate, events, organisation, now=now)
        _follow(candidate, organisation, now=now)
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
        _follow(candidate, organisation, now=now)
    return events + choose(candidate, chosen, capture=capture, shown=shown, now=now, seen=seen)


def hold_for_confirmation(
    candidate: Candidate, purposes: Iterable[Purpose], *, capture: Capture, now: datetime
) -> list[ConsentEvent]:
    """A yes whose address nobody confirmed yet: it gives nothing until `confirm`, within seven days."""
    lock(candidate)
    organisation = db.session.scalars(Organisation.current()).one()
    return [
        record(
            candidate,
            purpose,
            ConsentKind.PENDING,
            capture=capture,
            now=now,
            notice=published(notice_text(purpose, capture.language, organisation), now=now),
            expires_at=now + CONFIRM_WITHIN,
        )
        for purpose in purposes
        if state(candidate, purpose, now) is not ConsentState.GIVEN
    ]


def confirm(candidate: Candidate, *, capture: Capture, now: datetime) -> list[ConsentEvent]:
    """The address is theirs: what waits for that is given now, for the words they saw then."""
    organisation = db.session.scalars(Organisation.current()).one()
    lock(candidate)
    ends = candidate.preset(organisation).permission_ends(candidate.procedure_closed_at, now)
    events = [
        record(
            candidate,
            purpose,
            ConsentKind.GIVEN,
            capture=capture,
            now=now,
            notice=_notice_of_last(candidate, purpose),
            expires_at=ends,
        )
        for purpose in waiting(candidate, now)
    ]
    if events:
        _follow(candidate, organisation, now=now)
    return events


def waiting(candidate: Candidate, now: datetime) -> list[Purpose]:
    """What the person said yes to elsewhere and has still to confirm."""
    return [purpose for purpose in Purpose if state(candidate, purpose, now) is ConsentState.PENDING]


def _notice_of_last(candidate: Candidate, purpose: Purpose) -> Notice | None:
    shown = (
        select(Notice)
        .join(ConsentEvent, ConsentEvent.notice_id == Notice.id)
        .where(ConsentEvent.subject == candidate.public_id, ConsentEvent.purpose == purpose)
        .order_by(ConsentEvent.number.desc())
        .limit(1)
    )
    return db.session.scalars(shown).one_or_none()


def end(
    candidate: Candidate, purpose: Purpose, kind: ConsentKind, *, capture: Capture, now: datetime
) -> ConsentEvent | None:
    """Write down that a yes ended without the person: EXPIRED, INVALIDATED or REVOKED. None when it had ended."""
    lock(candidate)
    permission = candidate.permission(purpose)
    if permission is None or permission.kind not in ENDS or permission.since > now:
        return None
    event = record(candidate, purpose, kind, capture=capture, now=now)
    _follow(candidate, db.session.scalars(Organisation.current()).one(), now=now)
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


def _leave_invited(
    candidate: Candidate, events: Iterable[ConsentEvent], organisation: Organisation, *, now: datetime
) -> None:
    """Whoever withdraws being kept leaves what began with an invitation of ours, too; their own applications go on."""
    if not any(event.purpose is Purpose.KEEP_PROFILE and event.kind is ConsentKind.WITHDRAWN for event in events):
        return
    is_open = [each for each in candidate.applications if each.outcome is Outcome.OPEN]
    invited = [each for each in is_open if each.invitation_id]
    for application in invited:
        application.withdraw(now)
    if invited and invited == is_open:
        candidate.close_procedure(now, candidate.preset(organisation))


def _follow(candidate: Candidate, organisation: Organisation, *, now: datetime) -> None:
    """What a changed permission does in the same transaction: lists, vectors and waiting mail."""
    candidate.settle(now, candidate.preset(organisation))
    if may(candidate, Purpose.MATCH_VACANCIES, now).allowed:
        wake("match")
    else:
        stop_comparing(candidate)
    for mail_class in MessageClass:
        if mail_class.purpose and not may(candidate, mail_class.purpose, now).allowed:
            db.session.execute(Message.cancel_queued(candidate.id, [mail_class], "no_permission"))


def stop_comparing(candidate: Candidate) -> None:
    """No vector, no match that nobody decided about, no mail on its way that names them: out of every list at once."""
    db.session.execute(Mention.cancel_naming(candidate.id))
    db.session.execute(delete(ProfileVector).where(ProfileVector.candidate_id == candidate.id))
    db.session.execute(delete(Match).where(Match.candidate_id == candidate.id, Match.decision.is_(None)))
