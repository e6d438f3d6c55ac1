"""CV files named by a row: looked for in one folder and nowhere else, read, and kept even when they cannot be read."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath

from crm.applications.importing import problems
from crm.applications.importing.columns import Column
from crm.applications.importing.problems import RowProblem
from crm.applications.importing.rows import ApplicantRow
from crm.candidates import documents
from models import Document


@dataclass
class Documents:
    """What a row brings along: no longer than a moment in memory, for each may be 20 MB."""

    kept: list[Document] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)


def find(folder: Path, name: str) -> Path | None:
    """The file, unless it is missing or lies outside the folder, by `..`, an absolute path or a link."""
    try:
        path = (folder / name.replace("\\", "/")).resolve()
        return path if path.is_relative_to(folder.resolve()) and path.is_file() else None
    except (OSError, ValueError):
        return None


def listing(folder: Path | None) -> str:
    """A hash of which files there are: with a CV added, the same applicants are another import."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")) if folder else []:
        if path.is_file():
            state = path.stat()
            digest.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()


def read_documents(row: ApplicantRow, folder: Path | None) -> Documents:
    """Text and file of one row's CV. A file takes a tenth of a second and a process of its own."""
    found = Documents()
    if row.cv_text:
        result = documents.ReadResult(row.cv_text, content_type="text/plain")
        pasted = documents.document_of(result, "cv.txt", row.cv_text.encode())
        pasted.content = None
        found.kept.append(pasted)
    if row.cv_file:
        _read_file(row, row.cv_file, folder, found)
    return found


def _read_file(row: ApplicantRow, name: str, folder: Path | None, found: Documents) -> None:
    path = find(folder, name) if folder else None
    if path is None:
        reason = problems.MISSING_FILE if folder else problems.NO_FOLDER
        found.problems.append(row.problem(Column.CV_FILE, name, reason))
        return
    too_big = path.stat().st_size > documents.MAX_BYTES
    content = b"" if too_big else path.read_bytes()
    result = documents.ReadResult(reason=documents.TOO_BIG) if too_big else documents.read_document(content, name)
    if result.reason:
        found.problems.append(row.problem(Column.CV_FILE, name, problems.left_out(result.reason)))
    if result.may_be_kept:
        found.kept.append(documents.document_of(result, PureWindowsPath(name).name, content))
    found.problems += [
        row.problem(Column.CV_FILE, name, reason)
        for reason in problems.screened(result.taken, result.left, masked=problems.FILE_NOT_KEPT)
    ]
