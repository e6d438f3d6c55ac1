"""What one changed person costs: `python -m tests.bench.changing --people 100000 --vacancies 20`.

The sweep looks at whoever is due and compares them with every open vacancy. A small pool and a large one show whether
the work grows with the pool. Vectors of a hundred real profiles are copied to everybody else.
"""

import argparse
import random
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from flask_migrate import upgrade

from crm import create_app
from crm.extensions import db
from crm.vacancies.matching import match_due
from models import Candidate, ConsentKind, Language, Permission, ProfileVector, Purpose, Vacancy
from models.candidate import FAR_FUTURE
from tests.bench.people import NOW, fill
from tests.conftest import settings
from tests.factories import make_organisation

REAL = 100
UNTIL = NOW + timedelta(days=300)
TEXT = "Planner in het magazijn: heftruck, logistiek, koelmonteur, inkoop en transport."


def prepare(people: int, vacancies: int) -> None:
    """Everybody may be compared and has a vector; every vacancy was compared with everybody."""
    fill(people)
    make_organisation()
    db.session.execute(sa.update(Candidate).values(keep_until=UNTIL))
    db.session.execute(sa.delete(Permission))
    for purpose in (Purpose.KEEP_PROFILE, Purpose.MATCH_VACANCIES):
        given = [
            sa.literal(value, column.type)
            for column, value in (
                (Permission.purpose, purpose),
                (Permission.kind, ConsentKind.GIVEN),
                (Permission.since, NOW - timedelta(days=5)),
                (Permission.expires_at, UNTIL),
            )
        ]
        names = ["candidate_id", "purpose", "kind", "since", "expires_at"]
        db.session.execute(sa.insert(Permission).from_select(names, sa.select(Candidate.id, *given)))
    db.session.execute(sa.update(Candidate).where(Candidate.id > REAL).values(compare_at=FAR_FUTURE))
    db.session.commit()
    match_due(now=NOW)
    copied = sa.select(
        Candidate.id, ProfileVector.version, Candidate.profile_changed_at, ProfileVector.content
    ).join_from(Candidate, ProfileVector, ProfileVector.candidate_id == Candidate.id % REAL + 1)
    names = ["candidate_id", "version", "profile_changed_at", "content"]
    db.session.execute(sa.insert(ProfileVector).from_select(names, copied.where(Candidate.id > REAL)))
    newest = db.session.scalar(sa.select(sa.func.max(ProfileVector.sequence)))
    for number in range(vacancies):
        vacancy = Vacancy(description=TEXT, language=Language.DUTCH, opened_at=NOW, matched_at=NOW)
        vacancy.rename(f"Planner {number}")
        vacancy.matched_through = newest or 0
        db.session.add(vacancy)
    db.session.commit()


def change(people: int) -> None:
    somebody = sa.update(Candidate).where(Candidate.id == random.randint(1, people))
    db.session.execute(somebody.values(profile_changed_at=NOW + timedelta(seconds=random.randint(1, 10**6))))
    db.session.commit()


def measure(rounds: int, people: int) -> tuple[list[float], list[float]]:
    """Milliseconds of processor time: of a sweep when nothing changed, and when one person did."""
    idle, changed = [], []
    for number in range(rounds + 1):
        for times in (idle, changed):
            if times is changed:
                change(people)
            began = time.process_time()
            match_due(now=NOW)
            if number:  # the first round loads the lexicon
                times.append((time.process_time() - began) * 1000)
    return idle, changed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--vacancies", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    for people in options.people:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            app = create_app(settings(folder, f"sqlite:///{folder / 'bench.db'}") | {"CRM_LOG_LEVEL": "ERROR"})
            with app.app_context():
                upgrade()
                prepare(people, options.vacancies)
                idle, changed = measure(options.rounds, people)
                print(
                    f"{people:>7} people, {options.vacancies} open vacancies: nothing changed "
                    f"{statistics.median(idle):.0f} ms, one person changed {statistics.median(changed):.0f} ms"
                )
                db.session.remove()
                db.engine.dispose()


if __name__ == "__main__":
    main()
