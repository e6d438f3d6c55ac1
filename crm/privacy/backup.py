"""A copy of the database while it is used, and putting one back. The ledger of erasures is never part of it."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import make_url

from crm.extensions import db

PAGES = 2000


class CannotBackUp(Exception):
    """Why not, in words that say what to do."""


def save(target: Path) -> Iterator[tuple[int, int]]:
    """Write a consistent copy to `target`; yields (done, total) pages. Raises CannotBackUp.

    It is written beside its place and renamed when whole.
    """
    if target.exists():
        raise CannotBackUp(f"{target} exists already. Choose another name; nothing is overwritten.")
    if not target.parent.is_dir():
        raise CannotBackUp(f"There is no folder {target.parent}. Make it first.")
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    if db.engine.dialect.name == "sqlite":
        yield from _save_sqlite(part)
    else:
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={part}")
        yield 1, 1
    part.chmod(0o600)
    part.rename(target)


def _save_sqlite(part: Path) -> Iterator[tuple[int, int]]:
    done: list[tuple[int, int]] = []
    os.close(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(str(db.engine.url.database))) as source, closing(sqlite3.connect(part)) as copy:
        source.backup(copy, pages=PAGES, progress=lambda _status, left, total: done.append((total - left, total)))
        yield from done


def load(source: Path, *, now: datetime) -> Path | None:
    """Put a copy back. The present database is kept beside it; its name is returned. Raises CannotBackUp."""
    if not source.is_file():
        raise CannotBackUp(f"There is no file {source}.")
    if db.engine.dialect.name != "sqlite":
        _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", str(source))
        return None
    with source.open("rb") as file:
        is_database = file.read(16) == b"SQLite format 3\x00"
    if not is_database:
        raise CannotBackUp(f"{source} is no backup of this program.")
    database = Path(str(db.engine.url.database))
    db.session.remove()
    db.engine.dispose()
    aside = database.with_name(f"{database.name}.{now:%Y%m%dT%H%M%S}.old") if database.exists() else None
    if aside:
        _close(database)
        database.rename(aside)
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    part = database.with_name(f".{database.name}.part")
    shutil.copyfile(source, part)
    part.chmod(0o600)
    part.rename(database)
    return aside


def _close(database: Path) -> None:
    """Bring everything into the one file. Only whoever is alone with a database can leave the write-ahead log."""
    with closing(sqlite3.connect(database, timeout=2)) as present:
        try:
            mode = present.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        except sqlite3.OperationalError:
            mode = "wal"
    if mode != "delete":
        raise CannotBackUp("Something still uses the database. Stop the site and every worker, then try again.")


def _run(program: str, *arguments: str) -> None:
    """PostgreSQL's own tool, with the connection in its environment: no password on a command line."""
    url = make_url(current_app.config["CRM_DATABASE_URL"])
    values = {
        "PGHOST": url.host,
        "PGPORT": str(url.port or 5432),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    found = shutil.which(program)
    if found is None:
        raise CannotBackUp(f"{program} is not installed. Install PostgreSQL's client programs of the server's version.")
    db.session.remove()
    db.engine.dispose()
    known = {"PATH": os.defpath} | {name: value for name, value in values.items() if value}
    command = [found, "--dbname", url.database or "", *arguments]
    result = subprocess.run(command, env=known, capture_output=True, check=False)
    if result.returncode:
        raise CannotBackUp(f"{program} failed: {result.stderr.decode(errors='replace').strip().splitlines()[-1]}")
