"""What the invented people say afterwards: how it was, whether advice worked out, and who they send us."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import force_locale
from sqlalchemy import select

from crm.consent.notices import ASKED, notice_text
from crm.demo.candidates import Row, candidate_of, capture_of, import_rows_now
from crm.demo.cast import PURPOSES, DemoPerson
from crm.extensions import db
from crm.portal import rights
from crm.surveys import advice, ambassadors, due, questions, referrals, services
from models import (
    Ambassador,
    Candidate,
    Followed,
    Language,
    LinkKind,
    Organisation,
    Outcome,
    Referral,
    Stage,
    Vacancy,
)
from models.survey import RECOMMEND, QuestionKind


@dataclass(frozen=True)
class DemoReferred:
    """Somebody who comes through an ambassador, and what they fill in."""

    given: referrals.Referred
    vacancy: str

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "DemoReferred":
        given = referrals.Referred(
            first_name=told["first_name"],
            last_name=told["last_name"],
            email=f"{told['first_name']}.{told['last_name']}@post.example".lower(),
            motivation=told["motivation"],
            purposes=[PURPOSES[word] for word in told["purposes"].split()],
            language=Language(told["language"]),
        )
        return cls(given, told["vacancy"])


def answers(score: int, improve: str, rng: random.Random) -> dict[str, str]:
    """Whoever would recommend us answers the other questions kindly, too; some leave one open."""
    said = {RECOMMEND: str(score), "improve": improve}
    for question in questions.questions():
        if question.kind is QuestionKind.CHOICE and rng.random() < 0.85:
            kind = question.highest - (0 if score >= 9 else rng.randint(0, 1) if score >= 7 else rng.randint(1, 3))
            said[question.topic] = str(rng.randint(0, 4) if question.topic == "found_by" else max(0, kind))
    return said


def asked_how_it_was(now: datetime) -> None:
    for _mails in due.queue_due(now=now):
        pass


def tell_how_it_was(person: DemoPerson, said: Mapping[str, str], named: bool, now: datetime) -> None:
    """On the page of the survey. Whoever is in a procedure again by then is not asked."""
    candidate = candidate_of(person)
    if due.stands_open(candidate, now=now):
        services.send(candidate, said, with_name=named, now=now)


def answer_ambassador(person: DemoPerson, likes_it: bool, now: datetime) -> None:
    ambassadors.answer(candidate_of(person), yes=likes_it, now=now)


def asked_about_advice(now: datetime) -> None:
    for _mails in advice.queue_due(now=now):
        pass


def answer_advice(person: DemoPerson, followed: Followed, words: str, now: datetime) -> None:
    """One answer to the first question; of what was not done there is nothing to add."""
    candidate = candidate_of(person)
    for verdict in advice.open_questions(candidate, now=now)[:1]:
        advice.answer(candidate, verdict, followed, words if followed is Followed.DONE else "", now=now)


def say_customer(person: DemoPerson, now: datetime) -> None:
    rights.say_customer(candidate_of(person), True, now=now)


def come(came: DemoReferred, vacancy: Callable[[], Vacancy], now: datetime) -> None:
    """Through the ambassador who brought the fewest so far."""
    brought = select(Referral.id).where(Referral.came_through == Ambassador.word)
    active = select(Ambassador).where(Ambassador.since.is_not(None), Ambassador.ended_at.is_(None), ~brought.exists())
    ambassador = db.session.scalars(active.order_by(Ambassador.id).limit(1)).one_or_none()
    if ambassador:
        referrals.refer(ambassador, vacancy(), came.given, network="192.0.2.0/24", now=now)


def confirm(came: DemoReferred, now: datetime) -> None:
    candidate = _who_came(came)
    if candidate is None:
        return
    organisation = db.session.scalars(Organisation.current()).one()
    with force_locale(candidate.language.value):
        shown = {purpose: notice_text(purpose, candidate.language, organisation).sha256 for purpose in ASKED}
    referrals.confirm(candidate, shown=shown, capture=capture_of(candidate, "referral", LinkKind.REFERRAL), now=now)


def thank(now: datetime) -> None:
    """And a colleague looked at whoever came longer ago."""
    ambassadors.thank_due(now=now)
    for referral in db.session.scalars(select(Referral).where(Referral.confirmed_at < now - timedelta(days=1))):
        referral.seen_at = referral.seen_at or now


def hire(came: DemoReferred, applied_at: datetime, now: datetime) -> None:
    """They applied where everybody applies, and the applicant tracking system says how it ended."""
    candidate = _who_came(came)
    if candidate is None:
        return
    vacancy = db.session.scalars(Referral.confirmed(candidate.id)).one().vacancy
    row: Row = {
        "first name": candidate.first_name,
        "last name": candidate.last_name,
        "e-mail": candidate.email,
        "vacancy": vacancy.title,
        "applied on": applied_at.isoformat(),
        "stage": Stage.FINAL.value,
        "outcome": Outcome.HIRED.value,
        "rejected on": now.isoformat(),
    }
    import_rows_now([row], "aangenomen via ambassadeur", now)


def _who_came(came: DemoReferred) -> Candidate | None:
    return db.session.scalars(select(Candidate).where(Candidate.email == came.given.email)).one_or_none()
