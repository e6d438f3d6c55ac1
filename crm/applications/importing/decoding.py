"""What a file is before we read it: its hash, its encoding, and a clear word when it is no text at all."""

import codecs
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from flask_babel import gettext as _

from crm.applications.importing.problems import CannotRead

CHUNK = 1024 * 1024
MAX_LINE = 4_000_000
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_BROKEN = re.compile("[\udc80-\udcff]")
_ACCENTED = re.compile("[^\x00-\x7f\udc80-\udcff]")


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """One byte that is not UTF-8, read as Windows-1252: for a file that is mostly, but not only, UTF-8."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("windows-1252", errors="replace"), error.end


codecs.register_error("as-windows", _as_windows)


@dataclass(frozen=True)
class TextFile:
    """A text file of any size. `errors` says how its odd bytes are read."""

    path: Path
    size: int
    sha256: str
    encoding: str
    errors: str

    @property
    def name(self) -> str:
        """Also of a file whose name is no text on this system."""
        return os.fsencode(self.path.name).decode(errors="replace")

    def open(self) -> TextIO:
        return self.path.open(encoding=self.encoding, errors=self.errors, newline="")


def examine(path: Path) -> TextFile:
    """Read the file once, in pieces, for its hash and its encoding. Raises CannotRead for what is no text."""
    try:
        with path.open("rb") as file:
            beginning = file.read(8192)
            encoding = _encoding_of(beginning)
            file.seek(0)
            digest, broken, accented = hashlib.sha256(), 0, 0
            decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                text = decoder.decode(chunk)
                if not text.isascii():
                    broken += len(_BROKEN.findall(text))
                    accented += len(_ACCENTED.findall(text))
    except OSError as error:
        raise CannotRead(_("We cannot open %(path)s: %(why)s.", path=path, why=error.strerror)) from error
    if encoding != "utf-16" and broken:
        encoding, errors = ("windows-1252", "replace") if broken > accented else ("utf-8-sig", "as-windows")
    else:
        errors = "replace"
    return TextFile(path, path.stat().st_size, digest.hexdigest(), encoding, errors)


def _encoding_of(beginning: bytes) -> str:
    if not beginning.strip():
        raise CannotRead(_("The file is empty."))
    if beginning.startswith(_EXCEL):
        raise CannotRead(_("This is an Excel file. Open it and save it as “CSV UTF-8”; then import that file."))
    for mark, encoding in _BOMS:
        if beginning.startswith(mark):
            return encoding
    if b"\x00" in beginning or beginning.startswith(b"%PDF-"):
        raise CannotRead(_("This is not a text file. Import a CSV file, or JSON Lines with one object per line."))
    return "utf-8-sig"


def lines(file: TextIO) -> Iterator[str | None]:
    """Physical lines with their ends; None for a line longer than MAX_LINE, of which no more than that is in memory."""
    while line := file.readline(MAX_LINE):
        if len(line) < MAX_LINE or line.endswith(("\n", "\r")):
            yield line
            continue
        while line and not line.endswith(("\n", "\r")):
            line = file.readline(MAX_LINE)
        yield None
