"""The vectors of people who may be matched: made before they are needed, and gone when the permission is.

Somebody who may be matched again gets a new vector with a new number, so every vacancy sees that there is somebody new.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, not_, or_, select, text, update
from sqlalchemy.orm import joinedload, selectinload

from crm.extensions import db
from crm.logs import log, log_exception
from crm.screening import VERSION as SCREENING
from crm.screening import weighable
from crm.vacancies.days import look_again
from crm.vacancies.lease import Clock
from crm.vacancies.people import comparable, has_a_part, lock_reachable, reading
from matching import LexiconUnreadable, Matcher, Profile, SparseVector, VectorUnreadable, versions
from models import Application, Candidate, ProfileVector, Verdict
from models.candidate import LONG_AGO

PIECE = 200
"""People whose vectors are made and stored at a time: some 2 MB, one short transaction."""

PAGE = 1_000
"""Vectors read at a time while comparing: some 10 MB."""

WISHED = "\n\u2029\n"
"""Between what stands in a CV and what somebody wishes for; a CV holds no such sign (it separates paragraphs)."""

_WRITERS = 7_205_001
"""The advisory lock on PostgreSQL under which numbers are drawn, so that they are committed in order."""


@dataclass(frozen=True, slots=True)
class _Person:
    """`profile` is read only of whoever needs a new vector."""

    id: int
    profile_changed_at: datetime | None = None
    profile: Profile | None = None


def version() -> str:
    """What a vector depends on; one of another version is made again."""
    made_with = versions()
    return "-".join([*(made_with[part] for part in ("matcher", "resources", "PyStemmer")), SCREENING, "names1"])


def profile_of(candidate: Candidate) -> Profile:
    """What the matcher reads: what somebody does, has done and wants to do, never who they are, nor what may not weigh.

    What they say they did with our advice stands below the CV. The work they wish for stands last, behind a mark of its
    own: it helps to find them and proves no requirement.
    """
    cv = candidate.cv
    language = cv.language if cv and cv.language else candidate.language
    read = weighable(cv.text) if cv else ""
    read += "".join("\n" + weighable(words) for words in candidate.done_since)
    if candidate.wishes and candidate.wishes.work:
        read += WISHED + weighable(candidate.wishes.work)
    return Profile(candidate.public_id, language.value, weighable(candidate.headline or ""), read, candidate.name)


def refresh(matcher: Matcher, clock: Clock) -> None:
    """Look at everybody who is due: whoever may be compared has a vector of today, whoever may not has none.

    The work is as large as what changed, not as the pool. Whatever a crash leaves undone is still due.
    """
    _recall_other_versions()
    while people := _due(clock()):
        to_read = [each for each in people if each.profile]
        vectors = _vectors(matcher, to_read)
        _store(people, vectors, clock())


def _recall_other_versions() -> None:
    """After an upgrade of what vectors depend on everybody who has one is due."""
    others = select(ProfileVector.candidate_id).where(
        or_(ProfileVector.version < version(), ProfileVector.version > version())
    )
    with reading():
        nothing_to_do = db.session.scalar(others.limit(1)) is None
    if not nothing_to_do:
        due = update(Candidate).where(Candidate.id.in_(others)).values(compare_at=LONG_AGO)
        db.session.execute(due, execution_options={"synchronize_session": False})
        db.session.commit()


def _due(now: datetime) -> list[_Person]:
    """Some of those who are due, with the profile of whoever needs a new vector."""
    is_outdated = and_(comparable(now), or_(ProfileVector.sequence.is_(None), not_(_is_current())))
    query = (
        select(Candidate.id, is_outdated)
        .outerjoin(ProfileVector, ProfileVector.candidate_id == Candidate.id)
        .where(Candidate.compare_at <= now)
        .order_by(Candidate.compare_at, Candidate.id)
        .limit(PIECE)
    )
    with reading():
        due = dict(db.session.execute(query).all())
        outdated = [candidate_id for candidate_id, needs_one in due.items() if needs_one]
        profiles = (
            select(Candidate)
            .where(Candidate.id.in_(outdated))
            .options(
                selectinload(Candidate.documents),
                joinedload(Candidate.wishes),
                selectinload(Candidate.applications)
                .selectinload(Application.verdicts)
                .options(joinedload(Verdict.requirement), joinedload(Verdict.document)),
            )
        )
        read = {
            each.id: _Person(each.id, each.profile_changed_at, profile_of(each))
            for each in db.session.scalars(profiles)
        }
        return [read.get(candidate_id, _Person(candidate_id)) for candidate_id in due]


def _is_current() -> ColumnElement[bool]:
    return and_(ProfileVector.version == version(), ProfileVector.profile_changed_at == Candidate.profile_changed_at)


def _vectors(matcher: Matcher, people: Sequence[_Person]) -> dict[int, SparseVector]:
    """A text that the matcher cannot read costs one person their place, not everybody."""
    profiles = [each.profile for each in people if each.profile]
    try:
        return dict(zip((each.id for each in people), matcher.vectors(profiles), strict=True)) if people else {}
    except LexiconUnreadable:
        raise  # nobody's text is to blame
    except Exception as error:
        if len(people) == 1:
            log_exception(error, candidate=people[0].id)
            return {}
        return {key: vector for each in people for key, vector in _vectors(matcher, [each]).items()}


def _store(people: Sequence[_Person], vectors: dict[int, SparseVector], now: datetime) -> None:
    """One short transaction. Another worker may have been faster, and a person may have changed their mind: then they
    are due again, and stay so."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:writers)"), {"writers": _WRITERS})
    ids = [each.id for each in people]
    allowed = lock_reachable(ids, now, to_write=True)
    _remove(set(ids) - allowed)
    done = _with_current(allowed)
    rows: list[dict[str, Any]] = [
        {
            "candidate_id": each.id,
            "version": version(),
            "profile_changed_at": each.profile_changed_at,
            "content": vectors[each.id].to_bytes(),
        }
        for each in people
        if each.id in allowed - done and each.id in vectors
    ]
    if rows:
        _remove({row["candidate_id"] for row in rows})
        db.session.execute(insert(ProfileVector), rows)
    unreadable = {each.id for each in people if each.profile and each.id not in vectors}
    look_again(set(ids) - allowed | _with_current(allowed), unreadable & allowed, now)
    db.session.commit()


def _remove(ids: Collection[int]) -> None:
    if ids:
        db.session.execute(delete(ProfileVector).where(ProfileVector.candidate_id.in_(ids)))


def _with_current(ids: Collection[int]) -> set[int]:
    query = select(Candidate.id).join(ProfileVector, ProfileVector.candidate_id == Candidate.id)
    return set(db.session.scalars(query.where(Candidate.id.in_(ids), _is_current())))


def newest() -> int:
    """The number of the last vector; 0 when there is none."""
    return db.session.scalar(select(func.max(ProfileVector.sequence))) or 0


def since(sequence: int, *, most: int | None = None) -> int:
    """How many vectors are newer than this one; no further than `most`, for whoever only asks whether it is so many."""
    newer = select(ProfileVector.sequence).where(ProfileVector.sequence > sequence).limit(most).subquery()
    return db.session.scalars(select(func.count()).select_from(newer)).one()


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
