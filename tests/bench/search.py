"""How long the candidate search takes: `make bench`, or `python -m tests.bench.search --people 100000`.

In a throw-away database: SQLite, or an empty PostgreSQL that CRM_TEST_DATABASE_URL names. Every search is what the page
asks for: the people, the total and the figures beside the filters. `--rounds 1` is enough to see whether it works.
"""

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa
from flask_migrate import upgrade

from crm import create_app
from crm.candidates.search import Search
from crm.extensions import db
from models import Candidate, Stage
from tests.bench.people import NOW, fill
from tests.conftest import settings

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
    "common, stage and mail": Search("planner", stage=Stage.FINAL, may=True),
    "uncommon, one stage": Search("koelmonteur", stage=Stage.APPLIED),
    "common, a rare tag": Search("planner", tags=("zilver",)),
    "common, all filters": Search("planner", stage=Stage.FINAL, may=True, tags=("vroege dienst",)),
    "only a tag": Search(tags=("zilver",)),
    "only a stage": Search(stage=Stage.FINAL),
    "only may mail": Search(may=True),
    "only may not mail": Search(may=False),
    "common, page 40": Search("planner", page=40),
}


def measure(search: Search, rounds: int) -> tuple[list[float], str]:
    """Milliseconds per round, after one round that warms up, and how many were found."""
    times = []
    for _ in range(rounds + 1):
        db.session.rollback()
        began = time.perf_counter()
        found = search.run(now=NOW)
        _beside = (found.tags, found.stages, found.may)
        times.append((time.perf_counter() - began) * 1000)
    return times[1:], f"{found.total}{'+' if found.is_capped else ''}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--keep", type=Path, help="keep the SQLite database in this folder, and use it again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(exist_ok=True)
        url = os.environ.get("CRM_TEST_DATABASE_URL") or f"sqlite:///{folder / 'bench.db'}"
        with create_app(settings(folder, url) | {"CRM_LOG_LEVEL": "WARNING"}).app_context():
            upgrade()
            if not db.session.scalar(sa.select(Candidate.id).limit(1)):
                began = time.perf_counter()
                fill(options.people)
                print(f"{options.people} people made in {time.perf_counter() - began:.0f} s")
            print(f"{'':24}{'found':>8}{'best':>9}{'median':>9}{'worst':>9}  ms; the goal is {GOAL_MS}")
            for name, search in SEARCHES.items():
                times, total = measure(search, options.rounds)
                middle = statistics.median(times)
                figures = f"{min(times):>9.1f}{middle:>9.1f}{max(times):>9.1f}"
                print(f"{name:24}{total:>8}{figures}  {'' if middle <= GOAL_MS else 'too slow'}")


if __name__ == "__main__":
    main()
