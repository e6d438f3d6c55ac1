"""The words by which people are found, and one search condition for two databases: FTS5 and tsvector."""

from typing import Any, Self

from sqlalchemy import Boolean, ColumnElement, ForeignKey, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.sql.operators import OperatorType

from models.base import Base
from models.words import search_words

MAX_QUERY_WORDS = 12


class CandidateWords(Base):
    """Each word of a person once, in a table of its own: lists and clocks then read and write narrow rows.

    PostgreSQL has one column more, `search_vector`, which the database itself computes (models/laws.py).
    """

    __tablename__ = "candidate_words"

    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True)
    words: Mapped[str] = mapped_column(Text)


class _HasWords(GenericFunction[bool]):
    """`has_words(words)`; the words are one bound string, separated by spaces."""

    type = Boolean()
    name = "has_words"
    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> Self:
        """Stands in a WHERE as it is: the `= 1` that SQLite's lack of a boolean brings would hide it from the index."""
        return self


class _HasWordsWalking(_HasWords):
    """The same, asked of each person whom another condition has found."""

    name = "has_words_walking"
    inherit_cache = True


def has_words(query: str, *more: str, walk: bool = False) -> ColumnElement[bool] | None:
    """The condition that a candidate's stored words begin with each word of the query; None when it has no word.

    `more`: further texts whose words have to be there. `walk`: another condition has an index, so let SQLite go
    through those people; by itself it looks up each person with the words in that index, ten thousands of times.
    The words hold letters and digits only, so nothing in them means anything to an index.
    """
    words = search_words(query)
    if not words:
        return None
    words = [*words, *search_words(" ".join(more))][:MAX_QUERY_WORDS]
    return (_HasWordsWalking if walk else _HasWords)(" ".join(words))


@compiles(_HasWords, "sqlite")
def _fts5(element: _HasWords, compiler: SQLCompiler, **kw: Any) -> str:
    words = compiler.process(element.clauses, **kw)
    matching = f"candidate_search MATCH replace({words}, ' ', '* ') || '*'"
    return f"candidate.id IN (SELECT rowid FROM candidate_search WHERE {matching})"  # noqa: S608 ({words} is a bound parameter)


@compiles(_HasWordsWalking, "sqlite")
def _fts5_walking(element: _HasWords, compiler: SQLCompiler, **kw: Any) -> str:
    return "+" + _fts5(element, compiler, **kw)  # a sign that hides a column from the indexes, and does nothing else


@compiles(_HasWords, "postgresql")
def _gin(element: _HasWords, compiler: SQLCompiler, **kw: Any) -> str:
    words = compiler.process(element.clauses, **kw)
    matching = f"search_vector @@ to_tsquery('simple', replace(CAST({words} AS TEXT), ' ', ':* & ') || ':*')"
    return f"candidate.id IN (SELECT candidate_id FROM candidate_words WHERE {matching})"  # noqa: S608 (the same)
