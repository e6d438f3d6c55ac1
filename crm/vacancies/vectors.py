"""The vectors of people who may be matched: made before they are needed, and gone when the permission is.

Somebody who may be matched again gets a new vector with a new number, so every vacancy sees that there is somebody new.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, not_, or_, select, text
from sqlalchemy.orm import selectinload

from crm.extensions import db
from crm.logs import log, log_exception
from crm.screening import VERSION as SCREENING
from crm.screening import weighable
from crm.vacancies.lease import Clock
from crm.vacancies.people import comparable, has_a_part, lock_reachable, reading
from matching import Matcher, Profile, SparseVector, VectorUnreadable, versions
from models import Candidate, ProfileVector

PIECE = 200
"""People whose vectors are made and stored at a time: some 2 MB, one short transaction."""

PAGE = 1_000
"""Vectors read at a time while comparing: some 10 MB."""

_WRITERS = 7_205_001
"""The advisory lock on PostgreSQL under which numbers are drawn, so that they are committed in order."""


@dataclass(frozen=True, slots=True)
class _Person:
    id: int
    profile_changed_at: datetime
    profile: Profile


def version() -> str:
    """What a vector depends on; one of another version is made again."""
    made_with = versions()
    return "-".join([*(made_with[part] for part in ("matcher", "resources", "PyStemmer")), SCREENING])


def profile_of(candidate: Candidate) -> Profile:
    """What the matcher reads: what somebody does and has done, never who they are, nor what may not weigh."""
    cv = candidate.cv
    language = cv.language if cv and cv.language else candidate.language
    return Profile(
        candidate.public_id, language.value, weighable(candidate.headline or ""), weighable(cv.text) if cv else ""
    )


def refresh(matcher: Matcher, clock: Clock) -> None:
    """Bring every vector up to date, in pieces. Whatever a crash leaves undone is found by the next sweep."""
    _forget(clock)
    after = 0
    while people := _outdated(after, clock()):
        after = people[-1].id
        _store(people, _vectors(matcher, people), clock())


def _forget(clock: Clock) -> None:
    """People who may no longer be matched: their permission ended, they paused, they applied or were hired."""
    while True:
        with reading():
            gone = select(ProfileVector.sequence).join(Candidate, Candidate.id == ProfileVector.candidate_id)
            sequences = db.session.scalars(gone.where(not_(comparable(clock()))).limit(PIECE)).all()
        if not sequences:
            return
        db.session.execute(delete(ProfileVector).where(ProfileVector.sequence.in_(sequences)))
        db.session.commit()


def _outdated(after: int, now: datetime) -> list[_Person]:
    query = (
        select(Candidate)
        .outerjoin(ProfileVector, ProfileVector.candidate_id == Candidate.id)
        .where(comparable(now), Candidate.id > after, or_(ProfileVector.sequence.is_(None), not_(_is_current())))
        .order_by(Candidate.id)
        .limit(PIECE)
        .options(selectinload(Candidate.documents))
    )
    with reading():
        candidates = db.session.scalars(query).all()
        return [_Person(each.id, each.profile_changed_at, profile_of(each)) for each in candidates]


def _is_current() -> ColumnElement[bool]:
    return and_(ProfileVector.version == version(), ProfileVector.profile_changed_at == Candidate.profile_changed_at)


def _vectors(matcher: Matcher, people: Sequence[_Person]) -> dict[int, SparseVector]:
    """A text that the matcher cannot read costs one person their place, not everybody."""
    try:
        return dict(zip((each.id for each in people), matcher.vectors([each.profile for each in people]), strict=True))
    except Exception as error:
        if len(people) == 1:
            log_exception(error, candidate=people[0].id)
            return {}
        return {key: vector for each in people for key, vector in _vectors(matcher, [each]).items()}


def _store(people: Sequence[_Person], vectors: dict[int, SparseVector], now: datetime) -> None:
    """One short transaction. Another worker may have been faster, and a person may have changed their mind."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:writers)"), {"writers": _WRITERS})
    allowed = lock_reachable(vectors.keys(), now)
    done = select(Candidate.id).join(ProfileVector, ProfileVector.candidate_id == Candidate.id)
    allowed -= set(db.session.scalars(done.where(Candidate.id.in_(allowed), _is_current())))
    rows: list[dict[str, Any]] = [
        {
            "candidate_id": each.id,
            "version": version(),
            "profile_changed_at": each.profile_changed_at,
            "content": vectors[each.id].to_bytes(),
        }
        for each in people
        if each.id in allowed
    ]
    if rows:
        db.session.execute(delete(ProfileVector).where(ProfileVector.candidate_id.in_(allowed)))
        db.session.execute(insert(ProfileVector), rows)
    db.session.commit()


def newest() -> int:
    """The number of the last vector; 0 when there is none."""
    return db.session.scalar(select(func.max(ProfileVector.sequence))) or 0


def since(sequence: int) -> int:
    """How many vectors are newer than this one."""
    query = select(func.count()).select_from(ProfileVector).where(ProfileVector.sequence > sequence)
    return db.session.scalars(query).one()


def everyone(
    vacancy_id: int, *, after: int, through: int, now: datetime, between: Callable[[], None]
) -> Iterator[tuple[str, SparseVector]]:
    """The vectors after one number through another, of people who may be compared with this vacancy.

    A page at a time: no transaction stays open while the caller computes, and `between` is called after each. Whoever
    changes meanwhile gets a number past `through`: nobody comes twice, and the next comparison begins with them.
    """
    last = after
    while True:
        with reading():
            rows = db.session.execute(_page(vacancy_id, last, through, now)).all()
        for sequence, public_id, content in rows:
            try:
                yield public_id, SparseVector.from_bytes(content)
            except VectorUnreadable:
                log.error("vector_unreadable", sequence=sequence)
                _drop(sequence)
        if len(rows) < PAGE:
            return
        last = rows[-1][0]
        between()


def _page(vacancy_id: int, last: int, through: int, now: datetime) -> Select[int, str, bytes]:
    return (
        select(ProfileVector.sequence, Candidate.public_id, ProfileVector.content)
        .join(Candidate, Candidate.id == ProfileVector.candidate_id)
        .where(
            ProfileVector.sequence > last,
            ProfileVector.sequence <= through,
            ProfileVector.version == version(),
            comparable(now),
            not_(has_a_part(vacancy_id)),
        )
        .order_by(ProfileVector.sequence)
        .limit(PAGE)
    )


def _drop(sequence: int) -> None:
    """The next sweep makes it again."""
    db.session.execute(delete(ProfileVector).where(ProfileVector.sequence == sequence))
    db.session.commit()
