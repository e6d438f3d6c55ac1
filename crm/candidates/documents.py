"""CV files on our side: which we take, and the text that a limited child process reads from them."""

import hashlib
import re
import subprocess
import sys
import tempfile
import threading
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from crm.candidates import extract
from crm.screening import Kind, masked, sieve
from models import Document, DocumentState

MAX_BYTES = extract.MAX_BYTES
MAX_CHARACTERS = extract.MAX_CHARACTERS
SECONDS = 20
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "txt": "text/plain",
}
_MAGIC = {"pdf": re.compile(rb"%PDF-"), "docx": re.compile(rb"\APK\x03\x04"), "odt": re.compile(rb"\APK\x03\x04")}

_HYPHENATED = re.compile("[\u00ad\ufffe]\n?")  # a word broken at the end of a line, as PDFs tell it
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\uffff\ud800-\udfff]"
)
_BLANKS = re.compile("[ \t\u00a0]{2,}")
_EMPTY_LINES = re.compile(r" *\n(?: *\n)+ *")

NOT_ALLOWED = _l("We take PDF, Word (.docx), OpenDocument (.odt) and plain text. Save the CV as one of these.")
TOO_BIG = _l("The file is larger than 20 MB. Save a smaller copy, for example without pictures.")
WRONG_KIND = _l("The file is not what its name says. Open it, save it again as PDF, and add that one.")
LOCKED = _l("The file asks for a password. Save a copy without one.")
UNREADABLE = _l("We cannot read this file. Open it, save it again as PDF, and add that one.")
MASKED = _l(
    "A number in it may not be kept about applicants, such as a BSN. We took it out, and did not keep the file."
)
NO_TEXT = _l("We found no text in this file; it may be a scan. Add a copy whose text can be selected.")


@dataclass(frozen=True)
class ReadResult:
    """The text of a CV, or the reason why there is none, in words that say what to do.

    Numbers that must not be here are masked; `taken` says of which kind, `left` what else it speaks of.
    """

    text: str = ""
    reason: LazyString | None = None
    content_type: str = "application/octet-stream"
    taken: frozenset[Kind] = frozenset()
    left: frozenset[Kind] = frozenset()

    @property
    def state(self) -> DocumentState:
        return DocumentState.UNREADABLE if self.reason else DocumentState.READ

    @property
    def may_be_kept(self) -> bool:
        """An unreadable CV is still the person's and is kept; what we never take as a CV is not."""
        return self.reason not in (NOT_ALLOWED, TOO_BIG)


def read_document(content: bytes, filename: str) -> ReadResult:
    """Read a CV. Never raises: whatever the file does, the answer says what to tell the person who gave it."""
    kind = PurePath(filename).suffix.lower().lstrip(".")
    if kind not in CONTENT_TYPES:
        return ReadResult(reason=NOT_ALLOWED)
    if len(content) > MAX_BYTES:
        return ReadResult(reason=TOO_BIG)
    if kind == "txt":
        text = _plain_text(content)
        if text is None:
            return ReadResult(reason=WRONG_KIND)
    else:
        if not _MAGIC[kind].search(content[:1024]):
            return ReadResult(reason=WRONG_KIND)
        code, text = _in_child(kind, content)
        if code:
            return ReadResult(reason=LOCKED if code == extract.LOCKED else UNREADABLE, content_type=CONTENT_TYPES[kind])
    sieved = sieve(clean_text(text))
    reason = None if sieved.text else NO_TEXT
    return ReadResult(sieved.text, reason, CONTENT_TYPES[kind], sieved.taken, sieved.left)


def document_of(result: ReadResult, filename: str, content: bytes) -> Document:
    """What is kept of a CV that was read. A file with numbers in it that must not be here is not kept, only its text.

    Then the hash is of the masked text too: whoever has a text with nine digits masked finds them by hashing all.
    """
    kept = None if result.taken else content
    return Document(
        filename=masked(filename),
        content_type=result.content_type,
        size=len(content),
        sha256=hashlib.sha256(result.text.encode() if kept is None else kept).hexdigest(),
        content=kept,
        text=result.text,
        state=result.state,
    )


def clean_text(text: str) -> str:
    """Text fit to store and show: plain line ends, no control or direction characters, no wide empty stretches."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    text = _INVISIBLE.sub(" ", _HYPHENATED.sub("", text))
    text = _BLANKS.sub(" ", text)
    return _EMPTY_LINES.sub("\n\n", text).strip()[:MAX_CHARACTERS]


def _plain_text(content: bytes) -> str | None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content or any(magic.search(content[:1024]) for magic in _MAGIC.values()):
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1252", errors="replace")


def _in_child(kind: str, content: bytes) -> tuple[int, str]:
    """Exit code and text of `extract.py`, run by path so that it sees nothing of ours; killed when late."""
    most = 4 * MAX_CHARACTERS
    command = [sys.executable, "-I", extract.__file__, kind]
    with tempfile.TemporaryFile() as given:
        given.write(content)
        given.seek(0)
        with subprocess.Popen(
            command, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/"
        ) as child:
            killer = threading.Timer(SECONDS, child.kill)
            killer.start()
            text = child.stdout.read(most + 1) if child.stdout else b""
            if len(text) > most:
                child.kill()
            code = child.wait()
            killer.cancel()
    return code, text.decode(errors="replace")
