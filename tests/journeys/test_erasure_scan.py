"""A person goes through the whole product, is erased, comes back with a backup, and is nowhere any more."""

import json
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from crm import create_app
from crm.clock import utcnow
from crm.consent.ledger import Capture
from crm.extensions import db
from crm.invitations import services as invitations
from crm.privacy import erasing, exporting
from models import Candidate, Language, Match, Reply, User
from tests.journeys.processes import Installation

UNIQUE = "kwantumveldlasser"
PERSON = {
    "first_name": "Quirina",
    "last_name": "Zwaluwstaart",
    "email": "quirina.zwaluwstaart@example.org",
    "phone": "+31612349876",
    "headline": "Lasser met diploma",
    "place": "Zaandam",
    "language": "nl",
    "vacancy": "Lasser",
    "applied_on": "2026-10-01",
    "outcome": "rejected",
    "tags": "lassen",
    "consent_on": "2026-11-01",
    "consent_text": "Ja, bewaar mijn gegevens en mail mij over vacatures.",
    "consent_source": "formulier",
}
CV = f"Ervaren {UNIQUE}. Vijf jaar TIG en MIG lassen in de scheepsbouw, tekening lezen, constructies in aluminium. " * 8
TRACES = ["Zwaluwstaart", "quirina", "612349876", UNIQUE]
SUBJECT = Capture("personal_link", "subject", Language.DUTCH, {"form": "test"})


@pytest.fixture
def installation(tmp_path):
    installed = Installation(tmp_path)
    installed.run("db", "upgrade")
    installed.run(
        *("setup", "--name", "Kadewerk", "--email", "sanne@kadewerk.example", "--user-name", "Sanne Bakker"),
        *("--privacy-email", "p@kadewerk.example", "--sender-email", "w@kadewerk.example", "--password-stdin"),
        stdin="correct paard batterij nietje\n",
    )
    installed.settle(quiet_hours=False, send_delays="{}")
    yield installed
    installed.stop()


@contextmanager
def inside(installation):
    """The same installation, from this process."""
    names = {name: value for name, value in installation.environment.items() if name.startswith("CRM_")}
    app = create_app(names | {"TESTING": True, "CRM_QUEUE_URL": "memory://"})
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def live(installation, folder):
    """Import with a CV and a row that stays out, a vacancy, matching, alert, invitation, answer, download."""
    (folder / "cv.txt").write_text(CV)
    rows = [PERSON | {"cv_file": "cv.txt"}, PERSON | {"applied_on": "gisteren", "phone": "+31612349876"}]
    (folder / "people.jsonl").write_text("\n".join(map(json.dumps, rows)))
    vacancy = {"title": "Lasser TIG", "description": CV.replace(UNIQUE, "lasser"), "language": "nl"}
    (folder / "vacancy.json").write_text(json.dumps(vacancy))
    installation.run(
        *("import", str(folder / "people.jsonl"), "--documents", str(folder)),
        *("--consent-accepted-by", "sanne@kadewerk.example"),
    )
    installation.run("vacancy", "open", str(folder / "vacancy.json"))
    installation.run("worker", "--once")
    with inside(installation):
        match = db.session.scalars(sa.select(Match)).one()
        by = match.vacancy.recruiters[0] if match.vacancy.recruiters else _anyone()
        invitation = invitations.invite(match, sentence="We dachten aan je.", by=by, now=utcnow())
        db.session.commit()
        invitations.answer(
            invitation, reply=Reply.INTERESTED, note=f"Graag! {UNIQUE}", until=None, now=utcnow(), capture=SUBJECT
        )
        exporting.make_download(match.candidate, now=utcnow())
        db.session.commit()
    installation.run("worker", "--once")


def _anyone():
    return db.session.scalars(sa.select(User)).first()


def erase(installation):
    with inside(installation):
        erasing.ask(db.session.scalars(sa.select(Candidate)).one(), capture=SUBJECT, keep_mark=True, now=utcnow())
        db.session.commit()
    installation.run("worker", "--once")


def found_in_tables(installation):
    engine = sa.create_engine(installation.environment["CRM_DATABASE_URL"], poolclass=sa.NullPool)
    metadata = sa.MetaData()
    metadata.reflect(engine)
    found = set()
    with engine.connect() as connection:
        for table in metadata.tables.values():
            for row in connection.execute(sa.select(table)).mappings():
                for column, value in row.items():
                    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
                    found |= {f"{table.name}.{column}: {word}" for word in TRACES if word.lower() in text.lower()}
    engine.dispose()
    return found


def found_in_files(folder: Path, *, apart_from: set[str]):
    found = set()
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in apart_from:
            content = path.read_bytes().lower()
            name = path.name.lower()
            found |= {
                f"{path.name}: {word}" for word in TRACES if word.lower().encode() in content or word.lower() in name
            }
    return found


def test_an_erased_person_is_in_no_table_file_index_or_log_even_after_a_restore(installation, tmp_path):
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    live(installation, outside)
    assert found_in_tables(installation)
    assert found_in_files(installation.folder, apart_from=set())
    copy = outside / "backup.db"
    can_back_up = "sqlite" in installation.environment["CRM_DATABASE_URL"] or shutil.which("pg_dump")
    assert can_back_up, "install PostgreSQL's client programs"
    installation.run("backup", str(copy))

    erase(installation)

    assert found_in_tables(installation) == set()
    assert found_in_files(installation.folder, apart_from=set()) == set()

    if "sqlite" in installation.environment["CRM_DATABASE_URL"]:
        with inside(installation):
            db.session.scalar(sa.select(Candidate.id))
            assert "still uses" in installation.run("restore", str(copy), "--yes", expect=1)
    installation.run("restore", str(copy), "--yes")
    assert found_in_tables(installation)
    refused = installation.run("serve", "--port", "1", expect=1)
    assert "weerzien erasures replay" in refused
    assert "weerzien erasures replay" in installation.run("worker", "--once", expect=1)

    assert "1 people were back" in installation.run("erasures", "replay")
    assert "0 people were back" in installation.run("erasures", "replay")

    assert found_in_tables(installation) == set()
    assert found_in_files(installation.folder, apart_from=set()) == set()
    assert json.loads(installation.run("doctor", "--json"))["healthy"]
    installation.run("worker", "--once")
    assert len((installation.folder / "erasures.jsonl").read_text().splitlines()) == 1


def test_a_backup_never_overwrites_and_says_what_is_no_backup(installation, tmp_path):
    present = tmp_path / "there.db"
    present.write_text("not a database")

    assert "exists already" in installation.run("backup", str(present), expect=1)
    assert "no folder" in installation.run("backup", str(tmp_path / "nowhere" / "x.db"), expect=1)
    if "sqlite" in installation.environment["CRM_DATABASE_URL"]:
        assert "is no backup" in installation.run("restore", str(present), "--yes", expect=1)
    assert "no file" in installation.run("restore", str(tmp_path / "none.db"), "--yes", expect=1)
