"""JSON Lines: one object per line, its keys named like the columns of a CSV file."""

import json
from collections.abc import Iterator
from typing import Any

from crm.applications.importing import problems
from crm.applications.importing.columns import Column, column_named
from crm.applications.importing.decoding import TextFile, lines
from crm.applications.importing.problems import MAX_SHOWN, RowProblem
from crm.applications.importing.source import RawRow, Source


class _Object(list[tuple[str, Any]]):
    """A JSON object as pairs: a key that stands there twice is not lost."""


class JsonSource(Source):
    def __init__(self, text: TextFile) -> None:
        super().__init__(text)
        self._columns: dict[str, Column | None] = {}

    def rows(self, after: int = 0) -> Iterator[RawRow]:
        for number, line in enumerate(lines(self._file), start=1):
            if number > after and (line is None or line.strip()):
                yield self._row(number, line)

    def _row(self, number: int, line: str | None) -> RawRow:
        if line is None:
            return RawRow(number, number, problems=(RowProblem(number, "", "", problems.LINE_TOO_LONG),))
        try:
            pairs = json.loads(line, object_pairs_hook=_Object)
        except (ValueError, RecursionError):
            pairs = None
        if not isinstance(pairs, _Object):
            shown = line.strip()[:MAX_SHOWN]
            return RawRow(number, number, problems=(RowProblem(number, "", shown, problems.NOT_JSON),))
        return self._from_pairs(number, pairs)

    def _from_pairs(self, number: int, pairs: _Object) -> RawRow:
        values: dict[Column, str] = {}
        titles: dict[Column, str] = {}
        found: list[RowProblem] = []
        for key, value in pairs:
            if key not in self._columns:
                self._columns[key] = column_named(key)
                if self._columns[key] is None:
                    found.append(RowProblem(number, key, "", problems.UNKNOWN_COLUMN))
            column = self._columns[key]
            if column is None or value is None or value == []:
                continue
            text = _as_text(column, value)
            if column in titles:
                found.append(RowProblem(number, key, text or "", problems.TWICE))
            elif text is None:
                found.append(RowProblem(number, key, "", problems.NOT_TEXT))
            else:
                values[column], titles[column] = text, key
        titles.setdefault(Column.VACANCY, Column.VACANCY.value)
        return RawRow(number, number, values, titles, tuple(found))


def _as_text(column: Column, value: Any) -> str | None:
    """Text and numbers as they stand; a list for tags, or a list of one. Anything else is None."""
    if isinstance(value, list) and not isinstance(value, _Object):
        parts = [_as_text(column, part) for part in value]
        whole = column is Column.TAGS or len(parts) == 1
        return ";".join(part for part in parts if part) if whole and None not in parts else None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, str | int | float) else None
