"""Comparing vacancies with everyone who may be matched. The row is the job; this is what a worker does with it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from crm.extensions import db
from crm.logs import log_exception
from crm.vacancies import signals, vectors
from crm.vacancies.findings import found
from crm.vacancies.lease import Clock, Lease, LeaseLost, ticking
from crm.vacancies.people import left_out, reading
from crm.vacancies.recording import Parameters, parameters
from crm.vacancies.results import Comparison, store
from matching import Matcher, Need, Profile, Requirement, SparseVector, versions
from models import Application, Candidate, MatchRun, Organisation, Vacancy, Verdict

DEPTH = 100
"""So many of the best are kept, if they fit."""

REASONS = 200
"""So many are kept of a score: all of them but for the longest CVs, whose smallest stand together."""

READ_AT_A_TIME = 50


class NotMatched(Exception):
    """This vacancy cannot be compared now: closed, stopped, or held by somebody else."""


def match_due(*, now: datetime) -> None:
    """Compare whatever is due. Safe to run twice, at once, or after a crash; a vacancy that fails stops no other."""
    clock = _begin(now)
    if not _is_switched_on():
        return
    vectors.refresh(Matcher(), clock)
    while lease := Lease.on_any_due(clock):
        try:
            _compare(lease)
        except LeaseLost:
            continue
        except Exception as error:
            db.session.rollback()
            log_exception(error, vacancy=lease.vacancy_id)


def match_vacancy(vacancy_id: int, *, now: datetime) -> MatchRun:
    """Compare this vacancy with everyone now, due or not. Raises NotMatched."""
    clock = _begin(now)
    if not _is_switched_on():
        raise NotMatched(vacancy_id)
    vectors.refresh(Matcher(), clock)
    lease = Lease.on(vacancy_id, clock)
    if lease is None:
        raise NotMatched(vacancy_id)
    try:
        return _compare(lease)
    except LeaseLost as error:
        raise NotMatched(vacancy_id) from error


def _begin(now: datetime) -> Clock:
    """From here on every transaction is our own and short; what the caller did is saved first."""
    db.session.commit()
    return ticking(now)


def _is_switched_on() -> bool:
    with reading():
        organisation = db.session.scalars(Organisation.current()).one_or_none()
        return organisation is not None and organisation.matching


def _compare(lease: Lease) -> MatchRun:
    """Read, compute with no transaction open, and store what was found if the vacancy is still the same."""
    started_at = lease.clock()
    with reading():
        settled = Parameters.read()
        vacancy = db.session.get_one(Vacancy, lease.vacancy_id)
        need, side, through = need_of(vacancy), signals.Side.of(vacancy), vectors.newest()
        after = _after(vacancy, started_at)
    matcher = _matcher(settled)
    query, pool = matcher.query(need), _Pool(lease, side, settled, after, through)
    scores = matcher.best(query, pool.vectors(), pool.profiles)
    lease.renew()
    return store(
        lease,
        Comparison(
            started_at=started_at,
            after=after,
            through=through,
            compared=pool.compared,
            left_out=pool.left_out() if not after else {},
            versions=versions(),
            parameters=parameters(query, settled, depth=DEPTH, through=through),
            found=[found(score, pool.texts[score.key], pool.besides[score.key]) for score in scores],
        ),
    )


def _matcher(settled: Parameters) -> Matcher:
    return Matcher(most_reasons=REASONS, depth=DEPTH, synonyms=settled.synonyms)


def need_of(vacancy: Vacancy) -> Need:
    return Need(
        title=vacancy.title,
        text=vacancy.description,
        language=vacancy.language.value,
        requirements=tuple(Requirement(asked.text, asked.must) for asked in vacancy.requirements),
    )


def _after(vacancy: Vacancy, now: datetime) -> int:
    """0 to compare with everyone; else the last vector it was compared with, so that only newcomers are.

    When many came at once everybody is compared again, as every night: then the counts on the page speak of the pool
    as it is.
    """
    if vacancy.matched_at is None or vacancy.is_of_yesterday(now):
        return 0
    came = vectors.since(vacancy.matched_through)
    return vacancy.matched_through if vectors.since(0, most=4 * came) == 4 * came else 0


@dataclass
class _Pool:
    """The people on one side of a comparison, and how many they were."""

    lease: Lease
    side: signals.Side
    settled: Parameters
    after: int
    through: int
    compared: int = 0
    without_text: int = 0
    texts: dict[str, str] = field(default_factory=dict)
    besides: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def vectors(self) -> Iterator[tuple[str, SparseVector]]:
        pages = vectors.everyone(
            self.lease.vacancy_id,
            after=self.after,
            through=self.through,
            now=self.lease.clock(),
            between=self.lease.renew,
        )
        for key, vector in pages:
            if len(vector.columns):
                self.compared += 1
                yield key, vector
            else:
                self.without_text += 1

    def left_out(self) -> dict[str, int]:
        """Counted over everybody, so only after everybody was compared."""
        with reading():
            reasons = left_out(self.lease.vacancy_id, self.lease.clock())
        return reasons | {"too_little_text": self.without_text} if self.without_text else reasons

    def profiles(self, keys: Sequence[str]) -> Iterator[Profile]:
        """The texts of the best, a few at a time; remembered, because the evidence points into them."""
        for start in range(0, len(keys), READ_AT_A_TIME):
            self.lease.renew()
            yield from self._read(keys[start : start + READ_AT_A_TIME])

    def _read(self, keys: Iterable[str]) -> list[Profile]:
        query = (
            select(Candidate)
            .where(Candidate.public_id.in_(keys))
            .options(
                selectinload(Candidate.documents),
                joinedload(Candidate.wishes),
                selectinload(Candidate.applications)
                .selectinload(Application.verdicts)
                .options(joinedload(Verdict.requirement), joinedload(Verdict.document)),
            )
        )
        with reading():
            people = db.session.scalars(query).all()
            profiles = [vectors.profile_of(person) for person in people]
            now = self.lease.clock()
            self.besides |= {
                person.public_id: signals.reasons(self.side, person, self.settled.amounts, now) for person in people
            }
        self.texts |= {profile.key: profile.text for profile in profiles}
        return profiles
