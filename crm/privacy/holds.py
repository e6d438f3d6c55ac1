"""Named reasons to keep what would otherwise go."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from crm import audit
from crm.extensions import db
from models import Candidate, LegalHold, User

LONGEST = timedelta(days=90)


class ReviewTooLate(Exception):
    """A hold is looked at again within 90 days; an older one is a habit, not a reason."""


def hold_on(candidate: Candidate) -> LegalHold | None:
    """The hold that stands, if any."""
    standing = select(LegalHold).where(LegalHold.candidate_id == candidate.id, LegalHold.ended_at.is_(None))
    return db.session.scalars(standing.order_by(LegalHold.review_on).limit(1)).one_or_none()


def open_hold(candidate: Candidate, *, reason: str, owner: User, review_on: date, by: User, now: datetime) -> LegalHold:
    """Keep everything of this person until `end_hold`. Raises ReviewTooLate."""
    if not now.date() < review_on <= now.date() + LONGEST:
        raise ReviewTooLate
    hold = LegalHold(
        candidate_id=candidate.id, owner_id=owner.id, reason=reason.strip(), opened_at=now, review_on=review_on
    )
    db.session.add(hold)
    audit.record("hold_opened", by=by, now=now, subject=f"candidate:{candidate.public_id}")
    return hold


def review(hold: LegalHold, *, review_on: date, by: User, now: datetime) -> None:
    """Still needed: a new day of review. Raises ReviewTooLate."""
    if not now.date() < review_on <= now.date() + LONGEST:
        raise ReviewTooLate
    hold.review_on = review_on
    audit.record("hold_reviewed", by=by, now=now, subject=f"hold:{hold.id}")


def end_hold(hold: LegalHold, *, by: User, now: datetime) -> None:
    """The reason is over: what was due goes with the next sweep."""
    hold.ended_at = now
    hold.candidate.purge_at = min(hold.candidate.purge_at, now)
    audit.record("hold_ended", by=by, now=now, subject=f"hold:{hold.id}")
