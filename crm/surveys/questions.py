"""Which words each question has now: the organisation's newest, or what the program ships."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from crm import audit
from crm.extensions import db
from models import SurveyQuestion, User
from models.survey import QuestionKind


class Overtaken(Exception):
    """A colleague reworded this question since the page was opened."""


@lru_cache
def _shipped() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "shipped.toml").read_text("utf-8"))
    return found


def topics() -> tuple[str, ...]:
    """In the order of the page."""
    return tuple(_shipped())


def shipped(topic: str) -> SurveyQuestion:
    content = _shipped()[topic]
    return SurveyQuestion(
        topic=topic,
        kind=QuestionKind(content["kind"]),
        words=content["words"],
        choices=content.get("choices", {}),
        is_shipped=True,
    )


def newest(topic: str) -> SurveyQuestion | None:
    return db.session.scalars(SurveyQuestion.versions(topic).limit(1)).first()


def current(topic: str) -> SurveyQuestion:
    """What the page asks now. What is shipped may not be a row yet: `kept` makes it one when it is first answered."""
    latest = newest(topic)
    return latest if latest and not latest.is_shipped else shipped(topic)


def questions() -> list[SurveyQuestion]:
    newest_numbers = (
        select(SurveyQuestion.topic, func.max(SurveyQuestion.number).label("number"))
        .group_by(SurveyQuestion.topic)
        .subquery()
    )
    latest = select(SurveyQuestion).join(
        newest_numbers,
        (SurveyQuestion.topic == newest_numbers.c.topic) & (SurveyQuestion.number == newest_numbers.c.number),
    )
    own = {each.topic: each for each in db.session.scalars(latest) if not each.is_shipped}
    return [own.get(topic) or shipped(topic) for topic in topics()]


def kept(question: SurveyQuestion, *, now: datetime) -> SurveyQuestion:
    """The row of exactly these words, for an answer to refer to. Two may do so at once: both find the same."""
    if not question.is_shipped:
        return question
    insert = (sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert)(SurveyQuestion)
    while (latest := newest(question.topic)) is None or not _says(latest, question):
        db.session.execute(
            insert.values(
                topic=question.topic,
                number=latest.number + 1 if latest else 1,
                kind=question.kind,
                words=question.words,
                choices=question.choices,
                is_shipped=True,
                written_at=now,
            ).on_conflict_do_nothing()
        )
    return latest


def _says(one: SurveyQuestion, other: SurveyQuestion) -> bool:
    return (one.words, one.choices) == (other.words, other.choices)


def number_of(topic: str) -> int:
    """Of the newest wording; 0 when nobody answered and nobody reworded it."""
    latest = newest(topic)
    return latest.number if latest else 0


def reword(
    topic: str,
    *,
    words: Mapping[str, str],
    choices: Mapping[str, list[str]],
    opened_at: int,
    by: User,
    now: datetime,
) -> SurveyQuestion | None:
    """Ask it in these words from now on; None when it has them. Answers given before keep theirs.

    `opened_at` is the number of the wording that was the newest when the writer began. Raises Overtaken.
    """
    before = current(topic)
    question = SurveyQuestion(topic=topic, kind=before.kind, words=dict(words), choices=dict(choices))
    if _says(before, question):
        return None
    return _keep(question, opened_at=opened_at, by=by, now=now)


def go_back(topic: str, *, opened_at: int, by: User, now: datetime) -> SurveyQuestion:
    """Ask it again as the program does. Raises Overtaken."""
    return _keep(shipped(topic), opened_at=opened_at, by=by, now=now)


def _keep(question: SurveyQuestion, *, opened_at: int, by: User, now: datetime) -> SurveyQuestion:
    """The unique number decides between two who save at once."""
    question.number, question.written_by_id, question.written_at = opened_at + 1, by.id, now
    if number_of(question.topic) != opened_at:
        raise Overtaken
    db.session.add(question)
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise Overtaken from error
    audit.record("survey.reworded", by=by, now=now, subject=f"survey_question:{question.id}")
    return question
