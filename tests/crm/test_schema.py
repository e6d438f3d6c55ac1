"""A database that is not of this version is said so, with what to run; nothing is done with it."""

import ast
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask.cli import ScriptInfo

from crm import cli, create_app, schema
from crm.extensions import db
from crm.refusals import ConfigurationError
from tests.conftest import settings

CRM = Path(__file__).parents[2] / "crm"
WITHOUT_TABLES = {"db_upgrade", "setup", "backup", "restore"}
"""Commands that make the tables or copy whatever there is."""
ASK_THEMSELVES = {"serve", "worker"}
"""These look at the settings first."""


def commands():
    for path in CRM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield node.name, [ast.unparse(decorator) for decorator in node.decorator_list]


def test_every_command_that_works_with_the_tables_looks_at_them_first():
    unguarded = {name for name, decorators in commands() if "with_appcontext" in decorators} - {"checked"}

    assert unguarded == WITHOUT_TABLES | ASK_THEMSELVES, "decorate the command with on_current_database"


@pytest.mark.parametrize("command", ["import x.csv", "doctor", "match --vacancy 1", "mail-check", "erasures replay"])
def test_without_tables_a_command_says_what_to_run(tmp_path, command):
    empty = create_app(settings(tmp_path, f"sqlite:///{tmp_path / 'crm.db'}"))

    result = empty.test_cli_runner().invoke(cli.weerzien, command.split())

    assert isinstance(result.exception, ConfigurationError)
    assert str(result.exception) == "The database has no tables yet. Run: weerzien db upgrade"


def test_without_tables_the_mail_server_keeps_a_mail_that_it_pipes(tmp_path):
    empty = create_app(settings(tmp_path, f"sqlite:///{tmp_path / 'crm.db'}"))

    kept = empty.test_cli_runner().invoke(cli.weerzien, ["mail", "receive"], input=b"From: anna@example.org")

    assert (kept.exit_code, kept.stderr) == (75, "The database has no tables yet. Run: weerzien db upgrade\n")


def test_while_a_setting_is_missing_the_mail_server_keeps_a_mail_that_it_pipes():
    def not_ready():
        raise ConfigurationError("Set CRM_SECRET_KEY.")

    kept = CliRunner().invoke(cli.weerzien, ["mail", "receive"], input=b"", obj=ScriptInfo(create_app=not_ready))

    assert (kept.exit_code, kept.stderr) == (75, "Set CRM_SECRET_KEY.\n")


@pytest.fixture
def version(app):
    def set_to(number):
        db.session.execute(sa.text("UPDATE alembic_version SET version_num = :number"), {"number": number})
        db.session.commit()

    return set_to


def test_an_earlier_database_is_upgraded_first(app, monkeypatch):
    monkeypatch.setattr("alembic.script.ScriptDirectory.get_current_head", lambda _self: "9999")

    with pytest.raises(ConfigurationError, match=r"earlier version .*Make a backup, then run: weerzien db upgrade"):
        schema.refuse_unless_current()


def test_a_later_database_is_left_alone_also_by_an_upgrade(app, version):
    version("9999")

    with pytest.raises(ConfigurationError, match="later version"):
        schema.refuse_unless_current()
    result = app.test_cli_runner().invoke(cli.weerzien, ["db", "upgrade"])
    assert isinstance(result.exception, ConfigurationError)


def test_a_database_that_does_not_answer_is_said_so_without_its_password(tmp_path):
    nobody = "postgresql+psycopg://weerzien:geheim@127.0.0.1:1/weerzien"
    unreachable = create_app(settings(tmp_path, nobody))

    with unreachable.app_context(), pytest.raises(ConfigurationError, match="check CRM_DATABASE_URL") as refused:
        schema.refuse_unless_current()
    assert "geheim" not in str(refused.value)
