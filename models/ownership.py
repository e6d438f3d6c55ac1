"""Which rows are about one person: found by following foreign keys, so that a new table cannot be forgotten.

A test holds this to models/personal.py: a table with a candidate's columns that no key leads to fails the build.
"""

from functools import cache

from sqlalchemy import ColumnElement, Table, or_, select

from models.base import Base


@cache
def owned_tables() -> tuple[Table, ...]:
    """Every table whose rows belong to a candidate, children before their parents, `candidate` last."""
    owned = {Base.metadata.tables["candidate"]}
    while True:
        more = {table for table in Base.metadata.sorted_tables if table not in owned and _parents(table) & owned}
        if not more:
            return tuple(table for table in reversed(Base.metadata.sorted_tables) if table in owned)
        owned |= more


def rows_of(table: Table, candidate_id: int) -> ColumnElement[bool]:
    """The condition under which a row of this table is about this person."""
    candidate = Base.metadata.tables["candidate"]
    if table is candidate:
        return candidate.c.id == candidate_id
    direct = [key.parent == candidate_id for key in table.foreign_keys if key.column.table is candidate]
    through = [
        key.parent.in_(select(key.column).where(rows_of(key.column.table, candidate_id)))
        for key in table.foreign_keys
        if key.column.table in owned_tables() and key.column.table not in (candidate, table)
    ]
    return or_(*direct, *through)


def _parents(table: Table) -> set[Table]:
    return {key.column.table for key in table.foreign_keys}
