"""Who and what we know already of the rows that are about to be written: a handful of questions for a hundred rows."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from crm.applications.importing.rows import ApplicantRow
from crm.extensions import db
from crm.mail.suppressions import email_mark, external_mark
from models import Candidate, Suppression, Tag, Vacancy
from models.suppression import DOES_NOT_WORK
from models.words import fold


class TwoPeople(Exception):
    """The external id is one person's and the e-mail address another's."""


class SharedAddress(Exception):
    """Somebody with another first name has this e-mail address: a family's, perhaps."""

    def __init__(self, candidate: Candidate) -> None:
        super().__init__(candidate.public_id)
        self.candidate = candidate


class Lookup:
    """Filled for a number of rows; what is made for one of them is known to the next."""

    def __init__(self, rows: Sequence[ApplicantRow]) -> None:
        self._by_email: dict[str, Candidate] = {}
        self._by_id: dict[str, Candidate] = {}
        self._by_name: dict[tuple[str, str | None], list[Candidate]] = {}
        self._vacancies: dict[str, list[Vacancy]] = {}
        for candidate in _people(rows):
            self.remember(candidate)
        newest_last = select(Vacancy).order_by(Vacancy.opened_at, Vacancy.id)
        for vacancy in _among(newest_last, Vacancy.folded_title, {fold(row.vacancy) for row in rows if row.vacancy}):
            self._vacancies.setdefault(vacancy.folded_title, []).append(vacancy)
        tags = _among(select(Tag), Tag.folded, {fold(tag) for row in rows for tag in row.tags})
        self._tags = {tag.folded: tag for tag in tags}
        known = {mark for row in rows for mark in _marks(row)}
        wishes = select(Suppression).where(Suppression.reason.not_in(DOES_NOT_WORK))
        marks = _among(wishes, Suppression.email_hash, known)
        self._suppressed_at = {mark.email_hash: mark.created_at for mark in marks}

    def remember(self, candidate: Candidate) -> None:
        if candidate.email:
            self._by_email[candidate.email] = candidate
        if candidate.external_id:
            self._by_id[candidate.external_id] = candidate
        if not (candidate.email or candidate.external_id):
            key = _name_key(candidate.first_name, candidate.last_name, candidate.phone)
            self._by_name.setdefault(key, []).append(candidate)

    def person(self, row: ApplicantRow) -> Candidate | None:
        """Raises TwoPeople, SharedAddress."""
        by_id = self._by_id.get(row.external_id or "")
        by_email = self._by_email.get(row.email or "")
        if by_id and by_email and by_id is not by_email:
            raise TwoPeople
        if by_email and not by_id and not _may_be_one(by_email.first_name, row.first_name):
            raise SharedAddress(by_email)
        return by_id or by_email

    def namesakes(self, row: ApplicantRow) -> list[Candidate]:
        """People without address and id who have this name and phone: the same person, or another one."""
        if row.email or row.external_id:
            return []
        return self._by_name.get(_name_key(row.first_name, row.last_name, row.phone), [])

    def suppressed_at(self, row: ApplicantRow) -> datetime | None:
        """The newest mark on this address or external id."""
        if not self._suppressed_at:
            return None
        return max((at for mark in _marks(row) if (at := self._suppressed_at.get(mark))), default=None)

    def vacancies(self, title: str) -> list[Vacancy]:
        """Of this title, however it is written; the newest last."""
        return self._vacancies.get(fold(title), [])

    def add_vacancy(self, vacancy: Vacancy) -> Vacancy:
        db.session.add(vacancy)
        db.session.flush()
        self._vacancies.setdefault(vacancy.folded_title, []).append(vacancy)
        return vacancy

    def tag(self, name: str) -> Tag:
        """The tag of this name, made when there is none."""
        folded = fold(name)
        if folded not in self._tags:
            self._tags[folded] = Tag.named(name)
            db.session.add(self._tags[folded])
            db.session.flush()
        return self._tags[folded]


def _marks(row: ApplicantRow) -> list[str]:
    marks = [email_mark(row.email)] if row.email else []
    return marks + ([external_mark(row.external_id)] if row.external_id else [])


def _people(rows: Sequence[ApplicantRow]) -> list[Candidate]:
    known = (
        select(Candidate)
        .with_for_update()
        .options(
            selectinload(Candidate.applications),
            selectinload(Candidate.documents),
            selectinload(Candidate.permissions),
            selectinload(Candidate.tags),
            selectinload(Candidate.words),
        )
    )
    only_named = [row for row in rows if not (row.email or row.external_id)]
    unreachable = known.where(Candidate.email.is_(None), Candidate.external_id.is_(None))
    return [
        *_among(known, Candidate.email, {row.email for row in rows if row.email}),
        *_among(known, Candidate.external_id, {row.external_id for row in rows if row.external_id}),
        *_among(unreachable, Candidate.last_name, {row.last_name for row in only_named}),
    ]


def _among(query: Select[Any], column: InstrumentedAttribute[Any], values: Collection[Any]) -> list[Any]:
    return list(db.session.scalars(query.where(column.in_(values)))) if values else []


def _name_key(first_name: str, last_name: str, phone: str | None) -> tuple[str, str | None]:
    return fold(f"{first_name} {last_name}"), phone


def _may_be_one(one: str, other: str) -> bool:
    """Jan and J. may be one person, also Jan and Jan Willem; Jan and Petra are two."""
    first, second = ((fold(name).split() or [""])[0].rstrip(".") for name in (one, other))
    return first.startswith(second) or second.startswith(first)
