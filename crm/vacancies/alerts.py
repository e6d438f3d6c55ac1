"""Telling the team who fits: a line on Today, and whom to name to each reader. Each person once per vacancy."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from crm.extensions import db
from crm.vacancies import digests
from crm.vacancies.announcing import announce, announce_matches
from crm.vacancies.recruiting import recruiters_of
from models import Alert, AlertKind, Match, MatchRun, Mention, User, Vacancy, WebhookEvent


def tell(vacancy: Vacancy, run: MatchRun, matches: Sequence[Match], *, everyone: bool, now: datetime) -> None:
    """Write down whom to name to whom; say it, too, when everybody was compared and nobody fits."""
    fresh = [match for match in matches if match.alerted_at is None and match.decision is None]
    if not fresh and (matches or not everyone):
        return
    for match in fresh:
        match.alerted_at = now
    ids = [match.candidate_id for match in fresh]
    for user in recruiters_of(vacancy):
        if _mention(vacancy, ids, user, now) or not fresh:
            _alert(user, AlertKind.MATCHES if fresh else AlertKind.NOBODY_FITS, run, now)
    if fresh:
        announce_matches(vacancy, ids, now=now)
    else:
        announce(WebhookEvent.NOBODY_FITS, vacancy, now=now)
    db.session.flush()
    for user in recruiters_of(vacancy):
        digests.mail_due(user, now=now)


def _mention(vacancy: Vacancy, candidate_ids: Sequence[int], user: User, now: datetime) -> list[Mention]:
    """Those of them of whom this colleague never heard for this vacancy."""
    known = set(
        db.session.scalars(
            select(Mention.candidate_id).where(Mention.vacancy_id == vacancy.id, Mention.user_id == user.id)
        )
    )
    new = [
        Mention(candidate_id=candidate_id, vacancy_id=vacancy.id, user_id=user.id, found_at=now)
        for candidate_id in candidate_ids
        if candidate_id not in known
    ]
    db.session.add_all(new)
    return new


def _alert(user: User, kind: AlertKind, run: MatchRun, now: datetime) -> None:
    """One line per vacancy on somebody's Today: newer news replaces older."""
    kinds = (AlertKind.MATCHES, AlertKind.NOBODY_FITS)
    alert = db.session.scalars(
        select(Alert).where(Alert.user_id == user.id, Alert.vacancy_id == run.vacancy_id, Alert.kind.in_(kinds))
    ).first() or Alert(user_id=user.id, vacancy_id=run.vacancy_id)
    alert.kind, alert.run_id, alert.created_at, alert.seen_at = kind, run.id, now, None
    db.session.add(alert)
