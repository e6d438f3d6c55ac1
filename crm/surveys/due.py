"""Who is asked, and when: after the end of a procedure, and never as the way somebody learns of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from crm import mail
from crm.extensions import db
from models import Application, Candidate, Message, MessageClass, MessageState, Outcome, Purpose, SurveyAsk, may
from models.message import ON_ITS_WAY

BATCH = 100
AFTER = timedelta(days=3)
"""A rejection is for reading; the question how it was comes when the first days are over."""
UNTIL = timedelta(days=60)
"""Later nobody remembers how it was."""
NOT_AGAIN_WITHIN = timedelta(days=183)
ONE_IN = timedelta(days=30)
"""Of mail in this class, whatever it is about, one person gets no more than one in so many days."""


def queue_due(*, now: datetime) -> Iterator[int]:
    """Queue the mail for everybody who may be asked now, some at a time; yields how many. The caller commits."""
    after = 0
    while people := db.session.scalars(_due(now).where(Candidate.id > after).order_by(Candidate.id).limit(BATCH)).all():
        after = people[-1].id
        yield sum(_ask(candidate, now) for candidate in people)


def _ask(candidate: Candidate, now: datetime) -> bool:
    message = mail.queue(
        "survey",
        candidate,
        message_class=MessageClass.SURVEY,
        dedupe_key=f"survey:c{candidate.id}:{candidate.procedure_closed_at:%Y%m%d%H%M%S}",
        now=now,
        letter="survey",
        until=may(candidate, Purpose.SURVEY, now).until,
    )
    if message is None:
        return False
    db.session.flush()
    db.session.add(SurveyAsk(candidate_id=candidate.id, message_id=message.id, asked_at=now))
    return True


def _due(now: datetime) -> Select[Candidate]:
    mine = Message.candidate_id == Candidate.id
    letter = Message.name == "rejection"
    left = exists().where(
        mine,
        letter,
        Message.state == MessageState.SENT,
        Message.sent_at >= Candidate.procedure_closed_at,
        Message.sent_at <= now - AFTER,
    )
    stepped_back = exists().where(
        Application.candidate_id == Candidate.id,
        Application.outcome == Outcome.WITHDREW,
        Application.decided_at == Candidate.procedure_closed_at,
    )
    return select(Candidate).where(
        Candidate.is_reachable(Purpose.SURVEY, now),
        Candidate.email.is_not(None),
        Candidate.hired_at.is_(None),
        or_(Candidate.paused_until.is_(None), Candidate.paused_until <= now),
        Candidate.procedure_closed_at <= now - AFTER,
        Candidate.procedure_closed_at > now - UNTIL,
        or_(left, stepped_back),
        ~exists().where(mine, letter, Message.state.in_(ON_ITS_WAY)),
        ~exists().where(SurveyAsk.candidate_id == Candidate.id, SurveyAsk.asked_at > now - NOT_AGAIN_WITHIN),
        ~written_lately(now),
    )


def written_lately(now: datetime) -> ColumnElement[bool]:
    """A mail of this class left or waits for this person, whatever it was about."""
    return exists().where(
        Message.candidate_id == Candidate.id,
        Message.message_class == MessageClass.SURVEY,
        or_(Message.state.in_(ON_ITS_WAY), and_(Message.sent_at.is_not(None), Message.sent_at > now - ONE_IN)),
    )


def stands_open(candidate: Candidate, *, now: datetime) -> bool:
    """Whether the questions stand on this person's own page: their procedure ended, they know it, and they did not
    answer in the last six months. No permission is needed for what they come and do themselves."""
    if candidate.procedure_closed_at is None or candidate.hired_at or candidate.erase_requested_at:
        return False
    if not any(application.decided_at for application in candidate.applications):
        return False
    return not _letter_still_here(candidate) and not answered_lately(candidate, now=now)


def _letter_still_here(candidate: Candidate) -> bool:
    """A rejection that did not arrive yet: it waits, it failed, or nobody knows."""
    not_there = and_(
        Message.state.not_in((MessageState.SENT, MessageState.CANCELLED)),
        Message.created_at >= candidate.procedure_closed_at,
    )
    waits = select(Message.id).where(
        Message.candidate_id == candidate.id,
        Message.name == "rejection",
        or_(Message.state.in_(ON_ITS_WAY), not_there),
    )
    return db.session.scalar(waits.limit(1)) is not None


def answered_lately(candidate: Candidate, *, now: datetime) -> bool:
    ask = db.session.scalars(SurveyAsk.newest_of(candidate.id)).one_or_none()
    return ask is not None and ask.is_answered and ask.asked_at > now - NOT_AGAIN_WITHIN
