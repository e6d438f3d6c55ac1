"""`weerzien import`: past applicants come in from a file."""

import json
import sys
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask_babel import force_locale

from crm.applications.importing import services
from crm.applications.importing.problems import CannotRead
from crm.applications.importing.reading import open_source
from crm.clock import utcnow
from crm.extensions import db
from crm.schema import on_current_database
from models import ImportBatch, Organisation

CANNOT_READ = 2


@click.command("import")
@on_current_database
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--documents", type=click.Path(path_type=Path), help="The folder in which CV files lie.")
@click.option("--consent-accepted-by", metavar="EMAIL", help="The privacy officer who accepts permissions in the file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def import_command(file: Path, documents: Path | None, consent_accepted_by: str | None, as_json: bool) -> None:
    """Bring past applicants in from FILE: CSV, or JSON with one object per line. docs/import.md says all of it."""
    organisation = db.session.scalars(Organisation.current()).one_or_none()
    if organisation is None:
        raise click.ClickException("There is no organisation yet. Begin with: weerzien setup")
    language = organisation.language.value
    db.session.rollback()  # examining a large file takes seconds; nobody has to wait for that
    with force_locale(language):
        try:
            result = _import(file, documents, consent_accepted_by)
        except CannotRead as error:
            click.echo(str(error), err=True)
            sys.exit(CANNOT_READ)
    click.echo(json.dumps(result) if as_json else _in_words(result))


def _import(file: Path, documents: Path | None, officer_email: str | None) -> dict[str, Any]:
    now, reports = utcnow(), services.reports_in(Path(current_app.config["CRM_DATA_DIR"]))
    with open_source(file) as source:
        batch = services.begin(source, documents=documents, officer_email=officer_email, now=now)
        again = batch.finished_at is not None
        db.session.commit()
        if not again:
            with click.progressbar(length=source.text.size, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
                for position in services.run(batch, source, documents=documents, reports=reports, now=now):
                    db.session.commit()
                    bar.update(position - bar.pos)
        return _result(batch, reports, again=again)


def _result(batch: ImportBatch, reports: Path, *, again: bool) -> dict[str, Any]:
    """Of a file that was imported before, nothing came in now."""
    report = reports / batch.report if batch.report else None
    return {
        "imported": 0 if again else batch.imported,
        "known": batch.imported + batch.known if again else batch.known,
        "quarantined": 0 if again else batch.quarantined,
        "rejected": batch.rejected,
        "rows": batch.rows,
        "report": str(report) if report and report.exists() else None,
    }


def _in_words(result: dict[str, Any]) -> str:
    lines = ["{rows} rows read: {imported} came in, {known} told nothing new, {rejected} stayed out."]
    if result["quarantined"]:
        lines.append("{quarantined} people are in quarantine: gone in 28 days, unless a privacy officer accepts proof.")
    if result["report"]:
        lines.append("What was not taken over, and what to do about it: {report}")
    return "\n".join(lines).format(**result)
