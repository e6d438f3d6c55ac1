"""Laws that live in the database itself: the ledger only grows; what is made of rows follows them.

Migrations that rebuild a table drop its triggers silently, so `install_laws` runs after every upgrade.
"""

from sqlalchemy import Connection, text

APPEND_ONLY = ("audit_event", "ledger_count", "letter_text", "notice")
# Of these no row changes; a row goes only as the condition says, which speaks of `old`.
NEVER_CHANGED = {
    "access_record": "true",
    "consent_event": "EXISTS (SELECT 1 FROM chain_disposal WHERE subject = old.subject AND disposed_at IS NOT NULL)",
}
# Without the evidence behind it a yes is none: removing that takes away what rests on it.
_EVIDENCE_GOES = (
    "DELETE FROM permission WHERE candidate_id = old.candidate_id AND kind IN ('given', 'renewed') AND purpose IN ("
    "SELECT event.purpose FROM consent_event event JOIN candidate ON candidate.public_id = event.subject "
    "WHERE candidate.id = old.candidate_id AND event.evidence_sha256 = old.sha256 "
    "AND event.kind IN ('given', 'renewed') AND event.at = permission.since)"
)

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

# What may decide whether somebody is compared, and with what. After any change of it they are due to be looked at.
_COMPARED_BY = ("profile_changed_at", "procedure_closed_at", "hired_at", "paused_until", "restricted_at", "keep_until")
_OTHER = " OR ".join(f"old.{name} {{differs}} new.{name}" for name in _COMPARED_BY)
_DUE = "UPDATE candidate SET compare_at = '1970-01-01 00:00:00{zone}' WHERE id = {owner}"
_SQLITE_COMPARE = (
    "DROP TRIGGER IF EXISTS candidate_compare",
    f"CREATE TRIGGER candidate_compare AFTER UPDATE OF {', '.join(_COMPARED_BY)} ON candidate "
    f"WHEN {_OTHER.format(differs='IS NOT')} "
    f"BEGIN {_DUE.format(zone='.000000', owner='new.id')}; END",
    *(
        statement
        for table, verb, row in (
            ("permission", "INSERT", "new"),
            ("permission", "UPDATE", "new"),
            ("permission", "DELETE", "old"),
            ("profile_vector", "DELETE", "old"),
        )
        for statement in (
            f"DROP TRIGGER IF EXISTS {table}_compare_{verb.lower()}",
            f"CREATE TRIGGER {table}_compare_{verb.lower()} AFTER {verb} ON {table} "
            f"BEGIN {_DUE.format(zone='.000000', owner=f'{row}.candidate_id')}; END",
        )
    ),
)
_POSTGRESQL_COMPARE = (
    "CREATE OR REPLACE FUNCTION compare_soon() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN NEW.compare_at := '1970-01-01 00:00:00+00'; RETURN NEW; END $$",
    "CREATE OR REPLACE FUNCTION compare_owner_soon() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN IF TG_OP = 'DELETE' THEN {_DUE.format(zone='+00', owner='OLD.candidate_id')}; "
    f"ELSE {_DUE.format(zone='+00', owner='NEW.candidate_id')}; END IF; RETURN NULL; END $$",
    "DROP TRIGGER IF EXISTS candidate_compare ON candidate",
    f"CREATE TRIGGER candidate_compare BEFORE UPDATE OF {', '.join(_COMPARED_BY)} ON candidate FOR EACH ROW "
    f"WHEN ({_OTHER.format(differs='IS DISTINCT FROM')}) EXECUTE FUNCTION compare_soon()",
    "DROP TRIGGER IF EXISTS permission_compare ON permission",
    "CREATE TRIGGER permission_compare AFTER INSERT OR UPDATE OR DELETE ON permission "
    "FOR EACH ROW EXECUTE FUNCTION compare_owner_soon()",
    "DROP TRIGGER IF EXISTS profile_vector_compare ON profile_vector",
    "CREATE TRIGGER profile_vector_compare AFTER DELETE ON profile_vector "
    "FOR EACH ROW EXECUTE FUNCTION compare_owner_soon()",
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


def _sqlite_never_changed(table: str, unless: str) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {table}_refuses_update",
        f"CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END",
        f"DROP TRIGGER IF EXISTS {table}_refuses_delete",
        f"CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table} WHEN NOT {unless} "
        f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END",
    ]


def _postgresql_never_changed(table: str, unless: str) -> list[str]:
    return [
        f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF TG_OP = 'DELETE' AND {unless} THEN RETURN OLD; END IF; "
        f"RAISE EXCEPTION '{table} only grows'; END $$",
        f"DROP TRIGGER IF EXISTS {table}_only_grows ON {table}",
        f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        f"DROP TRIGGER IF EXISTS {table}_stays ON {table}",
        f"CREATE TRIGGER {table}_stays BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ]


_SQLITE_EVIDENCE = (
    "DROP TRIGGER IF EXISTS evidence_goes",
    f"CREATE TRIGGER evidence_goes AFTER DELETE ON consent_evidence BEGIN {_EVIDENCE_GOES}; END",
)
_POSTGRESQL_EVIDENCE = (
    "CREATE OR REPLACE FUNCTION evidence_goes() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN {_EVIDENCE_GOES}; RETURN NULL; END $$",
    "DROP TRIGGER IF EXISTS evidence_goes ON consent_evidence",
    "CREATE TRIGGER evidence_goes AFTER DELETE ON consent_evidence FOR EACH ROW EXECUTE FUNCTION evidence_goes()",
)


def laws(dialect: str) -> list[str]:
    """Every statement that makes the laws, in order."""
    if dialect == "sqlite":
        statements = [*_SQLITE_SEARCH, *_SQLITE_STAGE, *_SQLITE_EVIDENCE, *_SQLITE_COMPARE]
        statements += [law for table in APPEND_ONLY for law in _sqlite_append_only(table)]
        return statements + [law for table in NEVER_CHANGED.items() for law in _sqlite_never_changed(*table)]
    statements = [*_POSTGRESQL_SEARCH, *_POSTGRESQL_STAGE, *_POSTGRESQL_EVIDENCE, *_POSTGRESQL_COMPARE]
    statements += [law for table in APPEND_ONLY for law in _postgresql_append_only(table)]
    return statements + [law for table in NEVER_CHANGED.items() for law in _postgresql_never_changed(*table)]


def install_laws(connection: Connection) -> None:
    """Create or refresh every trigger and the search index. Running it twice changes nothing."""
    for statement in laws(connection.dialect.name):
        connection.execute(text(statement))


def broken_laws(connection: Connection) -> list[str]:
    """The names of triggers that are missing, switched off or not what this version makes."""
    wanted = {law.split()[2]: law for law in laws(connection.dialect.name) if law.startswith("CREATE TRIGGER")}
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        found = {str(row[0]): row[1] for row in rows}
        return sorted(name for name, law in wanted.items() if found.get(name) != law)
    rows = connection.execute(
        text(
            "SELECT tgname, tgenabled, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
            "WHERE NOT tgisinternal"
        )
    )
    bodies = {
        law.split()[4].split("(")[0]: law.split("$$")[1]
        for law in laws("postgresql")
        if law.startswith("CREATE OR REPLACE FUNCTION")
    }
    alive = {str(name) for name, enabled, body in rows if enabled == "O" and body in bodies.values()}
    return sorted(set(wanted) - alive)
