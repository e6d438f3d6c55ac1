"""How long the candidate search takes: `python -m tests.bench.search [--people 100000]`.

A pool of invented people in a throw-away database: SQLite, or PostgreSQL where CRM_TEST_DATABASE_URL says one (it is
emptied). Words are as unevenly spread as in real texts; some are planted so that "common" and "rare" mean something.
Every search is what `/candidates` asks the database for: the page, the total and the counts beside the filters.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_migrate import upgrade

from crm import create_app
from crm.candidates.search import Search
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
from tests.conftest import settings

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PLANTED = {"planner": 0.6, "logistiek": 0.25, "heftruck": 0.05, "koelmonteur": 0.002, "quintessens": 0.00003}
GOAL_MS = 100
SEARCHES = {
    "everybody": Search(),
    "a rare word": Search("quintessens"),
    "an uncommon word": Search("koelmonteur"),
    "a common word": Search("planner"),
    "three common words": Search("planner logistiek heftruck"),
    "one letter": Search("p"),
    "common, may mail": Search("planner", may=True),
    "common, may not mail": Search("planner", may=False),
    "common, one stage": Search("planner", stage=Stage.FINAL),
    "common, a rare tag": Search("planner", tags=("zilver",)),
    "common, all filters": Search("planner", stage=Stage.FINAL, may=True, tags=("vroege dienst",)),
    "only a tag": Search(tags=("zilver",)),
    "only a stage": Search(stage=Stage.FINAL),
    "only may mail": Search(may=True),
    "only may not mail": Search(may=False),
    "common, page 40": Search("planner", page=40),
}


def people(count: int, seed: int = 7) -> Any:
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
            "words": search_text([name, family, f"{name}.{family}{number}@example.org", text]),
            "cv": text,
            "stage": draw.choices(list(Stage), (60, 22, 14, 4))[0],
            "may": draw.random() < 0.4,
            "tag": 1 if draw.random() < 0.001 else 2 if draw.random() < 0.1 else None,
        }


def fill(count: int) -> None:
    vacancy = {"title": "Planner", "folded_title": "planner", "description": "", "opened_at": NOW}
    db.session.execute(sa.insert(Vacancy), [{"id": 1, "state": VacancyState.CLOSED, **vacancy}])
    tags = [{"id": number, "name": name, "folded": name} for number, name in ((1, "zilver"), (2, "vroege dienst"))]
    db.session.execute(sa.insert(Tag), tags)
    rows = people(count)
    while batch := list(islice(rows, 2_000)):
        fields = [{k: v for k, v in row.items() if k not in ("words", "cv", "stage", "may", "tag")} for row in batch]
        db.session.execute(sa.insert(Candidate), fields)
        words = [{"candidate_id": row["id"], "words": row["words"]} for row in batch]
        db.session.execute(sa.insert(CandidateWords), words)
        db.session.execute(
            sa.insert(Document),
            [
                {
                    "candidate_id": row["id"],
                    "filename": "cv.txt",
                    "content_type": "text/plain",
                    "size": len(row["cv"]),
                    "sha256": "",
                    "text": row["cv"],
                    "created_at": NOW,
                }
                for row in batch
            ],
        )
        db.session.execute(
            sa.insert(Application),
            [
                {
                    "candidate_id": row["id"],
                    "vacancy_id": 1,
                    "stage": row["stage"],
                    "outcome": Outcome.REJECTED,
                    "applied_at": NOW,
                    "last_told_at": NOW,
                }
                for row in batch
            ],
        )
        db.session.execute(
            sa.insert(Permission),
            [
                {
                    "candidate_id": row["id"],
                    "purpose": purpose,
                    "kind": ConsentKind.GIVEN if row["may"] else ConsentKind.REQUESTED,
                    "since": NOW - timedelta(days=20),
                    "expires_at": NOW + timedelta(days=300) if row["may"] else None,
                }
                for row in batch
                for purpose in (Purpose.KEEP_PROFILE, Purpose.MATCH_VACANCIES, Purpose.EMAIL_VACANCIES)
            ],
        )
        tagged = [{"candidate_id": row["id"], "tag_id": row["tag"]} for row in batch if row["tag"]]
        db.session.execute(sa.insert(candidate_tag), tagged)
        db.session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def measure(search: Search, rounds: int) -> tuple[float, float, str]:
    """The middle and the worst of so many rounds in milliseconds, after one that warms up."""
    times = []
    for _ in range(rounds + 1):
        db.session.rollback()
        began = time.perf_counter()
        found = search.run(now=NOW)
        _beside = (found.tags, found.stages, found.may)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[1:]), max(times[1:]), f"{found.total}{'+' if found.is_capped else ''}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="keep the SQLite database in this folder, and use it again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(exist_ok=True)
        url = os.environ.get("CRM_TEST_DATABASE_URL") or f"sqlite:///{folder / 'bench.db'}"
        with create_app(settings(folder, url)).app_context():
            upgrade()
            if not db.session.scalar(sa.select(sa.func.count(Vacancy.id))):
                began = time.perf_counter()
                fill(options.people)
                print(f"{options.people} people made in {time.perf_counter() - began:.0f} s")
            print(f"{'':24}{'found':>8}{'median ms':>11}{'worst ms':>10}  goal {GOAL_MS} ms")
            for name, search in SEARCHES.items():
                middle, worst, total = measure(search, options.rounds)
                print(f"{name:24}{total:>8}{middle:>11.1f}{worst:>10.1f}  {'' if middle <= GOAL_MS else 'TOO SLOW'}")


if __name__ == "__main__":
    main()
