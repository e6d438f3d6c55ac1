"""The `weerzien` command. Each slice brings its own commands; this page is the table of contents."""

import sys
from typing import Any

import click
from flask.cli import ScriptInfo, with_appcontext
from flask_migrate import upgrade

from crm import create_app, schema, serving
from crm.accounts import cli as accounts
from crm.applications.cli import import_command
from crm.consent import cli as consent
from crm.demo.cli import demo
from crm.doctor import doctor
from crm.intake.cli import mail_commands
from crm.mail.check.cli import mail_check
from crm.privacy import cli as privacy
from crm.refusals import ConfigurationError
from crm.retention.cli import retention
from crm.vacancies import cli as vacancies


@click.group()
def weerzien() -> None:
    """Weerzien: a talent-pool CRM for the people you once had to turn down."""


@weerzien.group("db")
def db_commands() -> None:
    """The database."""


@db_commands.command("upgrade")
@with_appcontext
def db_upgrade() -> None:
    """Bring the database to this version. Safe to run twice."""
    schema.refuse_later()
    upgrade()
    click.echo("The database is up to date.")


weerzien.add_command(accounts.setup)
weerzien.add_command(accounts.user_commands)
weerzien.add_command(import_command)
weerzien.add_command(consent.permissions)
weerzien.add_command(demo)
weerzien.add_command(doctor)
weerzien.add_command(mail_check)
weerzien.add_command(mail_commands)
weerzien.add_command(privacy.backup)
weerzien.add_command(privacy.erasures)
weerzien.add_command(privacy.restore)
weerzien.add_command(retention)
weerzien.add_command(serving.serve)
weerzien.add_command(serving.worker)
weerzien.add_command(vacancies.vacancy_commands)
weerzien.add_command(vacancies.match)


def main() -> Any:
    """The console script: a configuration that cannot work is one clear message, not a trace."""
    try:
        return weerzien(prog_name="weerzien", obj=ScriptInfo(create_app=lambda: create_app({"SERVES": False})))
    except ConfigurationError as error:
        sys.exit(str(error))
