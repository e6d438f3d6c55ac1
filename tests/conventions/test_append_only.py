"""The ledger, the notices and the record of acts only grow. The migrated database itself holds to it."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from crm.extensions import db
from models import AuditEvent, Base
from models.laws import APPEND_ONLY
from tests.factories import NOW
from tests.sample import make_sample


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id + 1000", "DELETE FROM {}"])
def test_a_table_that_only_grows_refuses_to_change(app, organisation, clock, table, statement):
    make_sample(organisation)
    db.session.add(AuditEvent(at=NOW, action="test"))
    db.session.commit()
    before = rows(table)
    assert before, "make one in tests/sample.py"

    with pytest.raises(DBAPIError, match=f"{table} only grows"):
        db.session.execute(sa.text(statement.format(table)))
    db.session.rollback()

    assert rows(table) == before


def rows(table):
    return db.session.execute(sa.select(Base.metadata.tables[table])).all()


def test_every_table_that_only_grows_is_watched(app):
    """After a migration that rebuilt a table, SQLite has forgotten its triggers; `install_laws` puts them back."""
    if db.engine.dialect.name == "sqlite":
        found = db.session.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
        expected = {f"{table}_refuses_{verb}" for table in APPEND_ONLY for verb in ("update", "delete")}
    else:
        found = db.session.scalars(sa.text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")).all()
        expected = {f"{table}_only_grows" for table in APPEND_ONLY}

    assert expected <= set(found)
