"""The cells of one row, read one by one; what cannot be read is remembered as a problem."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from crm.applications.importing import problems
from crm.applications.importing.columns import Column
from crm.applications.importing.dates import parse_moment
from crm.applications.importing.problems import MAX_SHOWN, Reason, RowProblem
from crm.applications.importing.rules import Conventions
from crm.applications.importing.source import RawRow
from crm.applications.importing.values import clean_line
from crm.screening import masked, sieve
from crm.spreadsheets import restored

Value = TypeVar("Value")

MAX_NAME = 200
MAX_LENGTHS = {Column.PLACE: 100, Column.CONSENT_TEXT: 10_000, Column.CONSENT_SOURCE: 1_000, Column.TAGS: 4_000}
FREE = {
    Column.FIRST_NAME,
    Column.PREFIX,
    Column.LAST_NAME,
    Column.NAME,
    Column.PLACE,
    Column.HEADLINE,
    Column.VACANCY,
    Column.CONSENT_TEXT,
    Column.CONSENT_SOURCE,
}
"""Columns in which people write what they like, so also what must not be here."""


class Cells:
    """Reading a cell answers its value, or None when it is empty or wrong. Wrong is reported, each time it is read."""

    def __init__(self, raw: RawRow, conventions: Conventions) -> None:
        self.raw = raw
        self.conventions = conventions
        self.problems = list(raw.problems)

    @property
    def refused(self) -> bool:
        return any(problem.refuses for problem in self.problems)

    def report(self, column: Column, reason: Reason) -> None:
        shown = masked(self.raw.values.get(column, "").strip()[: 2 * MAX_SHOWN])[:MAX_SHOWN]
        title = self.raw.titles.get(column, column.value)
        self.problems.append(RowProblem(self.raw.line, title, shown, reason))

    def note(self, column: Column, reason: Reason) -> None:
        """Report without showing the value, which is long or must not be shown."""
        self.problems.append(RowProblem(self.raw.line, self.raw.titles.get(column, column.value), "", reason))

    def is_filled(self, column: Column) -> bool:
        return bool(self.raw.values.get(column, "").strip())

    def line(self, column: Column) -> str | None:
        """A short value on one line."""
        if column not in self.raw.values:
            return None
        text = self._clean(column)
        if len(text) > MAX_LENGTHS.get(column, 200):
            self.report(column, problems.TOO_LONG)
            return None
        return text or None

    def name(self, column: Column) -> str:
        text = self._clean(column)
        if len(text) > MAX_NAME:
            self.report(column, problems.NAME_TOO_LONG)
        return text

    def parsed(self, column: Column, parse: Callable[[str], Value | Reason]) -> Value | None:
        text = self.line(column)
        if text is None:
            return None
        value = parse(text)
        if isinstance(value, Reason):
            self.report(column, value)
            return None
        return value

    def moment(self, column: Column) -> datetime | None:
        return self.parsed(
            column, lambda text: parse_moment(text, zone=self.conventions.zone, now=self.conventions.now)
        )

    def _clean(self, column: Column) -> str:
        text, changed = clean_line(restored(self.raw.values.get(column, "").strip()))
        if changed:
            self.report(column, problems.UNSHOWABLE)
        if column in FREE:
            sieved = sieve(text)
            left = sieved.left if column is Column.HEADLINE else frozenset()  # “Christen” is a surname too
            for reason in problems.screened(sieved.taken, left):
                self.note(column, reason)
            return sieved.text
        return text
