"""Alembic's environment, on both databases. Foreign keys rest while SQLite rebuilds tables; laws come back after."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import inspect

from crm.extensions import db
from models import UtcDateTime
from models.laws import install_laws


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Migrations do not import models: our time type is written as what it is in the database."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """The queue's tables and the search index are not described by models."""
    ours = ("huey_", "candidate_search", "ix_candidate_search", "search_vector")
    return not (kind in ("table", "index", "column") and (name or "").startswith(ours))


with db.engine.connect() as connection:
    sqlite = connection.dialect.name == "sqlite"
    raw: Any = connection.connection.dbapi_connection
    if sqlite:
        raw.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
        transactional_ddl=True,
        render_item=render_item,
        include_name=include_name,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
    if inspect(connection).has_table("consent_event"):
        install_laws(connection)
        if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            raise RuntimeError("this migration leaves rows that refer to nothing")
        connection.commit()
    if sqlite:
        raw.execute("PRAGMA foreign_keys=ON")
