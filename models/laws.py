"""Laws that live in the database itself: the ledger only grows, and the search index follows the candidates.

Migrations that rebuild a table drop its triggers silently, so `install_laws` runs after every upgrade.
"""

from sqlalchemy import Connection, text

APPEND_ONLY = ("audit_event", "consent_event", "notice")

_SQLITE_SEARCH = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS candidate_search USING fts5("
    "search_text, content='candidate', content_rowid='id', tokenize='ascii', detail='none')",
    "DROP TRIGGER IF EXISTS candidate_search_insert",
    "DROP TRIGGER IF EXISTS candidate_search_delete",
    "DROP TRIGGER IF EXISTS candidate_search_update",
    "CREATE TRIGGER candidate_search_insert AFTER INSERT ON candidate BEGIN "
    "INSERT INTO candidate_search(rowid, search_text) VALUES (new.id, new.search_text); END",
    "CREATE TRIGGER candidate_search_delete AFTER DELETE ON candidate BEGIN "
    "INSERT INTO candidate_search(candidate_search, rowid, search_text) "
    "VALUES ('delete', old.id, old.search_text); END",
    "CREATE TRIGGER candidate_search_update AFTER UPDATE OF search_text ON candidate "
    "WHEN old.search_text <> new.search_text BEGIN "
    "INSERT INTO candidate_search(candidate_search, rowid, search_text) "
    "VALUES ('delete', old.id, old.search_text); "
    "INSERT INTO candidate_search(rowid, search_text) VALUES (new.id, new.search_text); END",
)
_POSTGRESQL_SEARCH = (
    "CREATE INDEX IF NOT EXISTS ix_candidate_search ON candidate USING gin (to_tsvector('simple', search_text))",
)


def _sqlite_append_only(table: str) -> list[str]:
    return [
        statement
        for verb in ("UPDATE", "DELETE")
        for statement in (
            f"DROP TRIGGER IF EXISTS {table}_refuses_{verb.lower()}",
            f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END",
        )
    ]


def _postgresql_append_only(table: str) -> list[str]:
    return [
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$",
        f"DROP TRIGGER IF EXISTS {table}_only_grows ON {table}",
        f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ]


def install_laws(connection: Connection) -> None:
    """Create or refresh every trigger and the search index. Running it twice changes nothing."""
    sqlite = connection.dialect.name == "sqlite"
    statements = list(_SQLITE_SEARCH if sqlite else _POSTGRESQL_SEARCH)
    for table in APPEND_ONLY:
        statements += _sqlite_append_only(table) if sqlite else _postgresql_append_only(table)
    for statement in statements:
        connection.execute(text(statement))
