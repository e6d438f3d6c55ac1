"""Backups, putting one back, and doing erasures again."""

from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_migrate import upgrade

from crm.clock import utcnow
from crm.extensions import db
from crm.privacy import cleaning, erasing, ledger_file
from crm.privacy.backup import CannotBackUp, load, save
from crm.schema import on_current_database


@click.command()
@click.argument("target", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(target: Path) -> None:
    """Copy the database to FILE while everything runs. Keep copies at most 35 days."""
    try:
        with click.progressbar(length=100, label="Copying") as bar:
            for done, total in save(target):
                bar.update(done * 100 // max(total, 1) - bar.pos)
    except CannotBackUp as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{target} holds the database of now. Keep {ledger_file.path()} elsewhere: a restore needs it.")


@click.command()
@click.argument("source", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def restore(source: Path, yes: bool) -> None:
    """Put a backup back. Stop the site and the worker first; the present database is kept beside it."""
    if not yes:
        click.confirm("Have you stopped the site and every worker?", abort=True)
    try:
        aside = load(source, now=utcnow())
    except CannotBackUp as error:
        raise click.ClickException(str(error)) from error
    upgrade()
    if aside:
        click.echo(f"The database of before is {aside}. Remove it when all is well: it holds people.")
    click.echo("Now run: weerzien erasures replay")


@click.group()
def erasures() -> None:
    """People who are gone."""


@erasures.command()
@click.option(
    "--ledger-is-lost", is_flag=True, help="There is no newer copy of the ledger: complete it from the database."
)
@on_current_database
def replay(ledger_is_lost: bool) -> None:
    """After a restore: erase again everybody who was erased since the backup. Safe to repeat."""
    try:
        unlisted = erasing.unlisted()
        if unlisted and not ledger_is_lost:
            raise click.ClickException(
                f"{ledger_file.path()} lacks {len(unlisted)} erasures that the database knows. Put its newest copy "
                "back. If there is none, add --ledger-is-lost: whoever was erased since this backup then stays unknown."
            )
        erasing.list_again(unlisted)
        count = erasing.replay(now=utcnow())
    except ledger_file.LedgerDamaged as error:
        raise click.ClickException(f"{error}. Put the last good copy of the ledger back.") from error
    db.session.commit()
    cleaning.scrub()
    click.echo(f"{len(ledger_file.lines())} erasures in the ledger; {count} people were back and are gone again.")
