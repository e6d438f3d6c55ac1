"""Mail to the team about people who fit: made of the rows that wait, with permission asked once more.

A row that waits is locked, named in a mail and marked, all in one transaction: nobody is named twice or forgotten.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from crm import mail
from crm.extensions import db
from crm.vacancies.frequency import due_at
from crm.vacancies.news import MOST_NAMED, Digest, Named, News
from crm.vacancies.recruiting import frequencies, recruiters_of
from models import AlertFrequency, Match, MatchRun, Mention, Message, MessageClass, Organisation, User, Vacancy

MOST_NAMED_IN_A_DIGEST = 5


def readers() -> list[User]:
    """Who has something to hear, or had."""
    waiting = select(Mention.user_id).where(Mention.told_at.is_(None), Mention.user_id.is_not(None))
    return list(db.session.scalars(select(User).where(User.id.in_(waiting)).order_by(User.id)))


def mail_due(user: User, *, now: datetime) -> None:
    """Queue what is due for this colleague by now. The caller commits."""
    waiting = db.session.scalars(
        Mention.waiting(user.id).with_for_update().execution_options(populate_existing=True)
    ).all()
    time_zone = db.session.scalars(Organisation.current()).one().time_zone
    wanted = frequencies(user, {each.vacancy_id for each in waiting})
    due: defaultdict[tuple[AlertFrequency, int], list[Mention]] = defaultdict(list)
    for each in waiting:
        frequency = wanted[each.vacancy_id]
        if now >= due_at(frequency, each.found_at, time_zone):
            due[frequency, each.vacancy_id].append(each)
    together: defaultdict[AlertFrequency, list[tuple[Vacancy, list[Match], list[Mention]]]] = defaultdict(list)
    for (frequency, vacancy_id), mentions in due.items():
        vacancy = db.session.get_one(Vacancy, vacancy_id)
        if matches := _nameable(user, vacancy, mentions, now):
            together[frequency].append((vacancy, matches, mentions))
    for frequency, each_vacancy in together.items():
        _mail(user, frequency, each_vacancy, now)


def _nameable(user: User, vacancy: Vacancy, mentions: list[Mention], now: datetime) -> list[Match]:
    """The matches of those who may still be named and about whom nobody decided; the rest is news no more.

    Such a row goes: whoever fits again later has not been named.
    """
    hears = user.disabled_at is None and user.can("vacancies") and vacancy.is_open and user in recruiters_of(vacancy)
    ids = [each.id for each in mentions] if hears else []
    query = Mention.matches(now).where(Mention.id.in_(ids), Match.decision.is_(None))
    found = db.session.execute(query).all()
    named = {mention.id for mention, _match in found}
    gone = [each for each in mentions if each.id not in named]
    db.session.execute(delete(Mention).where(Mention.id.in_([each.id for each in gone])))
    mentions[:] = [each for each in mentions if each.id in named]
    return [match for _mention, match in found]


def _mail(
    user: User,
    frequency: AlertFrequency,
    each_vacancy: Sequence[tuple[Vacancy, list[Match], list[Mention]]],
    now: datetime,
) -> None:
    """At once a mail for each vacancy; a digest is one mail for all; whoever wants none has it on Today."""
    if frequency is AlertFrequency.AT_ONCE:
        for vacancy, matches, mentions in each_vacancy:
            news = _news(user, vacancy, matches, MOST_NAMED, now)
            _told(mentions, _queue("alert", user, mentions, now, vacancy=vacancy, news=news), now)
        return
    everybody = [each for _vacancy, _matches, mentions in each_vacancy for each in mentions]
    if frequency is AlertFrequency.NEVER:
        return _told(everybody, None, now)
    parts = [
        _news(user, vacancy, matches, MOST_NAMED_IN_A_DIGEST, now)
        for vacancy, matches, _mentions in sorted(each_vacancy, key=lambda part: (part[0].title, part[0].id))
    ]
    _told(everybody, _queue("digest", user, everybody, now, digest=Digest(frequency, parts)), now)


def _news(user: User, vacancy: Vacancy, matches: Sequence[Match], most: int, now: datetime) -> News:
    heard = select(Mention.id).where(
        Mention.vacancy_id == vacancy.id, Mention.user_id == user.id, Mention.told_at.is_not(None)
    )
    run = db.session.scalars(MatchRun.latest(vacancy.id)).one()
    earlier = db.session.scalar(heard.limit(1)) is not None
    everybody = frozenset(match.candidate_id for match in matches)
    return News(vacancy, run, Named.all_of(matches[:most], now), everybody, earlier)


def _queue(name: str, user: User, mentions: Sequence[Mention], now: datetime, **context: Any) -> Message | None:
    """The rows, not the key, see to it that nobody is named twice; it only has to be new."""
    key = f"{name}:u{user.id}:m{mentions[0].id}:{now.isoformat()}"
    return mail.queue(name, user, message_class=MessageClass.STAFF, dedupe_key=key, now=now, **context)


def _told(mentions: Sequence[Mention], message: Message | None, now: datetime) -> None:
    db.session.flush()
    for each in mentions:
        each.told_at, each.message_id = now, message.id if message else None
