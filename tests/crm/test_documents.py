"""CV files come from strangers: whatever they hold, we get text or a reason, and lose nothing else."""

import io
import socketserver
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from docx import Document as WordDocument

from crm.candidates import documents, extract
from crm.candidates.documents import clean_text, read_document
from models import DocumentState


def make_pdf(*lines: str, content: bytes | None = None, filters: str = "/FlateDecode", trailer: str = "") -> bytes:
    """A PDF by hand: one page; `content` replaces its stream, already packed the way `filters` says."""
    drawn = "BT /F1 12 Tf 50 700 Td 16 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    stream = content if content is not None else zlib.compress(drawn.encode("latin-1"))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        f"<< /Length {len(stream)} /Filter {filters} >>\nstream\n".encode() + stream + b"\nendstream",
    ]
    body, offsets = b"%PDF-1.5\n", []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        body
        + b"xref\n0 5\n0000000000 65535 f \n"
        + table
        + f"trailer << /Size 5 /Root 1 0 R {trailer}>>\nstartxref\n{len(body)}\n%%EOF".encode()
    )


def make_docx(*paragraphs: str, table: list[list[str]] | None = None, header: str = "") -> bytes:
    document = WordDocument()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        grid = document.add_table(rows=len(table), cols=len(table[0]))
        for row, cells in zip(grid.rows, table, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
    if header:
        document.sections[0].header.paragraphs[0].text = header
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def make_zip(**entries: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return written.getvalue()


ODT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
    "<text:h>Werkervaring</text:h><text:p>Kraanmachinist<text:tab/>2019<text:s/>heden</text:p>"
    "</office:text></office:body></office:document-content>"
)


def change_entry(archive: bytes, name: str, old: bytes, new: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        entries = {entry: source.read(entry) for entry in source.namelist()}
    assert old in entries[name]
    entries[name] = entries[name].replace(old, new)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for entry, content in entries.items():
            target.writestr(entry, content)
    return written.getvalue()


def test_a_pdf_becomes_text():
    result = read_document(make_pdf("Vrachtwagenchauffeur CE", "Code 95 en ADR"), "cv.pdf")
    assert result.state is DocumentState.READ
    assert result.text == "Vrachtwagenchauffeur CE\nCode 95 en ADR"
    assert result.content_type == "application/pdf"


def test_a_word_file_becomes_text_with_its_tables_and_header():
    content = make_docx(
        "Monteur", "Ervaring\tmet PLC", table=[["2019", "Stork"], ["2022", "ASML"]], header="Cv Youssef"
    )
    text = read_document(content, "Mijn CV.DOCX").text
    assert text.split("\n")[:3] == ["Cv Youssef", "Monteur", "Ervaring\tmet PLC"]
    assert "Stork" in text
    assert "ASML" in text


def test_an_opendocument_file_becomes_text():
    result = read_document(make_zip(**{"content.xml": ODT.encode()}), "cv.odt")
    assert result.text == "Werkervaring\nKraanmachinist 2019 heden"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252", "utf-16"])
def test_plain_text_is_read_in_the_encodings_people_use(encoding):
    result = read_document("Financiële administratie, café".encode(encoding), "cv.txt")
    assert result.text == "Financiële administratie, café"


NOISE = bytes((n * 197 + n // 7) % 256 for n in range(5000))


def pack_spaces(megabytes: int) -> bytes:
    packer = zlib.compressobj(1)
    return b"".join(packer.compress(b" " * 1_000_000) for _ in range(megabytes)) + packer.flush()


ENTITIES = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
    + b'<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
)


def with_entity(name: bytes) -> dict[str, bytes]:
    """A Word and an OpenDocument file whose text is one entity of ENTITIES."""
    word = change_entry(make_docx("Monteur"), "word/document.xml", b"Monteur", b"&%s;" % name)
    return {
        "cv.docx": change_entry(word, "word/document.xml", b"?>", b"?>" + ENTITIES),
        "cv.odt": make_zip(**{"content.xml": ENTITIES + ODT.encode().replace(b"Kraanmachinist", b"&%s;" % name)}),
    }


HOSTILE = {
    "an empty file": (b"", "cv.pdf", documents.WRONG_KIND),
    "noise": (NOISE, "cv.pdf", documents.WRONG_KIND),
    "noise that begins like a PDF": (b"%PDF-1.7\n" + NOISE, "cv.pdf", documents.UNREADABLE),
    "half a Word file": (make_docx("Monteur")[:9000], "cv.docx", documents.UNREADABLE),
    "a page that called itself a PDF": (b"<html><script>alert(1)</script>", "cv.pdf", documents.WRONG_KIND),
    "a program that called itself text": (b"\x7fELF\x00\x00\x01", "cv.txt", documents.WRONG_KIND),
    "a PDF that called itself text": (make_pdf("Monteur"), "cv.txt", documents.WRONG_KIND),
    "a Word file that called itself OpenDocument": (make_docx("Monteur"), "cv.odt", documents.UNREADABLE),
    "a file with macros": (
        change_entry(
            make_docx("Monteur"),
            "[Content_Types].xml",
            b"vnd.openxmlformats-officedocument.wordprocessingml.document.main",
            b"vnd.ms-word.document.macroEnabled.main",
        ),
        "cv.docx",
        documents.UNREADABLE,
    ),
    "a PDF with a password": (
        make_pdf(
            "geheim",
            trailer="/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] /Encrypt << "
            f"/Filter /Standard /V 1 /R 2 /P -4 /O <{'ab' * 32}> /U <{'cd' * 32}> >> ",
        ),
        "cv.pdf",
        documents.LOCKED,
    ),
    "a PDF that unpacks to a gigabyte": (
        make_pdf(content=zlib.compress(pack_spaces(1000)), filters="[/FlateDecode /FlateDecode]"),
        "cv.pdf",
        documents.UNREADABLE,
    ),
    "a zip of nothing much": (make_zip(**{"word__document.xml": b" " * 100_000_000}), "cv.docx", documents.UNREADABLE),
    "a zip of too many entries": (
        make_zip(**{f"entry{n}": b"" for n in range(3000)}),
        "cv.odt",
        documents.UNREADABLE,
    ),
    "a scan": (make_pdf(), "cv.pdf", documents.NO_TEXT),
    "spaces": (b"  \n \n", "cv.txt", documents.NO_TEXT),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_be_read_is_kept_and_says_what_to_do(name):
    content, filename, reason = HOSTILE[name]
    started = time.monotonic()

    result = read_document(content, filename)

    assert result.reason == reason
    assert result.state is DocumentState.UNREADABLE
    assert result.text == ""
    assert result.may_be_kept
    assert time.monotonic() - started < documents.SECONDS


@pytest.mark.parametrize("filename", ["cv.docx", "cv.odt"])
@pytest.mark.parametrize("entity", [b"m", b"secret"])
def test_entities_neither_multiply_nor_read_our_files(entity, filename):
    result = read_document(with_entity(entity)[filename], filename)
    assert "aaaa" not in result.text
    assert "root:" not in result.text


@pytest.mark.parametrize(
    "filename", ["cv.html", "cv.pdf.html", "cv.svg", "cv.docm", "cv.doc", "cv", "cv.pdf;touch x", ""]
)
def test_other_kinds_of_files_are_not_taken(filename):
    result = read_document(make_pdf("Monteur"), filename)
    assert result.reason == documents.NOT_ALLOWED
    assert not result.may_be_kept


def test_a_file_that_is_too_large_is_not_taken():
    result = read_document(b"%PDF-" + bytes(documents.MAX_BYTES), "cv.pdf")
    assert result.reason == documents.TOO_BIG
    assert not result.may_be_kept


def test_a_child_that_does_not_end_is_stopped(monkeypatch, tmp_path):
    sleeper = tmp_path / "sleeper.py"
    sleeper.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(documents.extract, "__file__", str(sleeper))
    monkeypatch.setattr(documents, "SECONDS", 0.2)
    assert read_document(make_pdf("Monteur"), "cv.pdf").reason == documents.UNREADABLE


def test_a_child_cannot_flood_us(monkeypatch, tmp_path):
    flood = tmp_path / "flood.py"
    flood.write_text("import sys\nwhile True: sys.stdout.buffer.write(b'x' * 1_000_000)")
    monkeypatch.setattr(documents.extract, "__file__", str(flood))
    assert read_document(make_pdf("Monteur"), "cv.pdf").reason == documents.UNREADABLE


@pytest.mark.parametrize(
    "attempt",
    [
        "open(sys.argv[1], 'wb', buffering=0).write(b'x')",
        "bytearray(800_000_000)",
        "while True: pass",
        "socket.create_connection(('127.0.0.1', int(sys.argv[2])), timeout=2)",
    ],
    ids=["write a file", "take memory", "take time", "use the network"],
)
def test_the_child_cannot(attempt, tmp_path):
    """What a hostile file could make of a parser, tried from within the limits."""
    code = f"import sys, socket, resource\nsys.path.insert(0, {str(Path(extract.__file__).parent)!r})\nimport extract\n"
    code += f"extract.limit()\nresource.setrlimit(resource.RLIMIT_CPU, (1, 1))\n{attempt}\n"
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as server:
        if "socket" in attempt and not _may_give_up_the_network():
            pytest.skip("this system does not let a process give up its network")
        arguments = [sys.executable, "-I", "-c", code, str(tmp_path / "written"), str(server.server_address[1])]
        assert subprocess.run(arguments, capture_output=True, timeout=30).returncode != 0


def _may_give_up_the_network() -> bool:
    code = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x50000000) != 0)"
    return subprocess.run([sys.executable, "-I", "-c", code]).returncode == 0


def test_text_is_fit_to_store_and_show():
    assert clean_text("a\x00b\r\nc\u202ed  \n\n\n\n e\ud800") == "a b\nc d\n\ne"
    assert clean_text("ver\u00ad\nkoper") == "verkoper"
