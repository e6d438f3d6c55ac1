"""People who pass our vacancies on: asked once after a high mark, thanked, and free to stop."""

from datetime import datetime

from sqlalchemy import and_, exists, or_, select, update

from crm import mail
from crm.consent.ledger import lock
from crm.extensions import db
from crm.surveys.due import written_lately
from models import Ambassador, Candidate, MessageClass, Purpose, Referral, SurveyResponse, Vacancy, VacancyState, may


def ask(response: SurveyResponse, candidate: Candidate, *, now: datetime) -> None:
    """Whoever would recommend us is asked, once in their life with us; the answer page and their own page ask it."""
    if response.promotes and ambassador_of(candidate) is None:
        db.session.add(Ambassador(candidate_id=candidate.id, asked_at=now))
        db.session.flush()


def ambassador_of(candidate: Candidate) -> Ambassador | None:
    return db.session.scalars(Ambassador.of(candidate.id)).one_or_none()


def answer(candidate: Candidate, *, yes: bool, now: datetime) -> Ambassador | None:
    """Yes makes them an ambassador; no ends the question, and later the sharing. None when nobody asked them."""
    lock(candidate)
    ambassador = ambassador_of(candidate)
    if ambassador is None:
        return None
    if yes and not ambassador.is_active:
        ambassador.since, ambassador.ended_at = now, None
    elif not yes:
        ambassador.ended_at = ambassador.ended_at or now
    db.session.flush()
    return ambassador


def open_vacancies() -> list[Vacancy]:
    """What may be passed on, the newest first."""
    return list(
        db.session.scalars(
            select(Vacancy).where(Vacancy.state == VacancyState.OPEN).order_by(Vacancy.opened_at.desc(), Vacancy.id)
        )
    )


def behind(link: str, *, now: datetime) -> tuple[Ambassador, Vacancy] | None:
    """Whose share link this is and for what; None when it is forged, when they stopped, or the vacancy closed."""
    word, _dash, number = link.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    found = db.session.scalars(
        select(Ambassador).join(Ambassador.candidate).where(Ambassador.word == word, Candidate.is_visible(now))
    ).one_or_none()
    vacancy = db.session.get(Vacancy, int(number))
    if found is None or not found.is_active or vacancy is None or not vacancy.is_open:
        return None
    return found, vacancy


def thank_due(*, now: datetime) -> int:
    """Thank each ambassador through whom somebody came; several at once are one thank-you. How many mails it made.

    Never who, how many, for what or with what result. Their page says it to everybody; a mail needs the permission for
    such mail.
    """
    here = and_(Referral.came_through == Ambassador.word, Referral.confirmed_at.is_not(None))
    news = exists().where(here, or_(Ambassador.thanked_at.is_(None), Referral.confirmed_at > Ambassador.thanked_at))
    active = and_(Ambassador.since.is_not(None), Ambassador.ended_at.is_(None))
    db.session.execute(update(Ambassador).where(active, news).values(thanked_at=now))
    came = exists().where(here, Referral.thanked_at.is_(None))
    due = (
        select(Ambassador)
        .join(Ambassador.candidate)
        .where(
            came,
            active,
            Candidate.is_reachable(Purpose.SURVEY, now),
            ~written_lately(now),
        )
    )
    return sum(_thank(ambassador, now) for ambassador in db.session.scalars(due).all())


def _thank(ambassador: Ambassador, now: datetime) -> bool:
    mine = (Referral.came_through == ambassador.word, Referral.confirmed_at.is_not(None))
    db.session.execute(update(Referral).where(*mine, Referral.thanked_at.is_(None)).values(thanked_at=now))
    message = mail.queue(
        "ambassador_thanks",
        ambassador.candidate,
        message_class=MessageClass.SURVEY,
        dedupe_key=f"ambassador_thanks:c{ambassador.candidate_id}:{now:%Y%m%d%H%M%S}",
        now=now,
        letter="ambassador_thanks",
        until=may(ambassador.candidate, Purpose.SURVEY, now).until,
    )
    return message is not None
