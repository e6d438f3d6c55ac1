"""Keeping answers as they are given, and sending them: with a name, or so that nothing leads back.

While somebody answers we must know which answers belong together, so they are a draft of that person. Sending without
a name copies the answers under a new random key, without candidate, ask, stage or moment (the month alone), makes
names and addresses in the text unreadable, mixes them with all others of the month (nameless.py), and removes the
draft in the same transaction. What stays with the person is that they answered: no moment, and not whether with a
name. A draft that was never sent goes after fourteen days, and belongs to nobody's figures. Who answered without a
name follows only where all who answered did so; that is why no figure is shown under five answers.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from crm.consent.ledger import lock
from crm.extensions import db
from crm.screening import masked
from crm.surveys import ambassadors, nameless, questions, steering
from crm.surveys.due import NOT_AGAIN_WITHIN, stands_open
from crm.surveys.masking import without_traces
from models import CallTask, Candidate, SurveyAnswer, SurveyAsk, SurveyResponse
from models.survey import QuestionKind, SurveyQuestion

DRAFTS_KEPT = timedelta(days=14)
LONGEST_TEXT = 4000


class NotAsked(Exception):
    """Nothing is asked of this person now: they answered, a procedure runs, or a letter has not left yet."""


class NothingSaid(Exception):
    """Every question was left open."""


def keep(candidate: Candidate, said: Mapping[str, str], *, now: datetime) -> SurveyResponse:
    """Make the draft say this, by topic; what is empty or makes no sense is no answer. Raises NotAsked."""
    lock(candidate)
    if not stands_open(candidate, now=now):
        raise NotAsked
    draft = db.session.scalars(SurveyResponse.draft_of(candidate.id)).one_or_none()
    if draft is None:
        ask = _open_ask(candidate, now)
        draft = SurveyResponse(candidate_id=candidate.id, ask_id=ask.id, changed_at=now)
        db.session.add(draft)
    before = {answer.question_id: answer for answer in draft.answers}
    answers = []
    for question in questions.questions():
        value, text = _read(question, said.get(question.topic, ""))
        if value is None and not text:
            continue
        row = questions.kept(question, now=now)
        answer = before.get(row.id) or SurveyAnswer(question=row)
        answer.value, answer.text = value, text
        answers.append(answer)
    draft.answers, draft.changed_at = answers, now
    db.session.flush()
    return draft


def _read(question: SurveyQuestion, said: str) -> tuple[int | None, str | None]:
    if question.kind is QuestionKind.TEXT:
        return None, masked(said.strip()[:LONGEST_TEXT]) or None
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else -1
    return (number if 0 <= number <= question.highest else None), None


def _open_ask(candidate: Candidate, now: datetime) -> SurveyAsk:
    ask = db.session.scalars(SurveyAsk.newest_of(candidate.id)).one_or_none()
    if ask is None or ask.is_answered or ask.asked_at <= now - NOT_AGAIN_WITHIN:
        ask = SurveyAsk(candidate_id=candidate.id, asked_at=now)
        db.session.add(ask)
        db.session.flush()
    return ask


def send(candidate: Candidate, said: Mapping[str, str], *, with_name: bool, now: datetime) -> SurveyResponse | None:
    """Send the answers; those with a name are returned. Raises NotAsked, and NothingSaid, which keeps nothing."""
    draft = keep(candidate, said, now=now)
    if not draft.answers:
        raise NothingSaid
    ask = db.session.get_one(SurveyAsk, draft.ask_id)
    ask.is_answered = True
    if with_name:
        last = candidate.last_application
        draft.month, draft.stage = now.date().replace(day=1), last.stage if last else None
        db.session.flush()
        steering.follow(draft, candidate, now=now)
        ambassadors.ask(draft, candidate, now=now)
        return draft
    _let_go(draft, candidate, now)
    return None


def _let_go(draft: SurveyResponse, candidate: Candidate, now: datetime) -> None:
    """The same answers, of nobody."""
    answers = [
        (answer.question_id, answer.value, without_traces(answer.text, candidate) if answer.text else None)
        for answer in draft.answers
    ]
    db.session.delete(draft)
    db.session.flush()
    nameless.let_go(answers, now.date().replace(day=1))


def leave_figures(candidate: Candidate) -> None:
    """The person goes because their time is over: their numbers stay, of nobody and without what they wrote.

    Whoever asked to be erased takes everything along; this is not called then.
    """
    sent = select(SurveyResponse).where(SurveyResponse.candidate_id == candidate.id, SurveyResponse.month.is_not(None))
    db.session.execute(update(CallTask).where(CallTask.candidate_id == candidate.id).values(response_id=None))
    for response in db.session.scalars(sent).all():
        numbers: list[nameless.Said] = [
            (answer.question_id, answer.value, None) for answer in response.answers if answer.value is not None
        ]
        month = response.month
        db.session.delete(response)
        db.session.flush()
        if numbers and month:
            nameless.let_go(numbers, month)


def draft_of(candidate: Candidate) -> SurveyResponse | None:
    return db.session.scalars(SurveyResponse.draft_of(candidate.id)).one_or_none()


def remove_old_drafts(*, now: datetime) -> int:
    """What was never sent is not ours; how many went. The caller commits."""
    old = select(SurveyResponse.id).where(
        SurveyResponse.month.is_(None), SurveyResponse.changed_at <= now - DRAFTS_KEPT
    )
    db.session.execute(delete(SurveyAnswer).where(SurveyAnswer.response_id.in_(old)))
    gone = db.session.execute(delete(SurveyResponse).where(SurveyResponse.id.in_(old)))
    return int(gone.rowcount)  # type: ignore[attr-defined]
