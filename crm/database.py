"""How we talk to the database: SQLite for many processes, and read-only transactions for every GET."""

import sqlite3
from pathlib import Path
from typing import Any

from flask import Flask, abort, request
from sqlalchemy import Connection, Engine, event

from crm.extensions import db

READING = {"reading": True, "postgresql_readonly": True}
MOST_ROWS = 2**31 - 1  # what a number of a row can be on PostgreSQL
MOST_PAGES = 1_000_000
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# `trusted_schema` stays on: with it off SQLite forbids triggers to write to the search index (a virtual table).
_PRAGMAS = ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")


def register(app: Flask) -> None:
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            if db.engine.url.database:
                Path(db.engine.url.database).parent.mkdir(parents=True, exist_ok=True)
            prepare_sqlite(db.engine)
    app.before_request(refuse_nul)
    app.before_request(refuse_vast_numbers)
    app.before_request(read_only)


def prepare_sqlite(engine: Engine) -> None:
    """Write BEGIN ourselves: IMMEDIATE for writers (an upgraded read transaction fails at once), query_only to read."""
    event.listen(engine, "connect", _connect)
    event.listen(engine, "begin", _begin)


def _connect(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def refuse_nul() -> None:
    """PostgreSQL's text cannot hold this character, and nobody types it: refused here, once, for every field."""
    if any("\0" in value for values in (request.args, request.form) for _name, value in values.items(multi=True)):
        abort(400)


def refuse_vast_numbers() -> None:
    """No row and no page has such a number, and neither database can hold it: not found, once, for every address."""
    asked = [*(request.view_args or {}).values(), request.args.get("match", 0, int)]
    if any(isinstance(number, int) and abs(number) > MOST_ROWS for number in asked):
        abort(404)
    if abs(request.args.get("page", 1, int)) > MOST_PAGES:
        abort(404)


def read_only() -> None:
    """A GET that writes fails in the database itself, on SQLite and on PostgreSQL."""
    if request.method in SAFE_METHODS and request.endpoint != "static":
        begin_reading()


def begin_reading() -> None:
    """Begin a transaction that can only read, and on SQLite keeps nobody from writing."""
    db.session.connection(execution_options=READING)
