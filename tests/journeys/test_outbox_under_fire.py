"""`kill -9` at each of seven points, a server that refuses and hangs up, a clock that jumps: the rules hold exactly."""

import os
import random
import subprocess
import sys
import time
from collections import Counter, defaultdict

import pytest
import sqlalchemy as sa

from crm import create_app
from crm.extensions import db
from models import Message
from tests.journeys.processes import ROOT, Installation
from tests.outbox.mails import make_mails
from tests.outbox.rules import foretold
from tests.outbox.server import open_office
from tests.outbox.workers import POINTS

ON_POSTGRESQL = "CRM_TEST_DATABASE_URL" in os.environ


@pytest.fixture
def installation(tmp_path):
    installed = Installation(tmp_path)
    installed.environment |= {"CRM_BOUNCE_ADDRESS": "b@bounce.kadewerk.example", "CRM_LOG_LEVEL": "ERROR"}
    installed.run("db", "upgrade")
    yield installed
    installed.stop()


@pytest.fixture
def database(installation):
    """The installation's own database, opened beside its workers."""
    settings = {name: value for name, value in installation.environment.items() if name.startswith("CRM_")}
    app = create_app(settings | {"TESTING": True, "CRM_DATA_DIR": installation.folder, "CRM_QUEUE_URL": "memory://"})
    with app.app_context():
        yield db
        db.session.remove()
        db.engine.dispose()


def under_fire(installation, *, mails: int, workers: int, deaths: list[str], lease: float) -> float:
    """Send so many mails while workers die; how long it took. Fails unless what arrived is what the rules say."""
    names = make_mails(mails)
    db.session.remove()
    office, controller, port = open_office(names)
    began = time.monotonic()
    try:
        subprocess.run(
            [
                *(sys.executable, "-m", "tests.outbox.workers", "--url", f"smtp://127.0.0.1:{port}"),
                *("--folder", installation.folder, "--workers", str(workers), "--lease", str(lease)),
                *("--deaths", ",".join(deaths)),
            ],
            env=installation.environment,
            cwd=ROOT,
            check=True,
            timeout=60 + mails,
        )
    finally:
        controller.stop()
    took = time.monotonic() - began
    happened = defaultdict(list)
    for line in (installation.folder / "events").read_text().splitlines():
        name, event = line.split()
        happened[name].append(event)
    died = Counter(event.removeprefix("killed:") for events in happened.values() for event in events if ":" in event)
    assert died == Counter(point for point, _colon, _after in (each.partition(":") for each in deaths))
    arrived, ended = Counter(), {}
    for name, message_class in db.session.execute(sa.select(Message.public_id, Message.message_class)):
        arrived[name], ended[name] = foretold(name, message_class, happened[name])
    assert office.received == +arrived
    assert dict(db.session.execute(sa.select(Message.public_id, Message.state)).all()) == ended
    return took


@pytest.mark.parametrize("workers", [1, 2])
def test_workers_that_die_anywhere_double_and_lose_nothing_but_what_the_class_allows(installation, database, workers):
    under_fire(installation, mails=84, workers=workers, deaths=[f"{point}:4" for point in POINTS], lease=2)


@pytest.mark.soak
@pytest.mark.parametrize("workers", [1, 2, 4] if ON_POSTGRESQL else [1, 2])
def test_ten_thousand_mails_arrive_as_the_rules_say(installation, database, workers, capsys):
    draw = random.Random(workers)
    deaths = [f"{point}:{draw.randint(20, 200)}" for _round in range(5) for point in draw.sample(POINTS, len(POINTS))]

    took = under_fire(installation, mails=10_000, workers=workers, deaths=deaths, lease=10)

    with capsys.disabled():
        print(f"\n10,000 mails, {workers} workers, {len(deaths)} deaths: {took:.0f} s")
