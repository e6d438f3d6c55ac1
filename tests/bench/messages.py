"""What a page of a million messages costs: `make bench`, or `python -m tests.bench.messages --messages 1000000`.

In a throw-away database (SQLite, or an empty PostgreSQL that CRM_TEST_DATABASE_URL names), for a recruiter, who sees
letters to people who are visible, and for a privacy officer, who sees everything.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_migrate import upgrade

from crm import create_app
from crm.demo.build import not_waiting_for_the_disk
from crm.extensions import db
from crm.messages.listing import Asked, listed
from models import Candidate, Language, Message, MessageClass, MessageState, Role, User
from models.candidate import FAR_FUTURE
from tests.bench.people import NOW
from tests.conftest import settings
from tests.factories import make_organisation, make_user, make_vacancy

BATCH = 5_000
PEOPLE, VACANCIES = 100_000, 100
# What a year leaves behind: nearly all of it arrived.
STATES = {MessageState.SENT: 970, MessageState.CANCELLED: 20, MessageState.FAILED: 5, MessageState.QUEUED: 5}
CLASSES = {
    MessageClass.PROCESS: 30,
    MessageClass.RIGHTS: 30,
    MessageClass.INVITATION: 15,
    MessageClass.STAFF: 15,
    MessageClass.CONSENT_REQUEST: 6,
    MessageClass.RENEWAL: 3,
    MessageClass.SURVEY: 1,
}


def fill(count: int, colleague: int) -> None:
    rows = people()
    while batch := list(islice(rows, BATCH)):
        db.session.execute(sa.insert(Candidate), batch)
        db.session.commit()
    mails = messages(count, colleague, random.Random(7))
    while batch := list(islice(mails, BATCH)):
        db.session.execute(sa.insert(Message), batch)
        db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()


def people() -> Iterator[dict[str, Any]]:
    """One of five is no longer shown to recruiters."""
    for number in range(1, PEOPLE + 1):
        yield {
            "id": number,
            "public_id": f"{number:032x}",
            "first_name": "Noor",
            "last_name": f"van Dijk {number}",
            "email": f"noor{number}@example.org",
            "language": Language.DUTCH,
            "created_at": NOW,
            "profile_changed_at": NOW,
            "keep_until": NOW - timedelta(days=1) if number % 5 == 0 else FAR_FUTURE,
        }


def messages(count: int, colleague: int, draw: random.Random) -> Iterator[dict[str, Any]]:
    states = draw.choices(list(STATES), list(STATES.values()), k=count)
    classes = draw.choices(list(CLASSES), list(CLASSES.values()), k=count)
    for number, (state, message_class) in enumerate(zip(states, classes, strict=True)):
        to_staff = message_class is MessageClass.STAFF
        yield {
            "public_id": f"{number:032x}",
            "dedupe_key": f"bench:{number}",
            "name": "rejection",
            "message_class": message_class,
            "candidate_id": None if to_staff else draw.randint(1, PEOPLE),
            "user_id": colleague if to_staff else None,
            "vacancy_id": draw.randint(1, VACANCIES),
            "sender_name": "Sanne",
            "language": Language.DUTCH,
            "subject": "Over je sollicitatie",
            "text": "Dag Noor",
            "html": "<p>Dag Noor</p>",
            "state": state,
            "created_at": NOW - timedelta(minutes=count - number),
            "due_at": NOW,
            "tries": 1,
        }


def timed(asked: Asked, user_id: int, rounds: int) -> list[float]:
    """Milliseconds per round, after one that warms up."""
    times = []
    for _ in range(rounds + 1):
        db.session.rollback()
        db.session.expunge_all()
        user = db.session.get_one(User, user_id)
        began = time.perf_counter()
        listed(asked, user, now=NOW)
        times.append((time.perf_counter() - began) * 1000)
    return times[1:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    count = options.messages
    questions = {
        "the newest": Asked(),
        "from the middle": Asked(before=count // 2),
        "the oldest": Asked(before=60),
        "failed": Asked(state="failed"),
        "waiting": Asked(state="waiting"),
        "uncertain: there is none": Asked(state="unknown"),
        "invitations not sent": Asked(state="cancelled", kind=MessageClass.INVITATION),
        "questions about how it went": Asked(kind=MessageClass.SURVEY),
        "of one vacancy": Asked(vacancy=7),
        "failed, of one vacancy": Asked(state="failed", vacancy=7),
        "to one person": Asked(person="noor77@example.org"),
    }
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("CRM_TEST_DATABASE_URL") or f"sqlite:///{Path(folder) / 'bench.db'}"
        with create_app(settings(Path(folder), url) | {"CRM_LOG_LEVEL": "WARNING"}).app_context():
            upgrade()
            make_organisation()
            for _each in range(VACANCIES):
                make_vacancy()
            users = {role: make_user(roles=[role.value]).id for role in (Role.RECRUITER, Role.PRIVACY_OFFICER)}
            began = time.perf_counter()
            colleague = users[Role.RECRUITER]
            with not_waiting_for_the_disk():
                fill(count, colleague)
            print(f"{count} messages to {PEOPLE} people made in {time.perf_counter() - began:.0f} s")
            print(f"{'':52}{'best':>10}{'median':>10}{'worst':>10}  ms")
            for role, user_id in users.items():
                for words, asked in questions.items():
                    times = timed(asked, user_id, options.rounds)
                    name = f"{role.value}: {words}"
                    print(f"{name:52}{min(times):>10.1f}{statistics.median(times):>10.1f}{max(times):>10.1f}")
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    main()
