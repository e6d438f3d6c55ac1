"""A privacy officer looks at the proof that came with an import, and accepts or refuses it for the whole batch."""

from collections.abc import Sequence
from datetime import datetime

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import delete, func, select
from sqlalchemy.orm import joinedload

from crm import audit
from crm.consent.ledger import Capture, last_events, lock
from crm.consent.services import accept_imported
from crm.extensions import db
from crm.queue import wake
from models import Candidate, ImportBatch, ImportRow, Organisation, Purpose, User

BATCH = 100


class AlreadyAccepted(Exception):
    """Somebody accepted or refused what this batch claims."""


class NotFinished(Exception):
    """Rows are still coming in: nobody can have looked at them all."""


def claims_of(batch: ImportBatch) -> int:
    """How many rows claim a permission that nobody decided about."""
    return db.session.scalar(select(func.count()).where(ImportRow.batch_id == batch.id)) or 0


def claims_by_batch(ids: Sequence[int]) -> dict[int, int]:
    """As `claims_of`, for the batches that have any."""
    counted = select(ImportRow.batch_id, func.count().label("claims")).where(ImportRow.batch_id.in_(ids))
    return {row.batch_id: row.claims for row in db.session.execute(counted.group_by(ImportRow.batch_id))}


def page_of_claims(batch: ImportBatch) -> Pagination:
    """The claims in the order of the file, each with the person it came to."""
    claims = (
        select(ImportRow)
        .where(ImportRow.batch_id == batch.id)
        .order_by(ImportRow.line)
        .options(joinedload(ImportRow.candidate))
    )
    return db.paginate(claims, per_page=25)


def accept(batch: ImportBatch, *, by: User, now: datetime) -> None:
    """The proof is good: the worker writes a permission for each row. Raises AlreadyAccepted, NotFinished."""
    _decide(batch)
    batch.accepted_by, batch.accepted_at = by, now
    audit.record("import.accepted", by=by, now=now, subject=f"import:{batch.id}", claims=claims_of(batch))
    wake("claims")


def refuse(batch: ImportBatch, *, by: User, now: datetime) -> None:
    """The proof is not good enough: nobody of it is compared or mailed. Raises AlreadyAccepted, NotFinished."""
    _decide(batch)
    audit.record("import.refused", by=by, now=now, subject=f"import:{batch.id}", claims=claims_of(batch))
    db.session.execute(delete(ImportRow).where(ImportRow.batch_id == batch.id))


def _decide(batch: ImportBatch) -> None:
    db.session.refresh(batch, with_for_update={"of": ImportBatch})
    if batch.finished_at is None:
        raise NotFinished
    if batch.accepted_at or not claims_of(batch):
        raise AlreadyAccepted


def write_some(*, now: datetime) -> int:
    """Write the permissions of up to 100 accepted rows; how many rows were done. The caller commits."""
    accepted = (
        select(ImportRow)
        .join(ImportBatch, ImportBatch.id == ImportRow.batch_id)
        .where(ImportBatch.accepted_at.is_not(None))
        .order_by(ImportRow.id)
        .limit(BATCH)
    )
    rows = db.session.scalars(accepted.with_for_update(of=ImportRow, skip_locked=True)).all()
    for row in rows:
        if row.candidate:
            _write(row.candidate, row, db.session.get_one(ImportBatch, row.batch_id), now)
        db.session.delete(row)
    return len(rows)


def _write(candidate: Candidate, row: ImportRow, batch: ImportBatch, now: datetime) -> None:
    """What the person said since the claim stands, and a permission that ended meanwhile is none."""
    lock(candidate)
    known = candidate.permission(Purpose.KEEP_PROFILE)
    if row.expires_at <= now or candidate.restricted_at or (known and known.since >= row.given_at):
        return
    evidence = {name: row.content[name] for name in ("row", "line", "file_sha256")}
    accept_imported(
        candidate,
        given_at=row.given_at,
        expires_at=row.expires_at,
        capture=Capture("import", f"user:{batch.accepted_by_id}", candidate.language, evidence),
        after=last_events([candidate]).get(candidate.public_id),
        now=now,
    )
    db.session.flush()
    organisation = db.session.scalars(Organisation.current()).one()
    candidate.settle(now, candidate.preset(organisation))
    wake("match")
