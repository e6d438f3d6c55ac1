"""Who came through an ambassador and waits for a first look: of vacancies that I recruit for, and of nobody's."""

from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from crm.extensions import db
from models import Candidate, Referral, User, Vacancy


def arrivals(user: User, now: datetime) -> Select[Referral]:
    """The oldest first. Through whom they came stays out of it."""
    return (
        select(Referral)
        .where(Referral.confirmed_at.is_not(None), Referral.seen_at.is_(None))
        .where(Referral.candidate_id.not_in(Candidate.hidden(now)))
        .where(Referral.vacancy.has(or_(Vacancy.recruiters.any(User.id == user.id), ~Vacancy.recruiters.any())))
        .order_by(Referral.confirmed_at, Referral.id)
        .options(joinedload(Referral.candidate), joinedload(Referral.vacancy))
    )


def arrivals_count(user: User, now: datetime) -> int:
    return db.session.scalars(arrivals(user, now).order_by(None).with_only_columns(func.count())).one()
