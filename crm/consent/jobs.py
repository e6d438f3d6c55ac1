"""What time does to permissions, written down. Reading already denies; this only makes the ledger say so."""

from datetime import datetime

from sqlalchemy import Select, select

from crm.clock import utcnow
from crm.consent import counting
from crm.consent.ending import end
from crm.consent.ledger import Capture
from crm.extensions import db
from crm.queue import sweep
from models import Candidate, ConsentKind, Permission, PurposeEnding
from models.consent import ENDS, GIVES

BATCH = 100


@sweep
def permissions() -> None:
    now = utcnow()
    while _record_expired(now):
        db.session.commit()
    for ending in db.session.scalars(select(PurposeEnding).where(PurposeEnding.finished_at.is_(None))).all():
        while _end_some(ending, now):
            db.session.commit()
        ending.finished_at = now
        db.session.commit()
    if counting.count_tonight(now=now):
        db.session.commit()
    while counting.dispose_due(now=now):
        db.session.commit()
    db.session.rollback()


def _record_expired(now: datetime) -> int:
    over = select(Permission).where(Permission.kind.in_(ENDS), Permission.expires_at <= now)
    return sum(_end(one, ConsentKind.EXPIRED, "clock", "system", now) for one in _some(over))


def _end_some(ending: PurposeEnding, now: datetime) -> int:
    given = select(Permission).where(
        Permission.purpose == ending.purpose, Permission.kind.in_(GIVES), Permission.since < ending.at
    )
    return sum(_end(one, ending.kind, "settings", f"user:{ending.by_id}", now) for one in _some(given))


def _some(query: Select[Permission]) -> list[Permission]:
    return list(db.session.scalars(query.limit(BATCH)).all())


def _end(permission: Permission, kind: ConsentKind, channel: str, actor: str, now: datetime) -> bool:
    candidate = db.session.get_one(Candidate, permission.candidate_id)
    capture = Capture(channel, actor, candidate.language, {"cause": kind.value})
    return end(candidate, permission.purpose, kind, capture=capture, now=now) is not None
