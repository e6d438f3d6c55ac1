"""The demo lives through two years by the services themselves, so what it shows is lawful and true."""

import os
import stat
from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from flask import current_app

from crm.accounts.passwords import verify
from crm.demo import cli
from crm.demo.build import build, found
from crm.extensions import db
from crm.reports.period import period_named
from crm.reports.routes import BLOCKS
from models import (
    Alert,
    AlertKind,
    Ambassador,
    Application,
    CallTask,
    Candidate,
    CandidateState,
    ConsentEvent,
    ImportBatch,
    Invitation,
    Match,
    Message,
    MessageState,
    Organisation,
    Purpose,
    Referral,
    Reply,
    User,
    Vacancy,
    VacancyState,
)
from models.retention import preset_for
from tests.factories import NOW


def everything(model):
    return db.session.scalars(db.select(model)).all()


def named(last_name):
    return db.session.scalars(db.select(Candidate).where(Candidate.last_name == last_name)).one()


@pytest.fixture
def lived(app, mail_folder):
    """One build serves every promise below, for it takes a while."""
    assert build(mail_folder, now=NOW)
    return mail_folder


def test_after_two_years_every_screen_has_something_true_to_show(lived):
    _150_people_in_every_state_of_life()
    _12_vacancies_of_which_one_finds_nobody()
    _youssef_waits_and_joost_answered()
    _every_mail_left_on_its_day(lived)
    _every_question_of_the_report_has_an_answer()
    _the_ledger_is_whole()
    _a_second_build_adds_nothing(lived)


def _150_people_in_every_state_of_life():
    states = Counter(person.state(NOW, preset_for("NL")) for person in everything(Candidate))
    assert states.total() == 150 + len(everything(Referral))
    assert set(states) == set(CandidateState)
    assert states[CandidateState.POOL] > 100
    assert all(batch.report is None and batch.rejected == 0 for batch in everything(ImportBatch))
    assert named("Pinas").hired_at
    ending = named("Sharma").permission(Purpose.KEEP_PROFILE).expires_at - NOW
    assert timedelta() < ending < timedelta(days=30)
    assert "joins over nine tables" in named("Sharma").cv.text


def _12_vacancies_of_which_one_finds_nobody():
    vacancies = everything(Vacancy)
    assert len(vacancies) == 12
    found_for = {
        vacancy.title.split()[0]: db.session.scalars(Match.shown(NOW).where(Match.vacancy_id == vacancy.id)).all()
        for vacancy in vacancies
        if vacancy.state is VacancyState.OPEN or vacancy.title.startswith("Imker")
    }
    assert found_for.pop("Imker") == []
    assert len(found_for) == 4
    assert all(len(matches) >= 3 for matches in found_for.values())
    assert named("de Groot") in [match.candidate for match in found_for["Vrachtwagenchauffeur"][:4]]


def _youssef_waits_and_joost_answered():
    longest = db.session.scalars(Application.undecided()).first()
    assert longest.candidate.first_name == "Youssef"
    assert (NOW - longest.last_told_at).days >= 14
    replies = {invitation.candidate.name: invitation.reply for invitation in everything(Invitation)}
    assert replies["Joost Hendriks"] is Reply.INTERESTED
    assert {Reply.NOT_NOW, Reply.NO, None} <= set(replies.values())
    unseen = [alert for alert in everything(Alert) if alert.kind is AlertKind.REPLY and alert.seen_at is None]
    assert "Joost Hendriks" in [alert.invitation.candidate.name for alert in unseen]


def _every_mail_left_on_its_day(mail_folder):
    messages = everything(Message)
    assert {message.state for message in messages} == {MessageState.SENT}
    assert all(timedelta() <= message.sent_at - message.created_at < timedelta(hours=1) for message in messages)
    assert min(message.sent_at for message in messages) < NOW - timedelta(days=650)
    files = {path.stem: path.stat().st_mtime for path in mail_folder.glob("*.eml")}
    assert {message.public_id: message.sent_at.timestamp() for message in messages} == files


def _every_question_of_the_report_has_an_answer():
    year = period_named("12-months", NOW, ZoneInfo("Europe/Amsterdam"))
    with current_app.test_request_context():  # answers carry addresses
        assert [name for name, block in BLOCKS.items() if block(year, NOW).is_empty] == []
    calls = everything(CallTask)
    assert [task for task in calls if task.done_at is None]
    assert [task for task in calls if task.done_at]
    assert any(each.since and each.thanked_at for each in everything(Ambassador))
    assert named("Verbeek").hired_at
    assert named("Lind").pending_until > NOW
    assert named("Sharma").done_since == ["SQL with joins over several tables: advanced SQL, finished this autumn"]


def _the_ledger_is_whole():
    events = everything(ConsentEvent)
    assert all(event.hash == event.fingerprint() and event.at <= NOW for event in events)
    assert len(events) > 300


def _a_second_build_adds_nothing(mail_folder):
    before = [len(everything(model)) for model in (Candidate, Application, Message, ConsentEvent)]
    assert build(mail_folder, now=NOW + timedelta(days=1)) is False
    assert [len(everything(model)) for model in (Candidate, Application, Message, ConsentEvent)] == before


@pytest.fixture
def started(app, tmp_path, monkeypatch):
    """`weerzien demo` in an empty folder: the company is only founded, and of the processes only the commands kept."""
    commands = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "environ", {**os.environ, "CRM_DATABASE_URL": "postgresql://somewhere/else"})
    monkeypatch.setattr("crm.demo.build.build", lambda mails, now: found(now))
    monkeypatch.setattr(cli, "run_together", lambda *given: commands.extend(given) or 0)
    monkeypatch.setattr(cli, "_is_taken", lambda port: port == 8001)
    return commands


def demo(*arguments):
    return CliRunner().invoke(cli.demo, arguments, catch_exceptions=False)


def test_the_demo_prints_a_password_that_works_and_was_made_just_now(started, tmp_path):
    first, second = demo("--port", "8002"), demo("--port", "8002")

    assert first.exit_code == second.exit_code == 0
    passwords = [result.output.split("Password")[1].split()[0] for result in (first, second)]
    assert passwords[0] != passwords[1]
    assert os.environ["CRM_DATA_DIR"] == str(tmp_path / "demo-data")
    assert os.environ["CRM_PUBLIC_URL"] == "http://127.0.0.1:8002"
    with cli.create_app({"SERVES": False}).app_context():
        assert db.session.scalars(Organisation.current()).one().quiet_hours is False
        user = db.session.scalars(User.with_email("sanne.bakker@kadewerk.example")).one()
        assert verify(user.password_hash, passwords[1])
        db.engine.dispose()


def test_the_demo_keeps_its_secret_to_itself_and_out_of_other_databases(started, tmp_path):
    demo()

    secret = tmp_path / "demo-data" / "secret"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert os.environ["CRM_SECRET_KEY"] == secret.read_text()
    assert "CRM_DATABASE_URL" not in os.environ
    assert any("crm.demo.wsgi:app" in command for command in started)


def test_a_demo_that_was_cut_off_is_made_anew(started, tmp_path):
    (tmp_path / "demo-data.part").mkdir()
    (tmp_path / "demo-data.part" / "crm.db").write_text("half a database")

    assert "Ready on" in demo().output
    assert not (tmp_path / "demo-data.part").exists()


def test_a_taken_port_is_said_before_anything_is_made(started, tmp_path):
    result = demo("--port", "8001")

    assert result.exit_code == 1
    assert "make demo PORT=" in result.output
    assert list(tmp_path.iterdir()) == []
