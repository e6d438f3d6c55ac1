"""Who waits for an answer from us. Days count what the person heard, not what we did."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import contains_eager

from crm.extensions import db
from models import Application, Candidate, User, Vacancy
from models.vacancy import vacancy_recruiter


def waiting(now: datetime, *, vacancy_id: int | None = None, recruiter: User | None = None) -> Select[Application]:
    """Open applications, whoever waits longest first; of one vacancy, or of those that one recruiter answers for."""
    query = _undecided(now, vacancy_id, recruiter).join(Application.candidate).join(Application.vacancy)
    return query.options(
        contains_eager(Application.candidate).load_only(
            Candidate.public_id, Candidate.first_name, Candidate.last_name, Candidate.email
        ),
        contains_eager(Application.vacancy).load_only(Vacancy.title),
    )


def waiting_count(now: datetime, *, vacancy_id: int | None = None, recruiter: User | None = None) -> int:
    query = _undecided(now, vacancy_id, recruiter).order_by(None).with_only_columns(func.count())
    return db.session.scalars(query).one()


def vacancies_with_people_waiting(now: datetime) -> Sequence[Row[int, str, int]]:
    """For the filter: number and title of each vacancy for which somebody waits, and how many do."""
    count = func.count(Application.id)
    query = (
        select(Vacancy.id, Vacancy.title, count)
        .join(Application, Application.vacancy_id == Vacancy.id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .where(Application.is_undecided(), Candidate.is_visible(now))
        .group_by(Vacancy.id, Vacancy.title)
        .order_by(count.desc(), Vacancy.id)
    )
    return db.session.execute(query).all()


def recruiters_with_people_waiting(now: datetime) -> Sequence[User]:
    """For the filter: colleagues who answer by name for a vacancy for which somebody waits."""
    theirs = (
        select(vacancy_recruiter.c.user_id)
        .join(Application, Application.vacancy_id == vacancy_recruiter.c.vacancy_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .where(Application.is_undecided(), Candidate.is_visible(now))
    )
    return db.session.scalars(select(User).where(User.id.in_(theirs)).order_by(User.name, User.id)).all()


def _undecided(now: datetime, vacancy_id: int | None, recruiter: User | None) -> Select[Application]:
    query = Application.undecided().where(Application.candidate_id.not_in(Candidate.hidden(now)))
    if vacancy_id is not None:
        query = query.where(Application.vacancy_id == vacancy_id)
    if recruiter is not None:
        theirs = or_(Vacancy.recruiters.any(User.id == recruiter.id), ~Vacancy.recruiters.any())
        query = query.where(Application.vacancy.has(theirs))
    return query
