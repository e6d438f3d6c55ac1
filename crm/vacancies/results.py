"""Storing what a comparison found: one short transaction, in which permission is asked once more."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from crm.extensions import db
from crm.vacancies import alerts
from crm.vacancies.findings import Found
from crm.vacancies.lease import Lease
from crm.vacancies.people import has_a_part, lock_reachable
from models import Candidate, Match, MatchRun, ProfileVector, Vacancy


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one comparison did. `after` is 0 when everybody was compared, else only newcomers were."""

    started_at: datetime
    after: int
    through: int
    compared: int
    left_out: dict[str, int]
    versions: dict[str, str]
    parameters: dict[str, Any]
    found: list[Found]


def store(lease: Lease, comparison: Comparison) -> MatchRun:
    """Matches, run, alerts and `matched_at` together or not at all. Raises LeaseLost when the vacancy has changed."""
    now = lease.clock()
    lease.give_back()
    vacancy = db.session.get_one(Vacancy, lease.vacancy_id, populate_existing=True)
    is_new_question = not _was_asked_before(vacancy, comparison)
    run = _run(vacancy, comparison, now)
    matches = _matches(run, comparison, now)
    vacancy.matched_at = now
    vacancy.matched_through = comparison.through
    alerts.tell(vacancy, run, matches, everyone=is_new_question, now=now)
    db.session.commit()
    return run


def _was_asked_before(vacancy: Vacancy, comparison: Comparison) -> bool:
    """Newcomers join an answer that was given, and every night it is given anew: that nobody fits is news once."""
    last = db.session.scalars(MatchRun.latest(vacancy.id)).one_or_none()
    return last is not None and (
        comparison.after > 0 or last.parameters.get("question") == comparison.parameters["question"]
    )


def _run(vacancy: Vacancy, comparison: Comparison, now: datetime) -> MatchRun:
    """A new run when everybody was compared; newcomers join the last one."""
    if comparison.after and (last := db.session.scalars(MatchRun.latest(vacancy.id)).one_or_none()):
        last.compared_since += comparison.compared
        return last
    run = MatchRun(
        vacancy_id=vacancy.id,
        started_at=comparison.started_at,
        finished_at=now,
        compared=comparison.compared,
        left_out=comparison.left_out,
        versions=comparison.versions,
        parameters=comparison.parameters,
    )
    db.session.add(run)
    db.session.flush()
    return run


def _matches(run: MatchRun, comparison: Comparison, now: datetime) -> list[Match]:
    """Bring the rows in line with what was found; decisions stay, and so does what was decided about."""
    ids = _still_comparable(run.vacancy_id, comparison.found, now)
    known = {
        match.candidate_id: match
        for match in db.session.scalars(
            select(Match).where(Match.vacancy_id == run.vacancy_id, Match.candidate_id.in_(list(ids.values())))
        )
    }
    kept = []
    for found in comparison.found:
        if (candidate_id := ids.get(found.public_id)) is not None:
            match = known.get(candidate_id) or Match(vacancy_id=run.vacancy_id, candidate_id=candidate_id, found_at=now)
            _write(match, run, found)
            kept.append(match)
    db.session.add_all(kept)
    gone = delete(Match).where(
        Match.vacancy_id == run.vacancy_id, Match.decision.is_(None), Match.candidate_id.not_in(list(ids.values()))
    )
    if comparison.after:
        compared = select(ProfileVector.candidate_id).where(
            ProfileVector.sequence > comparison.after, ProfileVector.sequence <= comparison.through
        )
        gone = gone.where(Match.candidate_id.in_(compared))
    db.session.execute(gone, execution_options={"synchronize_session": False})
    db.session.flush()
    return kept


def _still_comparable(vacancy_id: int, found: list[Found], now: datetime) -> dict[str, int]:
    """Public id to id, of those who were found and may still be compared with this vacancy."""
    asked = select(Candidate.public_id, Candidate.id).where(
        Candidate.public_id.in_([each.public_id for each in found]), ~has_a_part(vacancy_id)
    )
    ids = dict(db.session.execute(asked).all())
    allowed = lock_reachable(ids.values(), now)
    return {public_id: candidate_id for public_id, candidate_id in ids.items() if candidate_id in allowed}


def _write(match: Match, run: MatchRun, found: Found) -> None:
    match.run_id = run.id
    match.score = found.score
    match.probability = found.probability
    match.band = found.band
    match.reasons = found.reasons
    match.evidence = found.evidence
