"""Somebody we know already: an empty field is filled, what is newer stays, and what was not taken over is said."""

from datetime import datetime

from crm.applications.importing import problems
from crm.applications.importing.columns import Column
from crm.applications.importing.lookup import Lookup
from crm.applications.importing.problems import RowProblem
from crm.applications.importing.rows import ApplicantRow
from crm.queue import wake
from models import Candidate, Document
from models.words import fold

FACTS = {
    "first_name": Column.FIRST_NAME,
    "last_name": Column.LAST_NAME,
    "email": Column.EMAIL,
    "phone": Column.PHONE,
    "place": Column.PLACE,
    "country": Column.COUNTRY,
    "headline": Column.HEADLINE,
    "linkedin": Column.LINKEDIN,
    "external_id": Column.EXTERNAL_ID,
}


def enrich(
    candidate: Candidate, row: ApplicantRow, brought: list[Document], lookup: Lookup, now: datetime
) -> tuple[bool, list[RowProblem]]:
    """Whether the row told anything new about this person, and what of it was not taken over."""
    found: list[RowProblem] = []
    changes = [
        _fill(candidate, row, found),
        _add_tags(candidate, row, lookup),
        _add_documents(candidate, row, brought, found),
    ]
    if any(changes):
        candidate.profile_changed_at = now
        candidate.refresh_search()
        wake("match")
        lookup.remember(candidate)
    return any(changes), found


def _fill(candidate: Candidate, row: ApplicantRow, found: list[RowProblem]) -> bool:
    filled = False
    for fact, column in FACTS.items():
        said, known = getattr(row, fact), getattr(candidate, fact)
        if said and not known:
            setattr(candidate, fact, said)
            filled = True
        elif said and fold(said) != fold(known):
            found.append(row.problem(column, said, problems.OTHER_VALUE))
    return filled


def _add_tags(candidate: Candidate, row: ApplicantRow, lookup: Lookup) -> bool:
    new = [tag for tag in map(lookup.tag, row.tags) if tag not in candidate.tags]
    candidate.tags.extend(new)
    return bool(new)


def _add_documents(candidate: Candidate, row: ApplicantRow, brought: list[Document], found: list[RowProblem]) -> bool:
    """The last document is the person's CV, so an older one must not come behind it."""
    have = {document.sha256 for document in candidate.documents}
    cvs = [each for each in candidate.documents if not each.is_certificate]
    newest = max((each.created_at for each in cvs if each.text), default=None)
    new = [document for document in brought if document.sha256 not in have]
    if new and newest and new[-1].created_at < newest:
        found.append(
            row.problem(Column.CV_FILE if row.cv_file else Column.CV_TEXT, new[-1].filename, problems.OLDER_CV)
        )
        return False
    candidate.documents.extend(new)
    return bool(new)
