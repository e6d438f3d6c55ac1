"""CSV as people's programs write it: three separators, quotes that go wrong, and a mark from Excel."""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from crm.applications.importing import problems
from crm.applications.importing.columns import Column, Header, column_named, recognise
from crm.applications.importing.decoding import MAX_LINE, TextFile, lines
from crm.applications.importing.problems import MAX_SHOWN, CannotRead, Reason, RowProblem
from crm.applications.importing.source import RawRow, Source

SEPARATORS = ",;\t"
MAX_HEADER_LINES = 20
_EXCEL_HINT = re.compile(r"\s*sep=([,;|\t])\s*", re.I)
csv.field_size_limit(MAX_LINE)


class _LineTooLong(Exception):
    pass


class _Lines:
    """Physical lines with their numbers. A record that swallowed its neighbours can hand them back."""

    def __init__(self, source: Iterator[str | None], number: int) -> None:
        self._source = source
        self._waiting: deque[str | None] = deque()
        self.taken: list[str | None] = []
        self.number = number

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._source)
        self.taken.append(line)
        self.number += 1
        if line is None:
            raise _LineTooLong
        return line

    def begin(self) -> int:
        """A record begins; answers its line."""
        self.taken = []
        return self.number + 1

    def hand_back(self, keep: int) -> None:
        """All but the first `keep` lines of this record are still to be read."""
        self._waiting.extendleft(reversed(self.taken[keep:]))
        self.number -= len(self.taken) - keep
        del self.taken[keep:]

    def skip_to(self, number: int) -> None:
        """Without reading what the lines say. Only before the first record."""
        skipped = sum(1 for _line in islice(self._source, max(0, number - self.number)))
        self.number += skipped


class CsvSource(Source):
    """Raises CannotRead when the first line holds no column names that we can use."""

    def __init__(self, text: TextFile) -> None:
        super().__init__(text)
        source = lines(self._file)
        beginning = list(islice(source, MAX_HEADER_LINES))
        try:
            self.separator, self.header, self._header_line = _read_header(beginning)
        except CannotRead:
            self._file.close()
            raise
        self._lines = _Lines(chain(beginning[self._header_line :], source), self._header_line)
        self._titles = {
            column: title for column, title in zip(self.header.columns, self.header.titles, strict=True) if column
        }

    @property
    def ignored(self) -> list[RowProblem]:
        found = [
            RowProblem(self._header_line, title, "", problems.UNKNOWN_COLUMN)
            for title, column in zip(self.header.titles, self.header.columns, strict=True)
            if title and column is None
        ]
        if Column.VACANCY not in self._titles:
            found.append(RowProblem(self._header_line, Column.VACANCY.value, "", problems.NO_VACANCY))
        return found

    def rows(self, after: int = 0) -> Iterator[RawRow]:
        self._lines.skip_to(after)
        reader = _reader(self._lines, self.separator)
        while True:
            line = self._lines.begin()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except _LineTooLong:
                alone = len(self._lines.taken) == 1
                yield self._broken(line, problems.LINE_TOO_LONG if alone else problems.UNCLOSED_QUOTE)
            except csv.Error:
                yield self._broken(line, problems.UNCLOSED_QUOTE)
            else:
                if any(map(str.strip, cells)):
                    yield self._row(line, cells)

    def _row(self, line: int, cells: list[str]) -> RawRow:
        width = len(self.header.columns)
        if len(cells) != width and (len(cells) < width or any(cells[width:])):
            if any(self._is_whole(swallowed) for swallowed in self._lines.taken[1:]):
                return self._broken(line, problems.UNCLOSED_QUOTE)
            return self._broken(line, problems.WRONG_CELLS, keep=len(self._lines.taken))
        named = zip(self.header.columns, cells, strict=False)
        values = {column: cell for column, cell in named if column and cell}
        return RawRow(line, self._lines.number, values, self._titles)

    def _is_whole(self, line: str | None) -> bool:
        """Would this line have been a row by itself? Then a quote that was never closed swallowed it."""
        try:
            return len(next(_reader([line or ""], self.separator), ())) == len(self.header.columns)
        except csv.Error:
            return False

    def _broken(self, line: int, reason: Reason, keep: int = 1) -> RawRow:
        self._lines.hand_back(keep)
        shown = (self._lines.taken[0] or "").strip()[:MAX_SHOWN]
        return RawRow(line, self._lines.number, problems=(RowProblem(line, "", shown, reason),))


def _read_header(beginning: list[str | None]) -> tuple[str, Header, int]:
    """The separator, under which most column names are ours; the header; and the line where it ends."""
    separators, blank = SEPARATORS, 0
    for line in beginning:
        if hint := _EXCEL_HINT.fullmatch(line or ""):
            separators = hint.group(1)
        elif line is None or line.strip():
            break
        blank += 1
    first = [line or "" for line in beginning[blank:]]
    candidates = [(separator, *_first_record(first, separator)) for separator in separators]
    separator, titles, length = max(candidates, key=lambda each: (_recognised(each[1]), len(each[1])))
    return separator, recognise(titles), blank + length


def _first_record(beginning: list[str], separator: str) -> tuple[list[str], int]:
    reader = csv.reader(beginning, delimiter=separator, skipinitialspace=True)
    return next(reader, []), reader.line_num


def _reader(source: Iterable[str], separator: str) -> Iterator[list[str]]:
    return csv.reader(source, delimiter=separator, strict=True, skipinitialspace=True)


def _recognised(titles: list[str]) -> int:
    return sum(column_named(title) is not None for title in titles)
