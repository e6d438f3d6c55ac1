"""`weerzien mail receive`: one mail on standard input, for a mail server that pipes."""

import sys

import click

from crm.clock import utcnow
from crm.extensions import db
from crm.intake.maildir import tell
from crm.intake.reading import LARGEST
from crm.intake.services import Taken, take
from crm.logs import log_exception
from crm.refusals import ConfigurationError
from crm.schema import on_current_database

TRY_LATER, NOT_FOR_US = 75, 67
"""How a mail server understands us (sysexits.h): keep it and try again; tell the sender."""


@click.group("mail")
def mail_commands() -> None:
    """Mail that comes in."""


@mail_commands.command("receive")
def receive() -> None:
    """Read one mail from standard input: a bounce, a complaint, or an answer.

    Ends with 75 when something is wrong here, so that the mail server keeps it; with 67 when a colleague sent
    something that we cannot place, so that they hear of it; else with 0.
    """
    try:
        taken = _taken(sys.stdin.buffer.read(LARGEST + 1))
    except ConfigurationError as error:
        click.echo(str(error), err=True)
        sys.exit(TRY_LATER)
    tell(taken)
    if taken.by and not taken.outcome.is_done:
        click.echo("We cannot tell whose mail this is. Forward it to the address on the person's page.", err=True)
        sys.exit(NOT_FOR_US)


@on_current_database
def _taken(raw: bytes) -> Taken:
    try:
        taken = take(raw, now=utcnow())
        db.session.commit()
    except Exception as error:  # whatever it is, the mail must not be lost
        db.session.rollback()
        log_exception(error, job="receive")
        sys.exit(TRY_LATER)
    return taken
