"""Mail about time: one reminder of an open question, one when words changed, at most two before a permission ends."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select

from crm import mail
from crm.extensions import db
from crm.formats import date_words
from models import Candidate, ConsentKind, Message, MessageClass, Permission, Purpose
from models.consent import GIVES

BATCH = 100
REMIND_AFTER = timedelta(days=14)
REMIND_BEFORE = timedelta(days=7)
RENEW_BEFORE = (timedelta(days=30), timedelta(days=7))


def queue_due(*, now: datetime) -> Iterator[int]:
    """Queue every letter that is due, some at a time; yields how many. The caller commits each time.

    A letter is due once: its key in the outbox holds the person and the period, and what has its key is not found.
    """
    last, first = min(RENEW_BEFORE), max(RENEW_BEFORE)
    near = Permission.expires_at > now + last
    for due, write in (
        (_to_remind(now), _remind),
        (_to_ask_again(now), _ask_again),
        (_to_renew(now, last), _renew),
        (_to_renew(now, first).where(near), _renew),
    ):
        after = 0
        while people := db.session.scalars(due.where(Candidate.id > after).order_by(Candidate.id).limit(BATCH)).all():
            after = people[-1].id
            yield sum(write(candidate, now) for candidate in people)


def _to_remind(now: datetime) -> Select[Candidate]:
    """Asked at least 14 days ago, no answer, never reminded, and at least 7 days left to give one."""
    return _about_keeping(
        now,
        Permission.kind == ConsentKind.REQUESTED,
        Permission.since <= now - REMIND_AFTER,
        Candidate.quarantined_at.is_(None),
        Candidate.keep_until >= now + REMIND_BEFORE,
        ~exists().where(Message.candidate_id == Candidate.id, Message.name == "reminder"),
    )


def _to_renew(now: datetime, before: timedelta) -> Select[Candidate]:
    """The permission ends within this time, and of this period there is no letter at this distance yet."""
    return _about_keeping(
        now,
        Permission.kind.in_(GIVES),
        Permission.expires_at > now,
        Permission.expires_at <= now + before,
        Candidate.hired_at.is_(None),
        ~exists().where(
            Message.candidate_id == Candidate.id,
            Message.name == "renewal",
            Message.created_at >= Permission.since,
            Message.dedupe_key.like(f"renewal:%:{before.days}"),
        ),
    )


def _to_ask_again(now: datetime) -> Select[Candidate]:
    """Their yes ended because the words changed, and of that ending there is no letter yet."""
    return select(Candidate).where(
        Candidate.is_visible(now),
        Candidate.email.is_not(None),
        Candidate.hired_at.is_(None),
        exists().where(
            Permission.candidate_id == Candidate.id,
            Permission.kind == ConsentKind.INVALIDATED,
            ~exists().where(
                Message.candidate_id == Candidate.id,
                Message.name == "ask_again",
                Message.created_at >= Permission.since,
            ),
        ),
    )


def _ask_again(candidate: Candidate, now: datetime) -> bool:
    ended = [each.since for each in candidate.permissions if each.kind is ConsentKind.INVALIDATED]
    return bool(
        mail.queue(
            "ask_again",
            candidate,
            message_class=MessageClass.CONSENT_REQUEST,
            dedupe_key=f"ask_again:c{candidate.id}:{max(ended):%Y%m%d%H%M%S}",
            now=now,
            **about_an_end("ask_again", candidate, candidate.keep_until),
        )
    )


def _about_keeping(now: datetime, *conditions: ColumnElement[bool]) -> Select[Candidate]:
    return (
        select(Candidate)
        .join(Permission, Permission.candidate_id == Candidate.id)
        .where(
            Permission.purpose == Purpose.KEEP_PROFILE,
            Candidate.is_visible(now),
            Candidate.procedure_closed_at.is_not(None),
            Candidate.email.is_not(None),
            *conditions,
        )
    )


def _remind(candidate: Candidate, now: datetime) -> bool:
    return bool(
        mail.queue(
            "reminder",
            candidate,
            message_class=MessageClass.CONSENT_REQUEST,
            dedupe_key=f"reminder:c{candidate.id}",
            now=now,
            **about_an_end("reminder", candidate, candidate.keep_until),
        )
    )


def _renew(candidate: Candidate, now: datetime) -> bool:
    """One letter, at the distance nearest to the end: whoever missed the first gets one, not two at once."""
    permission = candidate.permission(Purpose.KEEP_PROFILE)
    if permission is None or permission.expires_at is None:
        return False
    before = min(each for each in RENEW_BEFORE if permission.expires_at <= now + each)
    return bool(
        mail.queue(
            "renewal",
            candidate,
            message_class=MessageClass.RENEWAL,
            dedupe_key=f"renewal:c{candidate.id}:{permission.since:%Y%m%d%H%M%S}:{before.days}",
            now=now,
            **about_an_end("renewal", candidate, permission.expires_at),
        )
    )


def about_an_end(letter: str, candidate: Candidate, until: datetime) -> dict[str, Any]:
    """The context of a letter about a day on which something ends."""
    with mail.speaking_to(candidate):
        return {"letter": letter, "until": until, "values": {"end_date": date_words(until)}}
