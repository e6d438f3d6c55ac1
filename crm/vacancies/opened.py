"""The opened match: everything that somebody sees beside one person's name before deciding."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload, selectinload

from crm.extensions import db
from crm.mail.contact import budget_of
from crm.mail.contact_words import contact_words
from crm.vacancies.confirming import ToConfirm, to_confirm
from models import (
    Application,
    Candidate,
    Document,
    DocumentKind,
    Match,
    MatchDecision,
    Message,
    MessageState,
    Outcome,
    Purpose,
    User,
    Vacancy,
    Verdict,
    may,
)
from models.contact import Budget
from models.message import ON_ITS_WAY


@dataclass(frozen=True, slots=True)
class Opened:
    """A match with what we may do with the person, what was said last time, and when they heard from us."""

    match: Match
    compare_until: datetime | None
    mail_until: datetime | None
    mailed_at: datetime | None
    cv_from: datetime | None
    last_time: Application | None
    confirm: ToConfirm
    contact: Budget

    @property
    def contact_words(self) -> str:
        return contact_words(self.contact, self.person.first_name or self.person.name)

    @property
    def person(self) -> Candidate:
        return self.match.candidate

    @property
    def is_open_question(self) -> bool:
        """Somebody may still decide, or decide otherwise; an invitation cannot be unwritten."""
        return self.match.vacancy.is_open and self.match.decision is not MatchDecision.INVITED


def open_match(vacancy: Vacancy, match_id: int, *, by: User, now: datetime) -> Opened | None:
    """None when there is no such match, or when we may no longer compare the person."""
    query = Match.shown(now).order_by(None).where(Match.vacancy_id == vacancy.id, Match.id == match_id)
    match = db.session.scalars(
        query.options(contains_eager(Match.candidate).selectinload(Candidate.permissions), joinedload(Match.decided_by))
    ).one_or_none()
    if match is None:
        return None
    person = match.candidate
    return Opened(
        match=match,
        compare_until=may(person, Purpose.MATCH_VACANCIES, now).until,
        mail_until=may(person, Purpose.EMAIL_VACANCIES, now).until,
        mailed_at=_last(Message.sent_at, Message.candidate_id == person.id, Message.state == MessageState.SENT),
        cv_from=_last(Document.created_at, Document.candidate_id == person.id, Document.kind == DocumentKind.CV),
        last_time=_last_time(person.id),
        contact=budget_of(person, by=by, now=now),
        confirm=to_confirm([person], now)[person.id],
    )


def _last(column: InstrumentedAttribute[Any], *where: ColumnElement[bool]) -> datetime | None:
    return db.session.scalar(select(func.max(column)).where(*where))


def _last_time(candidate_id: int) -> Application | None:
    """The last candidacy that we ended with a letter: its findings were sent, so they may be read back."""
    return db.session.scalars(
        select(Application)
        .where(
            Application.candidate_id == candidate_id,
            Application.outcome == Outcome.REJECTED,
            ~exists().where(
                Message.candidate_id == Application.candidate_id,
                Message.vacancy_id == Application.vacancy_id,
                Message.name == "rejection",
                Message.state.in_(ON_ITS_WAY),
            ),
        )
        .order_by(Application.decided_at.desc(), Application.id.desc())
        .limit(1)
        .options(joinedload(Application.vacancy), selectinload(Application.verdicts).joinedload(Verdict.requirement))
    ).one_or_none()
