"""Answers of nobody: written so that neither their place in a table nor their transaction says whose they were.

PostgreSQL keeps with every row the number of the transaction that wrote it, and puts rows one behind the other; the
mark that a person answered is written in the same moment. So whenever an answer without a name comes, all such answers
of the month are written anew, by the order of keys drawn at random: whoever reads the rows finds one transaction and no
order. On SQLite these tables have neither.
"""

import uuid
from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete, insert, select, text

from crm.extensions import db
from models import SurveyAnswer, SurveyResponse

_MIXING = 0x6E616D656C657373
"""The advisory lock under which they are mixed: two at once would each write the other's answers a second time."""

Said = tuple[int, int | None, str | None]
"""The number of the question, and the number or the text that was answered."""


def let_go(answers: Iterable[Said], month: date) -> None:
    """Keep these answers, of nobody, among all others of the month."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:mixing)"), {"mixing": _MIXING})
    nobodys = select(SurveyResponse.id).where(SurveyResponse.candidate_id.is_(None), SurveyResponse.month == month)
    said = select(SurveyAnswer.response_id, SurveyAnswer.question_id, SurveyAnswer.value, SurveyAnswer.text)
    heaps: dict[str, list[Said]] = {}
    for key, question, value, words in db.session.execute(said.where(SurveyAnswer.response_id.in_(nobodys))):
        heaps.setdefault(key, []).append((question, value, words))
    db.session.execute(delete(SurveyAnswer).where(SurveyAnswer.response_id.in_(nobodys)))
    db.session.execute(delete(SurveyResponse).where(SurveyResponse.id.in_(nobodys)))
    mixed = sorted((uuid.uuid4().hex, heap) for heap in [*heaps.values(), list(answers)])
    db.session.execute(insert(SurveyResponse), [{"id": key, "month": month} for key, _heap in mixed])
    rows = [
        {"response_id": key, "question_id": question, "value": value, "text": words}
        for key, heap in mixed
        for question, value, words in heap
    ]
    db.session.execute(insert(SurveyAnswer), rows)
