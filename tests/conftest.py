"""One application per run, one fresh database per test, no network and no SMTP unless a test starts its own server."""

import io
import logging
import os
import shutil
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog
import time_machine
from dns.exception import Timeout as DNSTimeout
from dns.resolver import Resolver
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.engine import URL, make_url

from crm import create_app
from crm.extensions import db
from tests.factories import make_organisation, make_user
from tests.pages import Browser

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
POSTGRESQL = os.environ.get("CRM_TEST_DATABASE_URL")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL whatever touches no database, or is about pages alone, would only say the same again.

    That every page works there is what test_reading and the journeys say.
    """
    if not POSTGRESQL:
        return
    touching = [item for item in items if "database" in item.fixturenames or "journeys" in item.path.parts]  # type: ignore[attr-defined]
    kept = [item for item in touching if not {"pages", "browser"} & {mark.name for mark in item.iter_markers()}]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
    """Where nothing may be skipped, a skip is a failure that says what to install."""
    report = yield
    if report.skipped and os.environ.get("WEERZIEN_NO_SKIPS"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be skipped: {report.longrepr}"
    return report


@pytest.fixture(scope="session", autouse=True)
def _stays_here() -> Iterator[None]:
    """pytest-socket stops connections to other machines; asking for their address, or DNS, is stopped here."""
    ask = socket.getaddrinfo

    def answer(host: str | bytes | None, *rest: object, **more: object) -> object:
        assert host in (None, "", "localhost", "127.0.0.1", "::1"), f"tests stay on this machine, not {host}"
        return ask(host, *rest, **more)  # type: ignore[arg-type]

    resolve = Resolver.resolve

    def ask_dns(resolver: Resolver, *rest: object, **more: object) -> object:
        if set(map(str, resolver.nameservers)) - {"127.0.0.1", "::1"}:
            raise DNSTimeout
        return resolve(resolver, *rest, **more)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", answer)
        patch.setattr(Resolver, "resolve", ask_dns)
        yield


_SHAPE = """
SELECT md5(string_agg(word, ' ' ORDER BY word)) FROM (
  SELECT relname || relkind::text AS word FROM pg_class WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT tgname || tgenabled::text || tgfoid::text FROM pg_trigger
  UNION ALL SELECT proname::text || prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS words
"""
# Triggers rest meanwhile, for some tables only grow. Numbers begin at one again.
_EMPTY_AGAIN = """
SET session_replication_role = replica;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
  LOOP EXECUTE 'DELETE FROM ' || quote_ident(name); END LOOP;
  PERFORM setval(quote_ident(sequencename)::regclass, 1, false) FROM pg_sequences
  WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$;
"""


class FreshDatabase:
    """Migrated once, and empty before each test: SQLite copies a file, PostgreSQL removes the rows.

    A copy of a PostgreSQL database takes five times as long as emptying it; the copy is made when a test before
    changed the tables themselves.
    """

    def __init__(self, folder: Path) -> None:
        self.template, self.file = folder / "template.db", folder / "crm.db"
        self.server: URL | None = make_url(POSTGRESQL) if POSTGRESQL else None
        if self.server:
            self.admin = sa.create_engine(self.server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
            self.name = f"weerzien_{os.getpid()}"
            self._sql(f"CREATE DATABASE {self.name}_template")
        self.copied = False

    def url(self, *, template: bool = False) -> str:
        if self.server:
            name = f"{self.name}_template" if template else self.name
            return self.server.set(database=name).render_as_string(hide_password=False)
        return f"sqlite:///{self.template if template else self.file}"

    def renew(self) -> None:
        if self.server:
            self._renew_on_server()
            return
        for leftover in self.file.parent.glob("crm.db*"):
            leftover.unlink()
        shutil.copy(self.template, self.file)

    def _renew_on_server(self) -> None:
        if self.copied:
            with sa.create_engine(self.url(), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool).connect() as there:
                if there.exec_driver_sql(_SHAPE).scalar() == self.shape:
                    there.exec_driver_sql(_EMPTY_AGAIN)
                    there.exec_driver_sql("UPDATE alembic_version SET version_num = %s", (self.version,))
                    return
        self._sql(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        self._sql(f"CREATE DATABASE {self.name} TEMPLATE {self.name}_template")
        with sa.create_engine(self.url(), poolclass=sa.NullPool).connect() as there:
            self.shape = there.exec_driver_sql(_SHAPE).scalar()
            self.version = there.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        self.copied = True

    def close(self) -> None:
        if self.server:
            self._sql(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
            self._sql(f"DROP DATABASE {self.name}_template WITH (FORCE)")
            self.admin.dispose()

    def _sql(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.exec_driver_sql(statement)


def settings(folder: Path, database: str) -> dict[str, object]:
    return {
        "TESTING": True,
        "CRM_SECRET_KEY": "a secret of the tests, long enough to be one",
        "CRM_PUBLIC_URL": "http://localhost",
        "CRM_DATABASE_URL": database,
        "CRM_QUEUE_URL": "memory://",
        "CRM_MAIL_URL": f"folder://{folder / 'mail'}",
        "CRM_BOUNCE_ADDRESS": "",
        "CRM_MAILDIR": "",
        "CRM_DATA_DIR": folder,
        "CRM_LOG_LEVEL": "INFO",
        "MAILBOX": True,
    }


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FreshDatabase]:
    fresh = FreshDatabase(tmp_path_factory.mktemp("database"))
    migrating = create_app(settings(fresh.file.parent, fresh.url(template=True)))
    with migrating.app_context():
        upgrade()
        if not fresh.server:
            db.session.execute(sa.text("SELECT 1"))
            db.session.rollback()
            with db.engine.connect() as connection:
                connection.connection.dbapi_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
        db.engine.dispose()
    yield fresh
    fresh.close()


@pytest.fixture(scope="session")
def _app(database: FreshDatabase) -> Flask:
    return create_app(settings(database.file.parent, database.url()))


@pytest.fixture
def app(_app: Flask, database: FreshDatabase, clock: time_machine.Traveller) -> Iterator[Flask]:
    """The application with an empty, migrated database, at NOW: what a test says is as true next year as today."""
    with _app.app_context():
        db.session.remove()
        db.engine.dispose()
        database.renew()
        shutil.rmtree(database.file.parent / "mail", ignore_errors=True)
        (database.file.parent / "erasures.jsonl").unlink(missing_ok=True)
        yield _app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Time stands still at NOW; `clock.move_to(...)` moves it. Where there is an organisation it always does."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def organisation(app: Flask, clock):  # type: ignore[no-untyped-def]
    return make_organisation()


@pytest.fixture
def browser(app: Flask, organisation, clock) -> Browser:  # type: ignore[no-untyped-def]
    """A visitor nobody knows. Every page it fetches is checked."""
    return Browser(app)


@pytest.fixture
def recruiter(app: Flask, organisation, browser: Browser):  # type: ignore[no-untyped-def]
    """Sanne, who has every role, signed in with `browser`."""
    user = make_user()
    browser.is_signed_in(user)
    return user


@pytest.fixture
def log(app: Flask) -> Iterator[io.StringIO]:
    """Everything that is logged from here on, our own lines and those of libraries, as it would reach stderr."""
    written, before = io.StringIO(), structlog.get_config()
    structlog.configure(**before | {"logger_factory": structlog.PrintLoggerFactory(written)})
    handler = logging.getLogger().handlers[0]
    stream = handler.setStream(written)  # type: ignore[attr-defined]
    yield written
    handler.setStream(stream)  # type: ignore[attr-defined]
    structlog.configure(**before)


@pytest.fixture
def mail_folder(app: Flask, database: FreshDatabase) -> Path:
    return database.file.parent / "mail"
