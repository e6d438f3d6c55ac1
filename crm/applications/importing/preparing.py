"""Everything about a row that needs no database, done before a transaction begins."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from crm.applications.importing.checking import read_row
from crm.applications.importing.cv_files import Documents, find, read_documents
from crm.applications.importing.problems import RowProblem
from crm.applications.importing.rows import ApplicantRow
from crm.applications.importing.rules import Conventions
from crm.applications.importing.source import RawRow
from crm.candidates.language import language_of
from models import Candidate, Language, Tag
from models.candidate import FAR_FUTURE

BATCH = 500
MAX_DOCUMENT_BYTES = 64 * 1024 * 1024


@dataclass
class Prepared:
    """A row ready to be written. `person` is who it is if we do not know them yet; a row that stays out has neither."""

    last_line: int
    problems: list[RowProblem]
    row: ApplicantRow | None = None
    person: Candidate | None = field(default=None, repr=False)


class Preparation:
    """Turns rows into people: in the organisation's `language` when neither row nor CV says which."""

    def __init__(self, conventions: Conventions, *, folder: Path | None, language: Language, source: str) -> None:
        self.conventions = conventions
        self.folder = folder
        self.language = language
        self.source = source
        self._tag = lru_cache(1024)(Tag.named)

    def batches(self, rows: Iterable[RawRow]) -> Iterator[list[Prepared]]:
        """At most 500 rows, or 64 MB of CV files, at a time; files are read side by side, one for each core."""
        batch: list[Prepared] = []
        size = 0
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for raw in rows:
                row, problems = read_row(raw, self.conventions)
                batch.append(Prepared(raw.last_line, problems, row))
                size += self._document_size(row)
                if len(batch) == BATCH or size > MAX_DOCUMENT_BYTES:
                    yield self._filled(batch, pool)
                    batch, size = [], 0
            if batch:
                yield self._filled(batch, pool)

    def _document_size(self, row: ApplicantRow | None) -> int:
        path = find(self.folder, row.cv_file) if row and row.cv_file and self.folder else None
        return path.stat().st_size if path else 0

    def _filled(self, batch: list[Prepared], pool: Executor) -> list[Prepared]:
        with_file = [each.row for each in batch if each.row and each.row.cv_file]
        read = dict(zip(map(id, with_file), pool.map(self._documents, with_file), strict=True))
        for each in batch:
            if each.row:
                found = read.get(id(each.row)) or self._documents(each.row)
                each.problems += found.problems
                each.person = self._person(each.row, found)
        return batch

    def _documents(self, row: ApplicantRow) -> Documents:
        return read_documents(row, self.folder)

    def _person(self, row: ApplicantRow, found: Documents) -> Candidate:
        now = self.conventions.now
        for document in found.kept:
            document.language = language_of(document.text)
            document.created_at = row.applied_at or row.closed_at or now
        spoken = [document.language for document in found.kept if document.language]
        person = Candidate(
            first_name=row.first_name,
            last_name=row.last_name,
            email=row.email,
            phone=row.phone,
            place=row.place,
            country=row.country,
            language=row.language or (spoken[-1] if spoken else self.language),
            headline=row.headline,
            linkedin=row.linkedin,
            source=self.source,
            external_id=row.external_id,
            created_at=now,
            profile_changed_at=now,
            keep_until=FAR_FUTURE,
        )
        person.documents.extend(found.kept)
        person.tags.extend(map(self._tag, row.tags))
        person.refresh_search()
        return person
