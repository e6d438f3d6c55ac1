"""Advice that comes back: on the day that the letter named we ask one question, whether it was done.

By mail only to whoever allows that we ask how things went; on their own page the question stands for everybody.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from crm import mail
from crm.consent.ledger import lock
from crm.extensions import db
from crm.queue import wake
from crm.surveys.due import written_lately
from models import Application, Candidate, Followed, MessageClass, Organisation, Outcome, Purpose, Verdict, may

BATCH = 100
UNTIL = timedelta(days=60)
"""A mail that could not leave for so long is not sent any more; on the page the question stays."""


class NoQuestion(Exception):
    """This was not advised to this person."""


def open_questions(candidate: Candidate, *, now: datetime) -> list[Verdict]:
    """What was advised, and is due to be asked about; what is done is asked no more."""
    return [
        verdict
        for application in candidate.applications
        if application.outcome is Outcome.REJECTED
        for verdict in application.verdicts
        if verdict.check_back_on and verdict.check_back_on <= _today(now) and verdict.followed is not Followed.DONE
    ]


def advised(candidate: Candidate) -> list[Verdict]:
    """Everything that a letter of ours advised, the newest first."""
    return [
        verdict
        for application in reversed(candidate.applications)
        if application.outcome is Outcome.REJECTED
        for verdict in application.verdicts
        if verdict.advice
    ]


def question(candidate: Candidate, verdict_id: int, *, now: datetime) -> Verdict:
    """Raises NoQuestion. What was answered may be answered anew."""
    found = db.session.get(Verdict, verdict_id)
    if found is None or found.application.candidate_id != candidate.id or not found.check_back_on:
        raise NoQuestion
    if found.application.outcome is not Outcome.REJECTED or found.check_back_on > _today(now):
        raise NoQuestion
    return found


def answer(candidate: Candidate, verdict: Verdict, said: Followed, words: str, *, now: datetime) -> None:
    """Their answer. What they did is read from now on when they are compared."""
    lock(candidate)
    verdict.followed, verdict.followed_words, verdict.followed_at = said, words.strip(), now
    candidate.profile_changed_at = now
    wake("match")


def queue_due(*, now: datetime) -> Iterator[int]:
    """One mail to a person for everything that is due, some people at a time; yields how many. The caller commits."""
    while due := db.session.scalars(_due(now)).all():
        for _person, theirs in groupby(due, key=lambda each: each.application.candidate_id):
            _ask(list(theirs), now)
        yield len(due)


def _ask(verdicts: list[Verdict], now: datetime) -> None:
    candidate = verdicts[0].application.candidate
    mail.queue(
        "check_back",
        candidate,
        message_class=MessageClass.SURVEY,
        dedupe_key=f"check_back:v{verdicts[0].id}",
        now=now,
        letter="check_back",
        until=may(candidate, Purpose.SURVEY, now).until,
        advised=[{"asked": each.requirement.text, "advice": each.advice} for each in verdicts],
    )
    for verdict in verdicts:
        verdict.check_back_asked_at = now
    db.session.flush()


def _due(now: datetime) -> Select[Verdict]:
    """Of people who may be asked now. Whoever got a mail of this kind lately gets it when that is a month ago."""
    today = _today(now)
    return (
        select(Verdict)
        .join(Verdict.application)
        .join(Application.candidate)
        .where(
            Verdict.check_back_on <= today,
            Verdict.check_back_on > today - UNTIL,
            Verdict.check_back_asked_at.is_(None),
            Verdict.followed.is_(None),
            Application.outcome == Outcome.REJECTED,
            Candidate.is_reachable(Purpose.SURVEY, now),
            Candidate.email.is_not(None),
            Candidate.hired_at.is_(None),
            Candidate.procedure_closed_at.is_not(None),
            or_(Candidate.paused_until.is_(None), Candidate.paused_until <= now),
            ~written_lately(now),
        )
        .order_by(Application.candidate_id, Verdict.id)
        .limit(BATCH)
        .options(
            contains_eager(Verdict.application).contains_eager(Application.candidate), joinedload(Verdict.requirement)
        )
    )


def _today(now: datetime) -> date:
    organisation = db.session.scalars(Organisation.current()).one()
    return now.astimezone(ZoneInfo(organisation.time_zone)).date()
