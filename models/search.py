"""One search condition for two databases: FTS5 on SQLite, a GIN index on PostgreSQL."""

from typing import Any

from sqlalchemy import Boolean, ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from models.words import search_words

MAX_QUERY_WORDS = 12


class _HasWords(GenericFunction[bool]):
    """`has_words(words)`; the words are one bound string, separated by spaces."""

    type = Boolean()
    name = "has_words"
    inherit_cache = True


def has_words(query: str) -> ColumnElement[bool] | None:
    """The condition that a candidate's stored words begin with each word of the query; None when it has no word.

    The words hold letters and digits only, so nothing in them means anything to an index.
    """
    words = search_words(query)[:MAX_QUERY_WORDS]
    return _HasWords(" ".join(words)) if words else None


@compiles(_HasWords, "sqlite")
def _fts5(element: _HasWords, compiler: SQLCompiler, **kw: Any) -> str:
    words = compiler.process(element.clauses, **kw)
    matching = f"candidate_search MATCH replace({words}, ' ', '* ') || '*'"
    return f"candidate.id IN (SELECT rowid FROM candidate_search WHERE {matching})"  # noqa: S608 ({words} is a bound parameter)


@compiles(_HasWords, "postgresql")
def _gin(element: _HasWords, compiler: SQLCompiler, **kw: Any) -> str:
    words = compiler.process(element.clauses, **kw)
    return (
        "to_tsvector('simple', candidate.search_text) @@ "
        f"to_tsquery('simple', replace(CAST({words} AS TEXT), ' ', ':* & ') || ':*')"
    )
