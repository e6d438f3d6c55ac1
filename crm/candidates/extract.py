"""Turn one CV file on stdin into text on stdout: `python -I extract.py pdf|docx|odt < file`.

Files come from strangers, so this runs as a process of its own that can be lost: it has little memory and time,
cannot write a file, and has no network where the system lets it give that up. It imports nothing of ours.
Exit 0: text. Exit 3: the file asks for a password. Anything else, a crash too: it could not be read.
"""

import ctypes
import io
import resource
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any

MEGABYTE = 1024 * 1024
MAX_BYTES = 20 * MEGABYTE
MAX_UNPACKED = 60 * MEGABYTE
MAX_ENTRIES = 2_000
MAX_PAGES = 50
MAX_CHARACTERS = 1_000_000
LOCKED = 3

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


class Refused(Exception):
    """The file would cost more than a CV is worth, or is not what its name says."""


class Locked(Exception):
    """The file can only be opened with a password."""


def limit() -> None:
    """Give up memory, time, files and network. Called after stdin was read, before a byte of it is understood."""
    limits = {
        resource.RLIMIT_AS: 512 * MEGABYTE,
        resource.RLIMIT_CPU: 10,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: 32,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
    }
    for kind, most in limits.items():
        resource.setrlimit(kind, (most, most))
    if hasattr(ctypes.CDLL(None), "unshare"):
        ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def pdf(content: bytes) -> Iterator[str]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise (Locked if "password" in str(error).lower() else Refused) from error
    for number in range(min(len(document), MAX_PAGES)):
        yield document[number].get_textpage().get_text_bounded()


def docx(content: bytes) -> Iterator[str]:
    """Every paragraph, those in tables, text boxes, headers and footers too, which `paragraphs` misses."""
    _open_zip(content)
    from docx import Document

    document = Document(io.BytesIO(content))
    for section in document.sections:
        if not section.header.is_linked_to_previous:
            yield from _word_paragraphs(section.header._element)
    yield from _word_paragraphs(document.element.body)
    for section in document.sections:
        if not section.footer.is_linked_to_previous:
            yield from _word_paragraphs(section.footer._element)


def _word_paragraphs(element: Any) -> Iterator[str]:
    """One string per paragraph. A text box stands twice in the file; the copy for old programs is left out."""
    parts = {f"{_WORD}t": None, f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n"}
    for copy in list(element.iter(_FALLBACK)):
        copy.getparent().remove(copy)
    for paragraph in element.iter(f"{_WORD}p"):
        own = (node for node in paragraph.iter(*parts) if next(node.iterancestors(f"{_WORD}p")) is paragraph)
        yield "".join(parts[node.tag] or node.text or "" for node in own)


def odt(content: bytes) -> Iterator[str]:
    from lxml import etree

    archive = _open_zip(content)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(archive.read("content.xml"), parser)
    except etree.XMLSyntaxError as error:
        raise (Locked if b"encryption-data" in archive.read("META-INF/manifest.xml") else Refused) from error
    for space in root.iter(f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"):
        space.text = " "
    for paragraph in root.iter(f"{_TEXT}p", f"{_TEXT}h"):
        yield "".join(paragraph.itertext())


def _open_zip(content: bytes) -> zipfile.ZipFile:
    """The archive, if what it claims to unpack to is what a CV can be."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Refused
    return archive


def up_to(most: int, parts: Iterable[str]) -> str:
    """The parts on lines of their own, no more characters than `most`."""
    kept, length = [], 0
    for part in parts:
        kept.append(part)
        length += len(part) + 1
        if length > most:
            break
    return "\n".join(kept)[:most]


READERS: dict[str, Callable[[bytes], Iterator[str]]] = {"pdf": pdf, "docx": docx, "odt": odt}


def main() -> int:
    reader = READERS[sys.argv[1]]
    content = sys.stdin.buffer.read(MAX_BYTES + 1)
    limit()
    if len(content) > MAX_BYTES:
        return 1
    try:
        text = up_to(MAX_CHARACTERS, reader(content))
    except Locked:
        return LOCKED
    except Exception:  # whatever a hostile file makes of a parser: the exit code is the whole answer
        return 1
    sys.stdout.buffer.write(text.encode(errors="replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
