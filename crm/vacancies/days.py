"""When somebody is to be looked at again without anybody doing anything: a pause ends, a permission does."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select, update

from crm.extensions import db
from crm.vacancies.people import MATCHING
from models import Candidate, Permission
from models.candidate import FAR_FUTURE

UNREADABLE_AGAIN = timedelta(days=1)
"""A profile that the matcher could not read is tried again after so long."""


def look_again(ids: Collection[int], unreadable: Collection[int], now: datetime) -> None:
    """These are up to date: the next look is on their next day. The caller holds their rows locked."""
    moments = {candidate_id: [FAR_FUTURE] for candidate_id in ids} | {
        candidate_id: [now + UNREADABLE_AGAIN] for candidate_id in unreadable
    }
    people = select(Candidate.id, Candidate.paused_until, Candidate.keep_until).where(Candidate.id.in_(moments))
    said = select(Permission.candidate_id, Permission.since, Permission.expires_at).where(
        Permission.candidate_id.in_(moments), Permission.purpose.in_(MATCHING.chain)
    )
    for candidate_id, *days in [*db.session.execute(people).all(), *db.session.execute(said).all()]:
        moments[candidate_id] += [day for day in days if day and day > now]
    if moments:
        db.session.execute(
            update(Candidate), [{"id": candidate_id, "compare_at": min(days)} for candidate_id, days in moments.items()]
        )
