"""Secret addresses as people get them. Absolute addresses come from CRM_PUBLIC_URL alone, never from a request."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import update

from crm.extensions import db
from models import Candidate, Link, LinkKind, User

LONGEST = timedelta(days=400)
AFTER_KEEPING = timedelta(days=30)
STAFF_LIFE = timedelta(hours=1)
CONFIRM_LIFE = timedelta(days=7)
SURVEY_LIFE = timedelta(days=60)


def public_url(path: str) -> str:
    base: str = current_app.config["CRM_PUBLIC_URL"]
    return f"{base}{path}"


def issue_for_candidate(kind: LinkKind, candidate: Candidate, *, now: datetime, message_id: int | None = None) -> str:
    """A new secret for this person. Older links keep working: they sit in mails people kept."""
    expires_at = now + LONGEST
    if kind is LinkKind.PERSONAL:
        expires_at = min(max(candidate.keep_until, now) + AFTER_KEEPING, expires_at)
    if kind in (LinkKind.CONFIRM, LinkKind.REFERRAL):
        expires_at = now + CONFIRM_LIFE
    if kind is LinkKind.SURVEY:
        expires_at = now + SURVEY_LIFE
    link, secret = Link.issue(kind, now=now, expires_at=expires_at, candidate_id=candidate.id, message_id=message_id)
    db.session.add(link)
    return secret


def issue_for_staff(user: User, *, now: datetime) -> str:
    """A secret with which this colleague sets a password, once, within the hour."""
    link, secret = Link.issue(LinkKind.STAFF, now=now, expires_at=now + STAFF_LIFE, user_id=user.id)
    db.session.add(link)
    return secret


def opened(secret: str, kind: LinkKind, *, now: datetime) -> Link | None:
    """The live link behind a secret, or None: forged, expired, spent and foreign look alike."""
    return db.session.execute(Link.opened_by(secret, kind, now)).scalar_one_or_none()


def end_all_of(candidate: Candidate, *, now: datetime) -> None:
    """Every secret address of this person stops working: they asked for it, or their e-mail address changed.

    Those that only stop mail live on: who clicks one in an old mail must not be told "done" while nothing happened.
    """
    ours = update(Link).where(
        Link.candidate_id == candidate.id, Link.kind != LinkKind.UNSUBSCRIBE, Link.expires_at > now
    )
    db.session.execute(ours.values(expires_at=now))
