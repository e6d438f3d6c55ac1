"""Requests about somebody's data, each with the day on which the law wants an answer."""

from calendar import monthrange
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from crm import audit, mail
from crm.consent import services as consent
from crm.consent import stopping
from crm.consent.following import stop_comparing
from crm.consent.ledger import Capture, lock
from crm.extensions import db
from crm.mail import bounces
from crm.queue import wake
from models import (
    Candidate,
    Language,
    Match,
    Message,
    MessageClass,
    PrivacyRequest,
    Purpose,
    RequestKind,
    RequestOutcome,
    User,
)

ALARM_AFTER = timedelta(days=21)
CORRECTABLE = ("first_name", "last_name", "phone", "place", "headline", "linkedin", "language")
MOST_OPEN = 10


class TooManyRequests(Exception):
    """So many open requests of one person that a colleague must look first."""


class AlreadyClosed(Exception):
    """Somebody answered this request meanwhile."""


def ask_correction(candidate: Candidate, changes: Mapping[str, str], *, now: datetime) -> PrivacyRequest | None:
    """What the person says is wrong, with what it should be; None when nothing differs. Raises TooManyRequests."""
    present = {name: _text(getattr(candidate, name)) for name in CORRECTABLE}
    wanted = {
        name: " ".join(value.split())
        for name, value in changes.items()
        if name in present and " ".join(value.split()) != present[name]
    }
    if not wanted:
        return None
    content = {name: {"was": present[name], "becomes": value} for name, value in wanted.items()}
    return _open(candidate, RequestKind.CORRECTION, content, now=now)


def ask_explanation(candidate: Candidate, question: str, *, match: Match | None, now: datetime) -> PrivacyRequest:
    """Why was I compared like this? Raises TooManyRequests."""
    content: dict[str, object] = {"question": question.strip()}
    if match:
        content["match"] = match.id
    return _open(candidate, RequestKind.EXPLANATION, content, now=now)


def object_to(candidate: Candidate, *, capture: Capture, now: datetime) -> PrivacyRequest:
    """The person objects: the same as withdrawing everything, and no balancing of interests for mail (Art. 21)."""
    consent.withdraw(candidate, list(Purpose), capture=capture, now=now)
    request = _open(candidate, RequestKind.OBJECTION, {}, now=now)
    _close(request, RequestOutcome.DONE, by=None, answer="", now=now)
    return request


def object_to_mail(candidate: Candidate, *, capture: Capture, now: datetime) -> None:
    """They object to mail alone: every purpose of mail ends, and what we keep goes on."""
    stopping.stop_all(candidate, "complaint", capture=capture, now=now)
    with suppress(TooManyRequests):  # it has been done; only its line among the requests is missing
        _close(_open(candidate, RequestKind.OBJECTION, {}, now=now), RequestOutcome.DONE, by=None, answer="", now=now)


def restrict(candidate: Candidate, *, now: datetime) -> PrivacyRequest | None:
    """Keep it and do nothing with it (Art. 18). None when that was so already."""
    lock(candidate)
    if candidate.restricted_at:
        return None
    candidate.restricted_at = now
    db.session.execute(
        Message.cancel_queued(candidate.id, [each for each in MessageClass if each.is_ours], "restricted")
    )
    stop_comparing(candidate)
    request = _open(candidate, RequestKind.RESTRICTION, {}, now=now)
    _close(request, RequestOutcome.DONE, by=None, answer="", now=now)
    return request


def lift_restriction(candidate: Candidate, *, now: datetime) -> None:
    """The person allows us to use it again, as far as they permit. An erasure that was asked for stands."""
    lock(candidate)
    if candidate.erase_requested_at is None and candidate.restricted_at is not None:
        candidate.restricted_at = None
        candidate.profile_changed_at = now
        wake("match")


def take_back(request: PrivacyRequest, *, now: datetime) -> None:
    """The person does not want it any more. Raises AlreadyClosed."""
    _close(request, RequestOutcome.TAKEN_BACK, by=None, answer="", now=now)


