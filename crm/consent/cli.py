"""Commands about permissions."""

import click
from sqlalchemy import func, select

from crm.consent import replay
from crm.extensions import db
from crm.schema import on_current_database
from models import Candidate


@click.group()
def permissions() -> None:
    """What people allow."""


@permissions.command()
@on_current_database
def rebuild() -> None:
    """Read every permission anew from the ledger. Changes nothing when all is well; safe to stop and repeat."""
    total = db.session.scalar(select(func.count(Candidate.id))) or 0
    with click.progressbar(length=total, label="People") as bar:
        for done in replay.rebuild():
            db.session.commit()
            bar.update(done)
    click.echo(f"Read anew for {total} people.")
