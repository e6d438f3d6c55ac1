"""`kill -9` of everything, again and again, while mail is being sent: each mail arrives exactly once."""

import email
import email.policy
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from crm import create_app
from crm.extensions import db
from models import Attempt, Language, Message, MessageClass, MessageState
from tests.factories import EVERYTHING, make_candidate, make_organisation
from tests.journeys.processes import Installation, free_port, kill, wait_until

MAILS = 240


@pytest.fixture
def installation(tmp_path: Path):
    installed = Installation(tmp_path)
    installed.run("db", "upgrade")
    yield installed
    installed.stop()


@pytest.fixture
def database(installation):
    """The installation's own database, opened beside its processes."""
    settings = {name: value for name, value in installation.environment.items() if name.startswith("CRM_")}
    app = create_app(settings | {"TESTING": True, "CRM_DATA_DIR": installation.folder, "CRM_QUEUE_URL": "memory://"})
    with app.app_context():
        yield db
        db.session.remove()
        db.engine.dispose()


CLASSES = (MessageClass.PROCESS, MessageClass.RIGHTS, MessageClass.INVITATION)


def queue_mails() -> None:
    """Every class in turn, so that what may be repeated and what may not are both among them."""
    make_organisation()
    person = make_candidate(allows=EVERYTHING)
    now = datetime.now(UTC)
    for number in range(MAILS):
        db.session.add(
            Message(
                dedupe_key=f"crash:{number}",
                name="rejection",
                message_class=CLASSES[number % len(CLASSES)],
                candidate=person,
                sender_name="Sanne",
                language=Language.DUTCH,
                subject=f"Brief {number}",
                text="Dag Marieke",
                html="<p>Dag Marieke</p>",
                created_at=now,
                due_at=now,
            )
        )
    db.session.commit()


def arrived(folder: Path) -> list[str]:
    mails = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in folder.glob("*.eml")]
    return sorted(str(mail["Subject"]) for mail in mails)


def test_each_mail_arrives_exactly_once_however_often_web_and_worker_are_killed(installation, database):
    queue_mails()

    for _again in range(3):
        before = len(arrived(installation.mails))
        serving = installation.serve(free_port())
        wait_until(lambda before=before: len(arrived(installation.mails)) > before, 30)
        time.sleep(0.05)
        kill(serving)
    assert len(arrived(installation.mails)) < MAILS, "kill it earlier: everything had been sent already"
    installation.run("worker", "--once")

    assert arrived(installation.mails) == sorted(f"Brief {number}" for number in range(MAILS))
    database.session.rollback()
    states = database.session.execute(sa.select(Message.state, sa.func.count()).group_by(Message.state)).all()
    assert states == [(MessageState.SENT, MAILS)]
    assert database.session.scalar(sa.select(sa.func.count(Attempt.id))) >= MAILS
