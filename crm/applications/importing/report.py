"""The file that tells what stayed out and what to do. Excel opens it, and no cell of it runs as a formula."""

import csv
import fcntl
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from flask_babel import gettext as _

from crm.applications.importing.problems import CannotRead, RowProblem
from crm.screening import masked
from crm.spreadsheets import neutralised

_BOM = "\ufeff"


class Report:
    """Append-only while an import runs, and locked by it, so that one import runs once at a time."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._file: BinaryIO = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            raise CannotRead(_("This import is running already. Wait until it is done.")) from error

    def __enter__(self) -> "Report":
        return self

    def __exit__(self, *_error: object) -> None:
        """A report with nothing to tell is no report."""
        if self.is_empty:
            self.path.unlink()
        self._file.close()

    @property
    def is_empty(self) -> bool:
        self._file.seek(0)
        return len(list(zip(self._file, range(2), strict=False))) < 2

    def go_on(self, after: int) -> None:
        """Begin, or forget the lines of rows behind `after`: an interruption kept them from being committed."""
        self._file.seek(0)
        self._file.truncate(_length_up_to(self._file, after))
        if self._file.seek(0, os.SEEK_END) == 0:
            header = [_("Line"), _("Column"), _("Value"), _("What happened"), _("What to do")]
            self._append(_BOM + _as_csv([header]))

    def write(self, rows: Iterable[Sequence[RowProblem]]) -> None:
        """The problems of each row. On the disk when this returns, so that a commit may follow."""
        whole, in_part, not_at_all = _("Came in as it is"), _("Came in, without this"), _("Did not come in")
        written = [
            [
                str(each.line),
                each.column,
                masked(each.value),
                not_at_all if is_refused else in_part if each.reason.changes else whole,
                str(each.reason.advice),
            ]
            for problems in rows
            for is_refused in [any(each.refuses for each in problems)]
            for each in problems
        ]
        if written:
            self._append(_as_csv(written))

    def _append(self, text: str) -> None:
        self._file.seek(0, os.SEEK_END)
        self._file.write(text.encode(errors="replace"))
        self._file.flush()
        os.fsync(self._file.fileno())


def _as_csv(rows: Iterable[list[str]]) -> str:
    """Every row on one line of the file."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerows([neutralised(" ".join(cell.split())) for cell in row] for row in rows)
    return text.getvalue()


def _length_up_to(file: BinaryIO, after: int) -> int:
    """How many bytes hold whole rows about lines up to `after`, the header included."""
    length = 0
    for number, row in enumerate(file):
        if not row.endswith(b"\n") or (number and int(row.split(b'"')[1]) > after):
            break
        length += len(row)
    return length
