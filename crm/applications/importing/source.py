"""What a file of past applicants gives, whatever its format: rows with their place in the file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TextIO

from crm.applications.importing.columns import Column
from crm.applications.importing.decoding import TextFile
from crm.applications.importing.problems import RowProblem


@dataclass(frozen=True)
class RawRow:
    """One row as it stands in the file. `line` is where it begins and `last_line` where it ends, counted from 1."""

    line: int
    last_line: int
    values: Mapping[Column, str] = field(default_factory=dict)
    titles: Mapping[Column, str] = field(default_factory=dict)
    problems: tuple[RowProblem, ...] = ()


class Source:
    """An open file, to be used in a `with`. Its rows can be read once."""

    def __init__(self, text: TextFile) -> None:
        self.text = text
        self._file: TextIO = text.open()

    def __enter__(self) -> "Source":
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    @property
    def position(self) -> int:
        """How many bytes were read, for a progress bar."""
        return self._file.buffer.tell()

    @property
    def ignored(self) -> list[RowProblem]:
        """What the file as a whole holds that we do not read."""
        return []

    def rows(self, after: int = 0) -> Iterator[RawRow]:
        """Every row that begins behind the line `after`; a blank one is no row."""
        raise NotImplementedError
