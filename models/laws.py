"""Laws that live in the database itself: the ledger only grows; search index and `last_stage` follow their rows.

Migrations that rebuild a table drop its triggers silently, so `install_laws` runs after every upgrade.
"""

from sqlalchemy import Connection, text

APPEND_ONLY = ("audit_event", "consent_event", "notice")

_SQLITE_SEARCH = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS candidate_search USING fts5("
    "words, content='candidate_words', content_rowid='candidate_id', tokenize='ascii', detail='none', prefix='1 2')",
    "DROP TRIGGER IF EXISTS candidate_search_insert",
    "DROP TRIGGER IF EXISTS candidate_search_delete",
    "DROP TRIGGER IF EXISTS candidate_search_update",
    "CREATE TRIGGER candidate_search_insert AFTER INSERT ON candidate_words BEGIN "
    "INSERT INTO candidate_search(rowid, words) VALUES (new.candidate_id, new.words); END",
    "CREATE TRIGGER candidate_search_delete AFTER DELETE ON candidate_words BEGIN "
    "INSERT INTO candidate_search(candidate_search, rowid, words) "
    "VALUES ('delete', old.candidate_id, old.words); END",
    "CREATE TRIGGER candidate_search_update AFTER UPDATE OF words ON candidate_words "
    "WHEN old.words <> new.words BEGIN "
    "INSERT INTO candidate_search(candidate_search, rowid, words) "
    "VALUES ('delete', old.candidate_id, old.words); "
    "INSERT INTO candidate_search(rowid, words) VALUES (new.candidate_id, new.words); END",
)
# Stored: computing it from the text takes .3 ms a person, and the planner believes it is free.
_POSTGRESQL_SEARCH = (
    "ALTER TABLE candidate_words ADD COLUMN IF NOT EXISTS search_vector tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED",
    "CREATE INDEX IF NOT EXISTS ix_candidate_search ON candidate_words USING gin (search_vector)",
)

_LAST_STAGE = (
    "UPDATE candidate SET last_stage = (SELECT stage FROM application WHERE candidate_id = candidate.id "
    "ORDER BY applied_at DESC, id DESC LIMIT 1) WHERE id = {row}.candidate_id"
)
_SQLITE_STAGE = tuple(
    statement
    for name, moment, row in (
        ("insert", "INSERT", "new"),
        ("update", "UPDATE OF stage, applied_at, candidate_id", "new"),
        ("delete", "DELETE", "old"),
    )
    for statement in (
        f"DROP TRIGGER IF EXISTS application_stage_{name}",
        f"CREATE TRIGGER application_stage_{name} AFTER {moment} ON application "
        f"BEGIN {_LAST_STAGE.format(row=row)}; END",
    )
)
_POSTGRESQL_STAGE = (
    "CREATE OR REPLACE FUNCTION follow_last_stage() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN IF TG_OP = 'DELETE' THEN {_LAST_STAGE.format(row='OLD')}; "
    f"ELSE {_LAST_STAGE.format(row='NEW')}; END IF; RETURN NULL; END $$",
    "DROP TRIGGER IF EXISTS application_stage ON application",
    "CREATE TRIGGER application_stage AFTER INSERT OR DELETE OR UPDATE OF stage, applied_at, candidate_id "
    "ON application FOR EACH ROW EXECUTE FUNCTION follow_last_stage()",
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
    statements = [*_SQLITE_SEARCH, *_SQLITE_STAGE] if sqlite else [*_POSTGRESQL_SEARCH, *_POSTGRESQL_STAGE]
    for table in APPEND_ONLY:
        statements += _sqlite_append_only(table) if sqlite else _postgresql_append_only(table)
    for statement in statements:
        connection.execute(text(statement))
