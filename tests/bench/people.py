"""Invented people by the hundred thousand, straight into the tables: what a large pool looks like to the database.

Words are as unevenly spread as in real texts; some are planted, so that "common" and "rare" mean something.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from typing import Any

import sqlalchemy as sa

from crm.extensions import db
from models import (
    Application,
    Candidate,
    CandidateWords,
    ConsentKind,
    Document,
    Language,
    Outcome,
    Permission,
    Purpose,
    Stage,
    Tag,
    Vacancy,
    VacancyState,
)
from models.candidate import candidate_tag
from models.words import search_text

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PLANTED = {"planner": 0.6, "logistiek": 0.25, "heftruck": 0.05, "koelmonteur": 0.002, "quintessens": 0.00003}
TAGS = {1: "zilver", 2: "vroege dienst"}
EXTRA = ("words", "cv", "stage", "may", "tag")
BATCH = 2_000


def people(count: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """Rows of candidate, document, application, permission and tag, person by person."""
    draw = random.Random(seed)
    syllables = [a + b for a in "bdfghjklmnprstvwz" for b in ("a", "e", "i", "o", "u", "aa", "ie", "oe")]
    words = ["".join(draw.choices(syllables, k=draw.randint(2, 4))) for _ in range(40_000)]
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    first = [word.title() for word in draw.sample(words, 2_000)]
    last = [word.title() for word in draw.sample(words, 12_000)]
    for number in range(1, count + 1):
        cv = draw.choices(words, cum_weights=weights, k=draw.randint(150, 450))
        cv += [word for word, share in PLANTED.items() if draw.random() < share]
        name, family = draw.choice(first), draw.choice(last)
        text = " ".join(cv)
        tag = 1 if draw.random() < 0.001 else 2 if draw.random() < 0.1 else None
        added = NOW - timedelta(minutes=count - number)
        yield {
            "id": number,
            "public_id": f"{number:032x}",
            "first_name": name,
            "last_name": family,
            "email": f"{name}.{family}{number}@example.org".lower(),
            "headline": " ".join(cv[:2]),
            "language": Language.DUTCH,
            "created_at": added,
            "profile_changed_at": added,
            "procedure_closed_at": NOW - timedelta(days=30),
            "keep_until": NOW + timedelta(days=draw.randint(-3, 300)),
            "words": search_text([name, family, f"{name}.{family}{number}@example.org", TAGS.get(tag or 0), text]),
            "cv": text,
            "stage": draw.choices(list(Stage), (60, 22, 14, 4))[0],
            "may": draw.random() < 0.4,
            "tag": tag,
        }


def fill(count: int) -> None:
    vacancy = {"id": 1, "title": "Planner", "folded_title": "planner", "description": "", "opened_at": NOW}
    db.session.execute(sa.insert(Vacancy), [vacancy | {"state": VacancyState.CLOSED}])
    db.session.execute(sa.insert(Tag), [{"id": number, "name": name, "folded": name} for number, name in TAGS.items()])
    rows = people(count)
    while batch := list(islice(rows, BATCH)):
        db.session.execute(sa.insert(Candidate), [{k: v for k, v in row.items() if k not in EXTRA} for row in batch])
        for table, make in PARTS:
            db.session.execute(sa.insert(table), [part for row in batch for part in make(row)])
        db.session.commit()
    if db.engine.dialect.name == "postgresql":  # does this by itself, a minute later; SQLite never does
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()


def _words(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"candidate_id": row["id"], "words": row["words"]}]


def _document(row: dict[str, Any]) -> list[dict[str, Any]]:
    text = row["cv"]
    file = {"filename": "cv.txt", "content_type": "text/plain", "size": len(text), "sha256": "", "created_at": NOW}
    return [{"candidate_id": row["id"], "text": text, **file}]


def _application(row: dict[str, Any]) -> list[dict[str, Any]]:
    decided = {"vacancy_id": 1, "outcome": Outcome.REJECTED, "applied_at": NOW, "last_told_at": NOW}
    return [{"candidate_id": row["id"], "stage": row["stage"], **decided}]


def _permissions(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Who may not be mailed was asked and never answered."""
    kind = ConsentKind.GIVEN if row["may"] else ConsentKind.REQUESTED
    until = NOW + timedelta(days=300) if row["may"] else None
    said = {"candidate_id": row["id"], "kind": kind, "since": NOW - timedelta(days=20), "expires_at": until}
    return [said | {"purpose": purpose} for purpose in Purpose if purpose is not Purpose.SURVEY]


def _tags(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"candidate_id": row["id"], "tag_id": row["tag"]}] if row["tag"] else []


PARTS: Any = (
    (CandidateWords, _words),
    (Document, _document),
    (Application, _application),
    (Permission, _permissions),
    (candidate_tag, _tags),
)
