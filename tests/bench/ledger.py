"""What a ledger of a million events costs: `make bench`, or `python -m tests.bench.ledger --people 100000`.

Ten events a person, chained as the product chains them, in a throw-away database (SQLite, or an empty PostgreSQL that
CRM_TEST_DATABASE_URL names). Two questions are asked all day and may never read the ledger: what does this person
allow, and whom may we match now.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_migrate import upgrade

from crm import create_app
from crm.consent import replay
from crm.doctor import examine
from crm.extensions import db
from models import (
    Candidate,
    ConsentEvent,
    ConsentEvidence,
    ConsentKind,
    Language,
    Permission,
    Purpose,
    may,
)
from models.retention import POLICY_VERSION
from tests.bench.people import NOW
from tests.conftest import settings

BATCH = 2_000
KEEP, MATCH, EMAIL, SURVEY = Purpose
LIFE = (
    (KEEP, ConsentKind.REQUESTED),
    (KEEP, ConsentKind.GIVEN),
    (MATCH, ConsentKind.GIVEN),
    (EMAIL, ConsentKind.GIVEN),
    (SURVEY, ConsentKind.REFUSED),
    (EMAIL, ConsentKind.WITHDRAWN),
    (EMAIL, ConsentKind.GIVEN),
    (KEEP, ConsentKind.RENEWED),
    (MATCH, ConsentKind.RENEWED),
    (EMAIL, ConsentKind.RENEWED),
)
UNTIL = NOW + timedelta(days=300)
EVIDENCE = "e" * 64


def chain(subject: str, stops: bool) -> list[ConsentEvent]:
    """One life; whoever `stops` withdraws at its end instead of saying yes again."""
    events: list[ConsentEvent] = []
    for number, (purpose, kind) in enumerate(LIFE, start=1):
        if stops and kind is ConsentKind.RENEWED:
            kind = ConsentKind.WITHDRAWN
        event = ConsentEvent(
            subject=subject,
            number=number,
            purpose=purpose,
            kind=kind,
            at=NOW - timedelta(days=400 - 30 * number),
            expires_at=UNTIL if kind in (ConsentKind.GIVEN, ConsentKind.RENEWED) else None,
            notice_id=None,
            text_sha256=None,
            language=Language.DUTCH,
            channel="personal_link",
            actor="subject",
            evidence_sha256=EVIDENCE,
            policy_version=POLICY_VERSION,
            previous_hash=events[-1].hash if events else "",
        )
        event.hash = event.fingerprint()
        events.append(event)
    return events


def lives(count: int, seed: int = 7) -> Iterator[tuple[dict[str, Any], list[ConsentEvent]]]:
    draw = random.Random(seed)
    for number in range(1, count + 1):
        subject, stops = f"{number:032x}", draw.random() < 0.4
        person = {
            "id": number,
            "public_id": subject,
            "first_name": "Noor",
            "last_name": f"van Dijk {number}",
            "email": f"noor{number}@example.org",
            "language": Language.DUTCH,
            "created_at": NOW,
            "profile_changed_at": NOW,
            "procedure_closed_at": NOW - timedelta(days=400),
            "keep_until": NOW - timedelta(days=1) if stops else UNTIL,
        }
        yield person, chain(subject, stops)


def fill(count: int) -> None:
    columns = [column.name for column in ConsentEvent.__table__.c if column.name != "id"]
    rows = lives(count)
    while batch := list(islice(rows, BATCH)):
        db.session.execute(sa.insert(Candidate), [person for person, _events in batch])
        evidence = [
            {"candidate_id": person["id"], "sha256": EVIDENCE, "details": {}, "created_at": NOW} for person, _ in batch
        ]
        db.session.execute(sa.insert(ConsentEvidence), evidence)
        events = [{name: getattr(event, name) for name in columns} for _person, each in batch for event in each]
        db.session.execute(sa.insert(ConsentEvent), events)
        permissions = [row for person, each in batch for row in projected(person["id"], each)]
        db.session.execute(sa.insert(Permission), permissions)
        db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()


def projected(candidate_id: int, events: list[ConsentEvent]) -> list[dict[str, Any]]:
    """The last word per purpose; that it is what the product reads is verified at the end."""
    last = {event.purpose: event for event in events if event.kind is not ConsentKind.REQUESTED}
    return [
        {
            "candidate_id": candidate_id,
            "purpose": purpose,
            "kind": event.kind,
            "since": event.at,
            "expires_at": event.expires_at,
        }
        for purpose, event in last.items()
    ]


def state_of_one(count: int, draw: random.Random) -> None:
    candidate = db.session.get_one(Candidate, draw.randint(1, count))
    for purpose in Purpose:
        may(candidate, purpose, NOW)


def whom_may_we_match() -> int:
    return len(db.session.scalars(sa.select(Candidate.id).where(Candidate.is_reachable(MATCH, NOW))).all())


def timed(act: Callable[[], object], rounds: int) -> list[float]:
    """Milliseconds per round, after one that warms up."""
    times = []
    for _ in range(rounds + 1):
        db.session.rollback()
        db.session.expunge_all()
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1000)
    return times[1:]


def statements_of(act: Callable[[], object]) -> list[str]:
    """Every statement that this asks the database."""
    seen: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", hear)
    act()
    sa.event.remove(db.engine, "before_cursor_execute", hear)
    return seen


def show(name: str, times: list[float]) -> None:
    print(f"{name:44}{min(times):>10.2f}{statistics.median(times):>10.2f}{max(times):>10.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    count, draw = options.people, random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("CRM_TEST_DATABASE_URL") or f"sqlite:///{Path(folder) / 'bench.db'}"
        with create_app(settings(Path(folder), url) | {"CRM_LOG_LEVEL": "WARNING"}).app_context():
            upgrade()
            began = time.perf_counter()
            fill(count)
            events = db.session.scalar(sa.select(sa.func.count(ConsentEvent.id))) or 0
            print(f"{events} events of {count} people made in {time.perf_counter() - began:.0f} s")
            print(f"{'':44}{'best':>10}{'median':>10}{'worst':>10}  ms")
            show("what one person allows", timed(lambda: state_of_one(count, draw), options.rounds * 20))
            show(f"whom may we match ({whom_may_we_match()} of {count})", timed(whom_may_we_match, options.rounds))
            for act in (lambda: state_of_one(count, draw), whom_may_we_match):
                assert not any("consent_event" in statement for statement in statements_of(act)), "it reads the ledger"
            show("one person read from the ledger (a rebuild)", timed(lambda: replay_one(count, draw), options.rounds))
            began = time.perf_counter()
            problems = examine()
            print(f"every chain verified in {time.perf_counter() - began:.0f} s: {problems or 'no problem'}")
            began = time.perf_counter()
            db.session.execute(sa.delete(Permission))
            db.session.commit()
            for _done in replay.rebuild():
                db.session.commit()
            print(f"every permission dropped and read anew in {time.perf_counter() - began:.0f} s")


def replay_one(count: int, draw: random.Random) -> None:
    number = draw.randint(1, count)
    replay.expected({f"{number:032x}": number})


if __name__ == "__main__":
    main()
