"""Who came through an ambassador and waits for a first look: of vacancies that I recruit for, and of nobody's."""

from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager

from crm.extensions import db
from models import Candidate, Referral, User, Vacancy


def arrivals(user: User, now: datetime) -> Select[Referral]:
    """The oldest first. Through whom they came stays out of it."""
    return (
        select(Referral)
        .join(Referral.candidate)
        .join(Referral.vacancy)
        .where(Referral.confirmed_at.is_not(None), Referral.seen_at.is_(None), Candidate.is_visible(now))
        .where(or_(Vacancy.recruiters.any(User.id == user.id), ~Vacancy.recruiters.any()))
        .order_by(Referral.confirmed_at, Referral.id)
        .options(contains_eager(Referral.candidate), contains_eager(Referral.vacancy))
    )


def arrivals_count(user: User, now: datetime) -> int:
    return db.session.scalars(arrivals(user, now).order_by(None).with_only_columns(func.count())).one()
