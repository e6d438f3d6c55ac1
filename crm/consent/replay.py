"""The projection can be dropped: read anew from the ledger it is the same, row for row."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import delete, insert, select

from crm.extensions import db
from models import Candidate, ConsentEvent, ConsentEvidence, ConsentKind, FormerSubject, Permission, Purpose
from models.consent import GIVES

BATCH = 500
Row = tuple[int, Purpose, ConsentKind, datetime, datetime | None]


def expected(candidates: dict[str, int]) -> set[Row]:
    """What the ledger says of these people (id by public id): a yes whose evidence is gone is none."""
    kept = _evidence(candidates.values())
    last: dict[tuple[int, Purpose], ConsentEvent] = {}
    events = select(ConsentEvent).where(ConsentEvent.subject.in_(candidates)).order_by(ConsentEvent.number)
    for event in db.session.scalars(events):
        key = candidates[event.subject], event.purpose
        if event.kind is not ConsentKind.REQUESTED or key not in last:
            last[key] = event
    return {
        (candidate_id, purpose, event.kind, event.at, event.expires_at)
        for (candidate_id, purpose), event in last.items()
        if event.kind not in GIVES or event.evidence_sha256 in kept[candidate_id]
    }


def _evidence(candidate_ids: Iterable[int]) -> dict[int, set[str]]:
    kept: dict[int, set[str]] = defaultdict(set)
    rows = select(ConsentEvidence.candidate_id, ConsentEvidence.sha256)
    for candidate_id, sha256 in db.session.execute(rows.where(ConsentEvidence.candidate_id.in_(candidate_ids))):
        kept[candidate_id].add(sha256)
    return kept


def found(candidate_ids: Iterable[int]) -> set[Row]:
    columns = Permission.candidate_id, Permission.purpose, Permission.kind, Permission.since, Permission.expires_at
    rows = db.session.execute(select(*columns).where(Permission.candidate_id.in_(candidate_ids)))
    return {(row[0], row[1], row[2], row[3], row[4]) for row in rows}


def pieces() -> Iterator[dict[str, int]]:
    """Everybody, some hundreds at a time, as id by public id."""
    after = 0
    while True:
        rows = db.session.execute(
            select(Candidate.public_id, Candidate.id).where(Candidate.id > after).order_by(Candidate.id).limit(BATCH)
        ).all()
        if not rows:
            return
        after = rows[-1][1]
        yield {row.public_id: row.id for row in rows}


def rebuild() -> Iterator[int]:
    """Write the projection anew; yields after each piece how many people that was. The caller commits each time."""
    for people in pieces():
        rows = expected(people)
        db.session.execute(delete(Permission).where(Permission.candidate_id.in_(people.values())))
        if rows:
            names = ("candidate_id", "purpose", "kind", "since", "expires_at")
            db.session.execute(insert(Permission), [dict(zip(names, row, strict=True)) for row in rows])
        yield len(people)


def chains_of(candidate: Candidate) -> list[str]:
    """Every pseudonym of this person: their own, and those of records that were merged into it."""
    former = select(FormerSubject.subject).where(FormerSubject.candidate_id == candidate.id)
    return [candidate.public_id, *db.session.scalars(former)]
