"""One import from beginning to end: which file with which options, where it stands, and one piece after the other."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import select, update

from crm import audit
from crm.applications.importing.cv_files import listing
from crm.applications.importing.preparing import BATCH, Preparation, Prepared
from crm.applications.importing.problems import CannotRead
from crm.applications.importing.report import Report
from crm.applications.importing.rules import Conventions, Rules
from crm.applications.importing.source import Source
from crm.applications.importing.writing import write
from crm.extensions import db
from models import ImportBatch, Organisation, Role, User

PIECE_SECONDS = 0.15
PIECES = range(50, BATCH)
"""How many rows a transaction may hold: as many as fit in PIECE_SECONDS, so that nobody waits long to write."""


REPORT_DAYS = 30


def reports_in(data_dir: Path) -> Path:
    return data_dir / "reports"


def _report_name(fingerprint: str) -> str:
    return f"import-{fingerprint[:16]}.csv"


def expire_reports(reports: Path, *, now: datetime) -> None:
    """Throw away what was last written more than REPORT_DAYS ago."""
    last = (now - timedelta(days=REPORT_DAYS)).timestamp()
    for report in reports.glob("import-*.csv"):
        with suppress(FileNotFoundError):  # another worker was first
            if report.stat().st_mtime < last:
                report.unlink()


def _officer_with(email: str) -> User:
    """The privacy officer who accepts the permissions that come with a file. Raises CannotRead for anybody else."""
    user = db.session.scalars(User.with_email(email)).one_or_none()
    if user is None or user.disabled_at or not user.has_role(Role.PRIVACY_OFFICER):
        raise CannotRead(
            _("%(email)s is no privacy officer here. Name one, or import without accepting permissions.", email=email)
        )
    return user


def begin(source: Source, *, documents: Path | None, officer_email: str | None, now: datetime) -> ImportBatch:
    """The import of this file with these options: the one that was begun before, or a new one. Raises CannotRead."""
    if documents and not documents.is_dir():
        raise CannotRead(_("There is no folder %(path)s. Name the one with the CV files.", path=documents))
    files = listing(documents)  # before the first question to the database: it takes a while
    officer = _officer_with(officer_email) if officer_email else None
    options = "\n".join([source.text.sha256, files, officer.email if officer else ""])
    fingerprint = hashlib.sha256(options.encode()).hexdigest()
    batch = db.session.scalars(select(ImportBatch).where(ImportBatch.fingerprint == fingerprint)).one_or_none()
    if batch is None:
        batch = ImportBatch(
            fingerprint=fingerprint,
            file_sha256=source.text.sha256,
            filename=source.text.name,
            report=_report_name(fingerprint),
            started_at=now,
            accepted_by=officer,
            accepted_at=now if officer else None,
        )
        db.session.add(batch)
        db.session.flush()
        audit.record("import.begun", by=officer, now=now, subject=f"import:{batch.id}", accepts=officer is not None)
    return batch


def run(batch: ImportBatch, source: Source, *, documents: Path | None, reports: Path, now: datetime) -> Iterator[int]:
    """Write the rest of the file in pieces. Yields after each, with the bytes read so far: the caller commits."""
    with Report(reports / _report_name(batch.fingerprint)) as report:
        db.session.refresh(batch)
        if batch.finished_at:
            return
        batch_id, line, rules = batch.id, batch.line, _rules(batch, now)
        preparation = Preparation(rules.conventions, folder=documents, language=rules.language, source=source.text.name)
        report.go_on(line)
        if line == 0:
            report.write([source.ignored])
        yield source.position
        size = PIECES.start
        for prepared in preparation.batches(source.rows(after=line)):
            while prepared:
                began = time.monotonic()
                piece, prepared = prepared[:size], prepared[size:]
                _write_piece(piece, batch_id, line, rules, report)
                line = piece[-1].last_line
                yield source.position
                took = time.monotonic() - began
                size = min(max(int(len(piece) * PIECE_SECONDS / took), PIECES.start), PIECES.stop)
        _finish(batch_id, report, now)
        yield source.position


def _rules(batch: ImportBatch, now: datetime) -> Rules:
    organisation = db.session.scalars(Organisation.current()).one()
    return Rules(
        conventions=Conventions(organisation.country, ZoneInfo(organisation.time_zone), now),
        preset=organisation.preset,
        language=organisation.language,
        officer_id=batch.accepted_by_id,
    )


def _write_piece(piece: Sequence[Prepared], batch_id: int, after: int, rules: Rules, report: Report) -> None:
    """The rows and the place in the file are committed together; the report is on the disk before that."""
    claim = (
        update(ImportBatch)
        .where(ImportBatch.id == batch_id, ImportBatch.line == after)
        .values(line=piece[-1].last_line)
        .returning(ImportBatch.id)
        .execution_options(synchronize_session=False)
    )
    if db.session.execute(claim).one_or_none() is None:
        raise CannotRead(_("This import is running already. Wait until it is done."))
    write(piece, db.session.get_one(ImportBatch, batch_id), rules)
    report.write([each.problems for each in piece])


def _finish(batch_id: int, report: Report, now: datetime) -> None:
    batch = db.session.get_one(ImportBatch, batch_id)
    batch.finished_at = now
    if report.is_empty:
        batch.report = None
    counts = {name: getattr(batch, name) for name in ("rows", "imported", "known", "quarantined", "rejected")}
    audit.record("import.finished", by=batch.accepted_by, now=now, subject=f"import:{batch.id}", **counts)
