"""The figures beside a vacancy: how many fit, were invited, answered. The number of queries never grows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from crm.extensions import db
from models import Application, Band, Candidate, Invitation, Match, Message, Outcome, Vacancy

PER_PAGE = 25


@dataclass(slots=True)
class Figures:
    """Of one vacancy. People whom we may no longer compare or keep are not in any of them."""

    bands: dict[Band, int] = field(default_factory=dict)
    invited: int = 0
    answered: int = 0

    @property
    def in_order(self) -> list[tuple[Band, int]]:
        """The bands that have somebody, the best first."""
        return [(band, self.bands[band]) for band in Band if band in self.bands]

    @property
    def fits(self) -> int:
        return sum(self.bands.values())


def figures_of(vacancies: Sequence[Vacancy], now: datetime) -> dict[int, Figures]:
    """By vacancy id, in two queries."""
    ids = [vacancy.id for vacancy in vacancies]
    figures: defaultdict[int, Figures] = defaultdict(Figures)
    matches = Match.shown(now).order_by(None).where(Match.vacancy_id.in_(ids))
    grouped = matches.with_only_columns(Match.vacancy_id, Match.band, func.count())
    for vacancy_id, band, count in db.session.execute(
        grouped.where(Match.is_to_decide()).group_by(Match.vacancy_id, Match.band)
    ):
        figures[vacancy_id].bands[band] = count
    for vacancy_id, invited, answered in db.session.execute(
        select(Invitation.vacancy_id, func.count(), func.count(Invitation.replied_at))
        .join(Invitation.candidate)
        .where(Invitation.vacancy_id.in_(ids), Candidate.is_visible(now))
        .group_by(Invitation.vacancy_id)
    ):
        figures[vacancy_id].invited, figures[vacancy_id].answered = invited, answered
    return {vacancy_id: figures[vacancy_id] for vacancy_id in ids}


def hired(vacancy: Vacancy, now: datetime) -> Sequence[Candidate]:
    """Whoever applied for it and begins with us."""
    query = (
        Candidate.visible(now)
        .join(Application, Application.candidate_id == Candidate.id)
        .where(Application.vacancy_id == vacancy.id, Application.outcome == Outcome.HIRED)
    )
    return db.session.scalars(query.order_by(Application.decided_at)).all()


def refused_count(vacancy: Vacancy, now: datetime) -> int:
    """How many people somebody decided against for this vacancy."""
    query = Match.shown(now).order_by(None).where(Match.vacancy_id == vacancy.id, Match.is_refused())
    return db.session.scalars(query.with_only_columns(func.count())).one()


def listed_matches(vacancy: Vacancy, now: datetime, *, refused: bool = False) -> Select[Match]:
    """Whom to decide about, or who was decided against; with the little of a person that a list shows."""
    which = Match.is_refused() if refused else Match.is_to_decide()
    return (
        Match.shown(now)
        .where(Match.vacancy_id == vacancy.id, which)
        .options(
            contains_eager(Match.candidate).load_only(
                Candidate.public_id, Candidate.first_name, Candidate.last_name, Candidate.email, Candidate.place
            )
        )
    )


def invitations(vacancy: Vacancy, now: datetime, *, answered: bool = False) -> Select[Invitation]:
    """The newest first; of people whom we may still keep."""
    query = (
        select(Invitation)
        .join(Invitation.candidate)
        .where(Invitation.vacancy_id == vacancy.id, Candidate.is_visible(now))
        .options(
            contains_eager(Invitation.candidate),
            joinedload(Invitation.invited_by),
            joinedload(Invitation.message).load_only(Message.state, Message.due_at),
        )
    )
    if answered:
        return query.where(Invitation.replied_at.is_not(None)).order_by(Invitation.replied_at.desc(), Invitation.id)
    return query.order_by(Invitation.created_at.desc(), Invitation.id)
