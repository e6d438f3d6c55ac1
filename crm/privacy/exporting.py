"""Everything we hold of one person, for themselves: readable, machine-readable, and their files as they came.

Complete by construction: every column that models/personal.py calls theirs, in every table that a key leads to.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, select, update

from crm.consent.receipts import receipt
from crm.consent.replay import chains_of
from crm.extensions import db
from crm.privacy.unsaid import as_told, told_events
from crm.privacy.words import read_me
from crm.spreadsheets import neutralised
from models import Candidate, ConsentEvent, Document, Download, PaperConsent
from models.ownership import owned_tables, rows_of
from models.personal import COLUMNS, Personal

SCHEMA = "weerzien-export-1"
LIFE = timedelta(hours=24)
# What a number stands for, when it points at a row that is about nobody.
_LABELS = {"vacancy": "title", "requirement": "text", "tag": "name"}
# Copies of the text in a form for machines, and the export itself.
_LEFT_OUT = {"candidate_words", "profile_vector", "download"}


@dataclass(frozen=True)
class Export:
    """`tables` by name; each row has names as in the database. `permissions` are the receipts of every choice."""

    made_at: datetime
    tables: dict[str, list[dict[str, Any]]]
    permissions: list[dict[str, Any]]

    def as_json(self) -> str:
        content = {
            "schema": SCHEMA,
            "made_at": self.made_at.isoformat(),
            "permissions": self.permissions,
            "tables": self.tables,
        }
        return json.dumps(content, ensure_ascii=False, indent=1)


def export(candidate: Candidate, *, now: datetime) -> Export:
    """All rows about this person and nobody else."""
    tables = {table.name: list(_rows(table, candidate.id)) for table in exported_tables()}
    events = db.session.scalars(
        select(ConsentEvent)
        .where(ConsentEvent.subject.in_(chains_of(candidate)))
        .order_by(ConsentEvent.subject, ConsentEvent.number)
    )
    return Export(now, as_told(tables, candidate), [receipt(event) for event in told_events(events.all(), candidate)])


def exported_tables() -> list[Table]:
    return [
        table
        for table in reversed(owned_tables())
        if table.name not in _LEFT_OUT and Personal.CANDIDATE in COLUMNS[table.name].values()
    ]


def _rows(table: Table, candidate_id: int) -> Iterator[dict[str, Any]]:
    own, colleagues = _columns(table, Personal.CANDIDATE), _columns(table, Personal.STAFF)
    labels = {
        key.parent.name.removesuffix("_id"): key
        for key in table.foreign_keys
        if key.column.table.name in _LABELS and key.parent.name in own
    }
    columns: list[ColumnElement[Any]] = [table.c[name] for name in own]
    for name, key in labels.items():
        other = key.column.table.alias()
        columns.append(
            select(other.c[_LABELS[key.column.table.name]])
            .where(other.c[key.column.name] == key.parent)
            .scalar_subquery()
            .label(name)
        )
    for row in db.session.execute(select(*columns).where(rows_of(table, candidate_id))).mappings():
        yield {name: _plain(value) for name, value in row.items()} | dict.fromkeys(colleagues, "a colleague of ours")


def _columns(table: Table, kind: Personal) -> list[str]:
    """In the table's order; bytes go into the archive as files instead."""
    kinds = COLUMNS[table.name]
    return [
        column.name for column in table.columns if kinds[column.name] is kind and column.type.python_type is not bytes
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return getattr(value, "value", value)


def archive(candidate: Candidate, *, now: datetime) -> bytes:
    """The zip: data.json, a CSV for each table, the files, and a page that says what is what."""
    content = export(candidate, now=now)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("README.txt", read_me(candidate, now=now))
        packed.writestr("data.json", content.as_json())
        for name, rows in content.tables.items():
            if rows:
                packed.writestr(f"tables/{name}.csv", _as_csv(rows))
        for name, bytes_ in _files(candidate):
            packed.writestr(f"files/{name}", bytes_)
    return buffer.getvalue()


def _as_csv(rows: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(rows[0])
    for row in rows:
        writer.writerow([neutralised(_cell(value)) for value in row.values()])
    return "\ufeff" + text.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def _files(candidate: Candidate) -> Iterator[tuple[str, bytes]]:
    """The originals, under names that are safe on every machine."""
    for model, folder in ((Document, "cv"), (PaperConsent, "permission")):
        rows = db.session.execute(
            select(model.id, model.filename, model.content).where(model.candidate_id == candidate.id)
        )
        for number, filename, content in rows:
            if content is not None:
                yield f"{folder}-{number}{_suffix(filename)}", content


def _suffix(filename: str) -> str:
    ending = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    return f".{ending}" if ending.isalnum() and ending.isascii() and len(ending) <= 4 else ""


def make_download(candidate: Candidate, *, now: datetime) -> Download:
    """Everything, ready to be fetched once within 24 hours."""
    content = archive(candidate, now=now)
    download = Download(
        candidate_id=candidate.id, content=content, size=len(content), created_at=now, expires_at=now + LIFE
    )
    db.session.add(download)
    db.session.flush()
    return download


def fetch(candidate: Candidate, public_id: str, *, now: datetime) -> bytes | None:
    """The zip, once; None when it was fetched, is over, or is somebody else's. The caller commits."""
    mine = and_(
        Download.candidate_id == candidate.id,
        Download.public_id == public_id,
        Download.fetched_at.is_(None),
        Download.expires_at > now,
    )
    taken = db.session.execute(update(Download).where(mine).values(fetched_at=now).returning(Download.id)).scalar()
    if taken is None:
        return None
    content: bytes | None = db.session.scalar(select(Download.content).where(Download.id == taken))
    db.session.execute(update(Download).where(Download.id == taken).values(content=b""))
    return content
