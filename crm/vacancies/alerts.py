"""Telling the team, once, who fits: a mail and a line on Today for each recruiter of the vacancy."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from crm import mail
from crm.extensions import db
from crm.vacancies.news import MOST_NAMED, Named, News
from models import Alert, AlertKind, Band, Candidate, Match, MatchRun, MessageClass, Role, User, Vacancy


def tell(vacancy: Vacancy, run: MatchRun, matches: Sequence[Match], *, everyone: bool, now: datetime) -> None:
    """Name each person to the team once per vacancy; say it, too, when everybody was compared and nobody fits."""
    fresh = [match for match in matches if match.alerted_at is None and match.decision is None]
    if not fresh and (matches or not everyone):
        return
    earlier = _was_told_before(vacancy)
    for match in fresh:
        match.alerted_at = now
    news = News(vacancy, run, _people(fresh), len(fresh), earlier)
    for user in recruiters_of(vacancy):
        _alert(user, AlertKind.MATCHES if fresh else AlertKind.NOBODY_FITS, run, now)
        if fresh:
            mail.queue(
                "alert",
                user,
                message_class=MessageClass.STAFF,
                dedupe_key=f"alert:v{vacancy.id}:u{user.id}:{_mark(fresh)}",
                now=now,
                vacancy=vacancy,
                news=news,
            )


def _was_told_before(vacancy: Vacancy) -> bool:
    told = select(Match.id).where(Match.vacancy_id == vacancy.id, Match.alerted_at.is_not(None)).limit(1)
    return db.session.scalar(told) is not None


def recruiters_of(vacancy: Vacancy) -> list[User]:
    """Those of the vacancy who are still here; when there is none, every recruiter."""
    active = db.session.scalars(User.active()).all()
    chosen = {user.id for user in vacancy.recruiters}
    return [user for user in active if user.id in chosen] or [user for user in active if user.has_role(Role.RECRUITER)]


def _alert(user: User, kind: AlertKind, run: MatchRun, now: datetime) -> None:
    """One line per vacancy on somebody's Today: newer news replaces older."""
    kinds = (AlertKind.MATCHES, AlertKind.NOBODY_FITS)
    alert = db.session.scalars(
        select(Alert).where(Alert.user_id == user.id, Alert.vacancy_id == run.vacancy_id, Alert.kind.in_(kinds))
    ).first() or Alert(user_id=user.id, vacancy_id=run.vacancy_id)
    alert.kind, alert.run_id, alert.created_at, alert.seen_at = kind, run.id, now, None
    db.session.add(alert)


def _mark(matches: Sequence[Match]) -> str:
    """These people and no others: the same news is never mailed twice."""
    ids = sorted(match.candidate_id for match in matches)
    return hashlib.sha256(repr(ids).encode()).hexdigest()[:16]


def _people(matches: Sequence[Match]) -> list[Named]:
    """The best few, by name."""
    bands = list(Band)
    best = sorted(matches, key=lambda match: (bands.index(match.band), -match.probability, -match.score))[:MOST_NAMED]
    ids = [match.candidate_id for match in best]
    people = {person.id: person for person in db.session.scalars(select(Candidate).where(Candidate.id.in_(ids)))}
    return [Named.of(people[match.candidate_id], match) for match in best]
