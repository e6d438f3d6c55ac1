"""What happened that this colleague has not put aside: people who fit, and answers to invitations."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from crm.extensions import db
from crm.vacancies.overview import Figures, figures_of
from models import Alert, AlertKind, Band, Candidate, Invitation, Match, User, Vacancy, VacancyState

MOST = 25
NAMED = 2


@dataclass(frozen=True, slots=True)
class VacancyNews:
    """One vacancy for which people were found, or nobody was."""

    alert: Alert
    figures: Figures
    names: list[str]

    @property
    def vacancy(self) -> Vacancy:
        return self.alert.vacancy

    @property
    def others(self) -> int:
        return self.figures.fits - len(self.names)


def unseen(user: User, now: datetime) -> Select[Alert]:
    """About open vacancies, and answers of people whom we may still keep."""
    return (
        Alert.unseen(user.id)
        .join(Alert.vacancy)
        .outerjoin(Alert.invitation)
        .outerjoin(Invitation.candidate)
        .where(
            or_(
                and_(Alert.kind == AlertKind.REPLY, Candidate.is_visible(now)),
                and_(Alert.kind != AlertKind.REPLY, Vacancy.state == VacancyState.OPEN),
            )
        )
    )


def unseen_count(user: User, now: datetime) -> int:
    return db.session.scalars(unseen(user, now).order_by(None).with_only_columns(func.count())).one()


def newest(user: User, now: datetime) -> tuple[list[VacancyNews], list[Alert]]:
    """About vacancies, the strongest first; and replies, the newest first."""
    alerts = db.session.scalars(
        unseen(user, now)
        .limit(MOST)
        .options(contains_eager(Alert.vacancy), contains_eager(Alert.invitation).contains_eager(Invitation.candidate))
    ).all()
    about = [alert for alert in alerts if alert.kind is not AlertKind.REPLY]
    figures = figures_of([alert.vacancy for alert in about], now)
    names = _best_names([alert.vacancy_id for alert in about], now)
    news = [VacancyNews(alert, figures[alert.vacancy_id], names[alert.vacancy_id]) for alert in about]
    news.sort(key=lambda each: [-each.figures.bands.get(band, 0) for band in Band])
    return news, [alert for alert in alerts if alert.kind is AlertKind.REPLY]


def _best_names(vacancy_ids: list[int], now: datetime) -> defaultdict[int, list[str]]:
    """The names of the best few of each vacancy."""
    place = func.row_number().over(partition_by=Match.vacancy_id, order_by=Match.ranking(now)).label("place")
    ranked = (
        Match.shown(now)
        .order_by(None)
        .where(Match.vacancy_id.in_(vacancy_ids), Match.is_to_decide())
        .with_only_columns(Match.id, place)
        .subquery()
    )
    best = (
        select(Match.vacancy_id, Candidate)
        .join(ranked, ranked.c.id == Match.id)
        .join(Match.candidate)
        .where(ranked.c.place <= NAMED)
        .order_by(ranked.c.place)
    )
    names: defaultdict[int, list[str]] = defaultdict(list)
    for vacancy_id, person in db.session.execute(best):
        names[vacancy_id].append(person.name)
    return names
