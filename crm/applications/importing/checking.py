"""A row as it stands in a file becomes an `ApplicantRow`, or stays out with a reason.

A row stays out when a value would make the record wrong: who the person is, when the procedure ended, how it ended.
Any other value that cannot be read is left out alone. Both are reported; nothing disappears silently.
"""

import re
from datetime import datetime

from crm.applications.importing import problems
from crm.applications.importing.cells import Cells
from crm.applications.importing.columns import Column
from crm.applications.importing.names import split_name
from crm.applications.importing.problems import RowProblem
from crm.applications.importing.rows import ApplicantRow, Claim
from crm.applications.importing.rules import Conventions
from crm.applications.importing.source import RawRow
from crm.applications.importing.values import parse_email, parse_linkedin, parse_phone, parse_tags
from crm.applications.importing.vocabulary import (
    is_no,
    is_yes,
    parse_country,
    parse_language,
    parse_outcome,
    parse_stage,
)
from crm.candidates.documents import MAX_CHARACTERS, clean_text
from crm.screening import findings, masked, sieve
from models import Outcome, Stage

_FILE_NAME = re.compile(r"\s*[^\n]{1,250}\.(?:pdf|docx?|odt|txt|rtf)\s*", re.I)


def read_row(raw: RawRow, conventions: Conventions) -> tuple[ApplicantRow | None, list[RowProblem]]:
    """The row, or None when it stays out; and everything that is to be reported about it."""
    cells = Cells(raw, conventions)
    if cells.refused:
        return None, cells.problems
    row = _read(cells)
    return (None if cells.refused else row), cells.problems


def _read(cells: Cells) -> ApplicantRow:
    first_name, last_name = _names(cells)
    if not (first_name or last_name or cells.is_filled(Column.EMAIL)):
        cells.report(Column.EMAIL, problems.NOBODY)
    country = cells.parsed(Column.COUNTRY, parse_country)
    phone_country = country or cells.conventions.country
    vacancy, applied_at, decided_at, outcome = _candidacy(cells)
    cv_text, cv_file = _cv(cells)
    claim = _claim(cells)
    return ApplicantRow(
        line=cells.raw.line,
        first_name=first_name,
        last_name=last_name,
        email=cells.parsed(Column.EMAIL, parse_email),
        phone=cells.parsed(Column.PHONE, lambda text: parse_phone(text, phone_country)),
        place=cells.line(Column.PLACE),
        country=country,
        language=cells.parsed(Column.LANGUAGE, parse_language),
        headline=cells.line(Column.HEADLINE),
        linkedin=cells.parsed(Column.LINKEDIN, parse_linkedin),
        external_id=_external_id(cells),
        vacancy=vacancy,
        applied_at=applied_at,
        stage=cells.parsed(Column.STAGE, parse_stage) or Stage.APPLIED,
        outcome=outcome or Outcome.REJECTED,
        says_outcome=outcome is not None or decided_at is not None,
        decided_at=decided_at,
        tags=_tags(cells),
        cv_text=cv_text,
        cv_file=cv_file,
        claim=claim,
        content=_content(cells) if claim else {},
        titles={Column.CV_FILE: cells.raw.titles.get(Column.CV_TEXT, ""), **cells.raw.titles},
    )


def _names(cells: Cells) -> tuple[str, str]:
    first, prefix, last, whole = (
        cells.name(column) for column in (Column.FIRST_NAME, Column.PREFIX, Column.LAST_NAME, Column.NAME)
    )
    return (first, f"{prefix} {last}".strip()) if first or last else split_name(whole)


def _candidacy(cells: Cells) -> tuple[str | None, datetime | None, datetime | None, Outcome | None]:
    """Vacancy, applied, decided, outcome, and whether they can be true together."""
    vacancy, outcome = cells.line(Column.VACANCY), cells.parsed(Column.OUTCOME, parse_outcome)
    applied_at, decided_at = cells.moment(Column.APPLIED_ON), cells.moment(Column.REJECTED_ON)
    if outcome is Outcome.OPEN and cells.is_filled(Column.REJECTED_ON):
        cells.report(Column.OUTCOME, problems.OPEN_YET_DECIDED)
    elif outcome is Outcome.OPEN and vacancy is None:
        cells.report(Column.OUTCOME, problems.OPEN_WITHOUT_VACANCY)
    elif vacancy is None and Column.VACANCY in cells.raw.titles and (outcome or applied_at or decided_at):
        cells.report(Column.VACANCY, problems.NO_VACANCY)
    if applied_at and decided_at and decided_at < applied_at:
        if cells.conventions.day(decided_at) < cells.conventions.day(applied_at):
            cells.report(Column.REJECTED_ON, problems.DECIDED_BEFORE_APPLIED)
        decided_at = applied_at
    return vacancy, applied_at, decided_at, outcome


def _cv(cells: Cells) -> tuple[str, str | None]:
    """Text, and the name of a file. A CV column that holds nothing but a file's name names a file."""
    text, file = cells.raw.values.get(Column.CV_TEXT, ""), cells.line(Column.CV_FILE)
    if not file and _FILE_NAME.fullmatch(text):
        return "", cells.line(Column.CV_TEXT)
    if len(text) > MAX_CHARACTERS:
        cells.report(Column.CV_TEXT, problems.TOO_LONG)
        return "", file
    sieved = sieve(clean_text(text))
    for reason in problems.screened(sieved.taken, sieved.left):
        cells.note(Column.CV_TEXT, reason)
    return sieved.text, file


def _external_id(cells: Cells) -> str | None:
    """An identity number makes no id: not even masked, for then everybody's would be the same."""
    external_id = cells.line(Column.EXTERNAL_ID)
    if external_id and sieve(external_id).taken:
        cells.note(Column.EXTERNAL_ID, problems.MASKED)
        return None
    return external_id


def _tags(cells: Cells) -> tuple[str, ...]:
    """Labels of a person, without those that no colleague may put on anybody either."""
    tags = cells.parsed(Column.TAGS, parse_tags) or ()
    kept = tuple(tag for tag in tags if not findings(tag))
    if len(kept) < len(tags):
        cells.note(Column.TAGS, problems.SENSITIVE_TAG)
    return kept


def _claim(cells: Cells) -> Claim | None:
    """A permission with the day it was given and the text that was agreed to. Less is no evidence, and says so."""
    given = cells.raw.values.get(Column.CONSENT_ON, "").strip()
    text, source = cells.line(Column.CONSENT_TEXT), cells.line(Column.CONSENT_SOURCE)
    if is_no(given) or not (given or text or source):
        return None
    if not given or is_yes(given):
        cells.report(Column.CONSENT_ON, problems.NO_CONSENT_DATE)
        return None
    given_at = cells.moment(Column.CONSENT_ON)
    if given_at and not text:
        cells.report(Column.CONSENT_TEXT, problems.NO_CONSENT_TEXT)
    return Claim(given_at, text, source or "") if given_at and text else None


def _content(cells: Cells) -> dict[str, str]:
    return {
        cells.raw.titles[column]: masked(clean_text(value))
        for column, value in cells.raw.values.items()
        if column is not Column.CV_TEXT
    }
