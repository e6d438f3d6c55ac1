"""How many would fit a vacancy that somebody is still writing. Nothing is stored, and nobody is named."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from crm.extensions import db
from crm.vacancies import vectors
from crm.vacancies.people import comparable, reading
from crm.vacancies.recording import Parameters
from matching import Finding, Matcher, Need, Profile, Score, SparseVector
from models import Band, Candidate, Organisation, ProfileVector

MOST_PEOPLE = 2_000
"""So many are compared while somebody types: those whose profile came last. It takes a fraction of a second."""

DEPTH = 100


@dataclass(frozen=True, slots=True)
class Estimate:
    """`found`: in how many of the profiles that fit each requirement was found."""

    compared: int = 0
    everybody: bool = True
    bands: dict[Band, int] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=dict)
    is_on: bool = True
    is_possible: bool = True

    @property
    def fits(self) -> int:
        return sum(self.bands.values())


@lru_cache(maxsize=1)
def _matcher(synonyms: tuple[tuple[str, ...], ...]) -> Matcher:
    return Matcher(most_reasons=0, depth=DEPTH, synonyms=synonyms)


def estimate(need: Need, *, now: datetime) -> Estimate:
    """Compare with whoever may be compared at this moment. A request that writes holds the database of everybody else:
    its transaction ends here, and none is open while we compute."""
    db.session.rollback()
    with reading():
        if not db.session.scalars(Organisation.current()).one().matching:
            return Estimate(is_on=False)
        settled = Parameters.read()
    pool = _newest(now)
    scores = _matcher(settled.synonyms).match(need, pool[:MOST_PEOPLE], lambda keys: _profiles(keys))
    return Estimate(
        compared=min(len(pool), MOST_PEOPLE),
        everybody=len(pool) <= MOST_PEOPLE,
        bands=dict(Counter(Band(score.band.value) for score in scores if score.band)),
        found=_found(need, scores),
    )


def _newest(now: datetime) -> list[tuple[str, SparseVector]]:
    """One more than are compared, when there is one more."""
    query = (
        select(Candidate.public_id, ProfileVector.content)
        .join(Candidate, Candidate.id == ProfileVector.candidate_id)
        .where(ProfileVector.version == vectors.version(), comparable(now))
        .order_by(ProfileVector.sequence.desc())
        .limit(MOST_PEOPLE + 1)
    )
    with reading():
        return list(_read(db.session.execute(query).all()))


def _read(rows: object) -> Iterator[tuple[str, SparseVector]]:
    for public_id, content in rows:  # type: ignore[attr-defined]
        vector = SparseVector.from_bytes(content)
        if len(vector.columns):
            yield public_id, vector


def _profiles(keys: list[str]) -> list[Profile]:
    query = (
        select(Candidate)
        .where(Candidate.public_id.in_(keys))
        .options(selectinload(Candidate.documents), joinedload(Candidate.wishes))
    )
    with reading():
        return [vectors.profile_of(candidate) for candidate in db.session.scalars(query)]


def _found(need: Need, scores: list[Score]) -> dict[str, int]:
    counts = Counter(
        evidence.requirement for score in scores for evidence in score.evidence if evidence.finding is Finding.FOUND
    )
    return {asked.text: counts[asked.text] for asked in need.requirements}
