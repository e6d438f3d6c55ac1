"""The erasures, once more, in a file outside the database and its backups: what a restore must do again.

Every line is written and on the disk before the database commits. A line holds a pseudonym and keyed hashes only.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from flask import current_app

from crm.keys import keyed_hash
from models import ErasureCause


class LedgerDamaged(Exception):
    """A line of the ledger file does not follow the one before it."""


@dataclass(frozen=True)
class Line:
    number: int
    subject: str
    former_subjects: list[str]
    marks: list[str]
    cause: str
    at: str
    previous: str
    hash: str = ""

    def seal(self) -> str:
        fields = {name: value for name, value in asdict(self).items() if name != "hash"}
        return keyed_hash("erasure_ledger", json.dumps(fields, sort_keys=True))


def path() -> Path:
    return Path(current_app.config["CRM_ERASURE_LEDGER"])


def lines() -> list[Line]:
    """Every erasure there ever was. Raises LedgerDamaged. A last line that was cut off by a crash counts for nothing:
    the database did not commit what it says."""
    if not path().exists():
        return []
    with path().open(encoding="utf-8") as file:
        return list(_read(file))


def _read(file: IO[str]) -> Iterator[Line]:
    previous = ""
    for number, text in enumerate(file, start=1):
        if not text.endswith("\n"):
            return
        try:
            line = Line(**json.loads(text))
        except (ValueError, TypeError) as error:
            raise LedgerDamaged(f"line {number} of {path()} cannot be read") from error
        if line.previous != previous or line.hash != line.seal():
            raise LedgerDamaged(f"line {number} of {path()} does not follow the line before it")
        previous = line.hash
        yield line


@contextmanager
def _alone() -> Iterator[IO[str]]:
    """One writer at a time, on this machine; the file ends behind the last whole line."""
    path().parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path(), os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def write(subjects: list[str], marks: list[str], cause: ErasureCause, *, after: int, now: datetime) -> Line:
    """Add the line of this erasure, or find the one that an interrupted attempt left.

    `subjects` are the person's pseudonym and former ones, `after` the database's last number. On the disk when this
    returns.
    """
    with _alone() as file:
        known = list(_read(file))
        found = [line for line in known if line.subject == subjects[0]]
        if found:
            return found[-1]
        line = Line(
            number=max(after, known[-1].number if known else 0) + 1,
            subject=subjects[0],
            former_subjects=subjects[1:],
            marks=marks,
            cause=cause.value,
            at=now.isoformat(),
            previous=known[-1].hash if known else "",
        )
        line = Line(**asdict(line) | {"hash": line.seal()})
        file.seek(0)
        whole = sum(len(text) for text in file.read().splitlines(keepends=True) if text.endswith("\n"))
        file.seek(whole)
        file.truncate()
        file.write(json.dumps(asdict(line), sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())
        return line
