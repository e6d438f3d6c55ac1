"""`weerzien retention`: remove what is due, or say what would go."""

import json

import click

from crm.clock import utcnow
from crm.extensions import db
from crm.privacy import cleaning
from crm.retention import services
from crm.schema import on_current_database

WORDS = {
    "erased": "erased as a whole",
    "withdrawn": "withdrawn: profile removed, application file hidden until its clock ends",
    "internal": "in the pool: internal findings removed",
    "held": "kept for a legal hold",
    "failed": "failed, tried again within the hour; see the log",
}


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would go; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@on_current_database
def retention(dry_run: bool, as_json: bool) -> None:
    """Remove everything whose time is over. The worker does this by itself, every minute."""
    now = utcnow()
    report = services.preview(now=now) if dry_run else services.Report(dry_run=False)
    if not dry_run:
        for _candidate, kind in services.sweep(now=now):
            db.session.commit()
            report.counts[kind or ""] += 1
        cleaning.scrub()
    if as_json:
        click.echo(json.dumps(report.as_json()))
        return
    for kind, words in WORDS.items():
        if report.counts[kind]:
            click.echo(f"{report.counts[kind]:>8,}  {words}")
    if not any(report.counts[kind] for kind in WORDS):
        click.echo("Nothing is due.")
    elif dry_run:
        click.echo("Nothing was changed.")
