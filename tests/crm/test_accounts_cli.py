"""`weerzien setup` and `weerzien user add`."""

import pytest
from flask import Flask

from crm.accounts import cli, passwords
from crm.extensions import db
from models import Message, Organisation, Role, User
from tests.factories import PASSWORD

SETUP = [
    *("--name", "Kadewerk", "--privacy-email", "privacy@kadewerk.example", "--sender-email", "werk@kadewerk.example"),
    *("--email", "Sanne@kadewerk.example", "--user-name", "Sanne Bakker"),
]
ADD = ["add", "--email", "jan@kadewerk.example", "--name", "Jan Jansen"]


def run(app: Flask, command, *arguments, typed=None):
    return app.test_cli_runner().invoke(command, arguments, input=typed)


def test_set_up_makes_the_organisation_and_a_first_user_with_every_role(app):
    result = run(app, cli.setup, *SETUP, "--country", "be", "--password-stdin", typed=f"{PASSWORD}\n")

    assert result.exit_code == 0, result.output
    organisation = db.session.scalars(Organisation.current()).one()
    user = db.session.scalars(db.select(User)).one()
    assert (organisation.name, organisation.country) == ("Kadewerk", "BE")
    assert (user.email, user.roles) == ("sanne@kadewerk.example", [role.value for role in Role])
    assert passwords.verify(user.password_hash, PASSWORD)


def test_set_up_makes_the_database_when_there_is_none(tmp_path):
    from crm import create_app
    from tests.conftest import settings

    fresh = create_app(settings(tmp_path, f"sqlite:///{tmp_path / 'crm.db'}"))

    result = fresh.test_cli_runner().invoke(cli.setup, [*SETUP, "--password-stdin"], input=f"{PASSWORD}\n")

    assert result.exit_code == 0, result.output
    with fresh.app_context():
        assert db.session.scalars(Organisation.current()).one().name == "Kadewerk"
        db.session.remove()
        db.engine.dispose()


def test_set_up_again_says_what_exists_and_changes_nothing(app):
    run(app, cli.setup, *SETUP, "--password-stdin", typed=f"{PASSWORD}\n")

    result = run(app, cli.setup, "--name", "Somebody else")

    assert result.exit_code == 0
    assert "Kadewerk is set up already, with 1 user(s). Nothing was changed." in result.output
    assert db.session.scalars(Organisation.current()).one().name == "Kadewerk"


def test_set_up_without_a_terminal_names_every_option_that_is_missing(app):
    result = run(app, cli.setup, "--name", "Kadewerk")

    assert result.exit_code == 2
    assert "--privacy-email, --sender-email, --email, --user-name" in result.output
    assert db.session.scalars(Organisation.current()).one_or_none() is None


def test_set_up_asks_on_a_terminal_until_the_answers_will_do(app, monkeypatch):
    answers = ["Kadewerk", "no address", "privacy@kadewerk.example", "werk@kadewerk.example", "sanne@kadewerk.example",
               "Sanne Bakker", "short", "short", PASSWORD, PASSWORD]  # fmt: skip
    monkeypatch.setattr(cli, "_is_terminal", lambda: True)

    result = run(app, cli.setup, typed="\n".join(answers) + "\n")

    assert result.exit_code == 0, result.output
    assert "'no address' is not an e-mail address" in result.output
    assert "Use at least 12 characters" in result.output
    assert PASSWORD not in result.output
    assert passwords.verify(db.session.scalars(db.select(User)).one().password_hash, PASSWORD)


def test_a_weak_password_sets_nothing_up(app):
    result = run(app, cli.setup, *SETUP, "--password-stdin", typed="wachtwoord12\n")

    assert result.exit_code == 1
    assert "Many people use this password" in result.output
    db.session.rollback()
    assert db.session.scalars(Organisation.current()).one_or_none() is None


def test_a_colleague_is_added_with_several_roles_and_gets_a_link(app, organisation):
    result = run(app, cli.user_commands, *ADD, "--role", "admin", "--role", "recruiter")

    assert result.exit_code == 0, result.output
    assert "A mail with a link to choose a password is queued" in result.output
    user = db.session.scalars(db.select(User)).one()
    assert user.roles == ["recruiter", "admin"]
    assert user.password_hash is None
    assert user.language is organisation.language
    assert db.session.scalars(db.select(Message)).one().user == user


def test_a_colleague_is_added_with_a_password(app, organisation):
    result = run(app, cli.user_commands, *ADD, "--role", "recruiter", "--password-stdin", typed=PASSWORD)

    assert result.exit_code == 0, result.output
    assert passwords.verify(db.session.scalars(db.select(User)).one().password_hash, PASSWORD)
    assert db.session.scalars(db.select(Message)).first() is None


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["add", "--email", "jan", "--name", "Jan", "--role", "admin"], 2, "'jan' is not an e-mail address"),
        ([*ADD, "--role", "boss"], 2, "'boss' is not one of 'recruiter', 'privacy_officer', 'admin'"),
        (ADD, 2, "Missing option '--role'"),
        ([*ADD, "--role", "admin", "--password-stdin"], 1, "Use at least 12 characters"),
    ],
)
def test_what_cannot_be_added_is_said_clearly(app, organisation, arguments, code, said):
    result = run(app, cli.user_commands, *arguments, typed="")

    assert (result.exit_code, said in result.output) == (code, True), result.output


def test_nobody_is_added_twice_or_before_set_up(app):
    assert "Run `weerzien setup` first" in run(app, cli.user_commands, *ADD, "--role", "admin").output

    run(app, cli.setup, *SETUP, "--password-stdin", typed=f"{PASSWORD}\n")
    again = ["add", "--email", "SANNE@kadewerk.example", "--name", "Sanne", "--role", "admin"]

    assert "has an account already" in run(app, cli.user_commands, *again).output