def accept(request: PrivacyRequest, *, by: User, answer: str, now: datetime) -> None:
    """Do what was asked, and tell the person. Raises AlreadyClosed."""
    _close(request, RequestOutcome.DONE, by=by, answer=answer, now=now)
    if request.kind is RequestKind.CORRECTION:
        _correct(request.candidate, request.content, now=now)
    _tell(request, by=by, now=now)


def refuse(request: PrivacyRequest, *, by: User, answer: str, now: datetime) -> None:
    """Say no, with the reason. Raises AlreadyClosed."""
    _close(request, RequestOutcome.REFUSED, by=by, answer=answer, now=now)
    _tell(request, by=by, now=now)


def _correct(candidate: Candidate, content: Mapping[str, Mapping[str, str]], *, now: datetime) -> None:
    """The new values; search and matching follow in the same transaction and by the next sweep."""
    lock(candidate)
    for name, change in content.items():
        if name in CORRECTABLE:
            value = change["becomes"]
            setattr(candidate, name, Language(value) if name == "language" else value or _empty(name))
    candidate.profile_changed_at = now
    bounces.follow(candidate, now=now)  # with a telephone number somebody can be called
    candidate.refresh_search()
    wake("match")


def _empty(name: str) -> str | None:
    return "" if name in ("first_name", "last_name") else None


def _text(value: object) -> str:
    return str(getattr(value, "value", value) or "")


def a_month_after(moment: datetime) -> datetime:
    """The same day of the next month, or its last day (GDPR Art. 12(3); Regulation 1182/71, Art. 3)."""
    year, month = (moment.year + 1, 1) if moment.month == 12 else (moment.year, moment.month + 1)
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


def _open(candidate: Candidate, kind: RequestKind, content: Mapping[str, object], *, now: datetime) -> PrivacyRequest:
    waiting = select(func.count()).where(
        PrivacyRequest.candidate_id == candidate.id, PrivacyRequest.closed_at.is_(None)
    )
    if (db.session.scalar(waiting) or 0) >= MOST_OPEN:
        raise TooManyRequests
    request = PrivacyRequest(
        candidate=candidate, kind=kind, content=dict(content), received_at=now, due_at=a_month_after(now)
    )
    db.session.add(request)
    db.session.flush()
    audit.record(f"{kind.value}_asked", by=None, now=now, subject=f"request:{request.id}")
    return request


def _close(request: PrivacyRequest, outcome: RequestOutcome, *, by: User | None, answer: str, now: datetime) -> None:
    db.session.flush()
    db.session.refresh(request, with_for_update={"of": PrivacyRequest})
    if request.closed_at:
        raise AlreadyClosed
    request.closed_at, request.outcome, request.closed_by, request.answer = now, outcome, by, answer.strip()
    audit.record(f"request_{outcome.value}", by=by, now=now, subject=f"request:{request.id}")


def _tell(request: PrivacyRequest, *, by: User, now: datetime) -> None:
    mail.queue(
        "request_answered",
        request.candidate,
        message_class=MessageClass.RIGHTS,
        dedupe_key=f"request:{request.id}",
        now=now,
        sender=by,
        request=request,
    )


def waiting() -> Select[PrivacyRequest]:
    """Open requests, what is due first stands first."""
    return (
        select(PrivacyRequest)
        .where(PrivacyRequest.closed_at.is_(None))
        .order_by(PrivacyRequest.due_at, PrivacyRequest.id)
        .options(joinedload(PrivacyRequest.candidate))
    )


def closed() -> Select[PrivacyRequest]:
    """Answered requests, the newest first."""
    return (
        select(PrivacyRequest)
        .where(PrivacyRequest.closed_at.is_not(None))
        .order_by(PrivacyRequest.closed_at.desc(), PrivacyRequest.id.desc())
        .options(joinedload(PrivacyRequest.candidate))
    )


def alarms(now: datetime) -> int:
    """How many requests have waited 21 days or more."""
    late = PrivacyRequest.received_at <= now - ALARM_AFTER
    return db.session.scalar(select(func.count()).where(PrivacyRequest.closed_at.is_(None), late)) or 0
