"""Two records of one person become one: the stricter permission, both histories, and nothing lost.

What each record says is weighed per purpose: what the person said beats silence, a no beats a yes, of two ends the
earlier holds. The chain of the record that goes stays as it is and belongs to the person from then on; what follows
from it is written at the end of the other chain.
"""

from datetime import datetime

from crm import audit
from crm.candidates.moving import move_rows
from crm.consent.following import stop_comparing
from crm.consent.ledger import MERGE, SAID_NO, Capture, lock, record
from crm.extensions import db
from crm.links import end_all_of
from crm.mail import bounces
from crm.queue import wake
from models import (
    Candidate,
    ConsentEvent,
    ConsentKind,
    FormerSubject,
    Message,
    MessageClass,
    Notice,
    Purpose,
    User,
)
from models.consent import ConsentState, state

FILLED = (
    "first_name",
    "last_name",
    "phone",
    "place",
    "country",
    "headline",
    "linkedin",
    "source",
    "retention_country",
    "owner_id",
)


class SameRecord(Exception):
    """A record cannot be merged with itself."""


class BeingErased(Exception):
    """One of the two asked to be erased: that comes first, and takes nobody else along."""


def merge(kept: Candidate, former: Candidate, *, by: User, now: datetime) -> None:
    """Make `kept` both records; `former` is gone afterwards. Raises SameRecord, BeingErased.

    Every link of `former` ends: it lies in a mailbox that nobody proved to be of the same person.
    """
    if kept.id == former.id:
        raise SameRecord
    for each in sorted((kept, former), key=lambda one: one.id):  # always in one order, so that two never wait in a ring
        lock(each)
    if kept.erase_requested_at or former.erase_requested_at:
        raise BeingErased
    _weigh(kept, former, by=by, now=now)
    _join_facts(kept, former)
    end_all_of(former, now=now)
    unsent = [each for each in MessageClass if each.is_ours]
    db.session.execute(Message.cancel_queued(former.id, unsent, "merged"))
    stop_comparing(former)
    subject, external_id, email = former.public_id, former.external_id, former.email
    move_rows(former.id, kept.id)
    db.session.add(FormerSubject(subject=subject, candidate_id=kept.id))
    db.session.flush()
    db.session.expire_all()
    kept.external_id, kept.email = kept.external_id or external_id, kept.email or email
    kept.profile_changed_at = now
    bounces.follow(kept, now=now)
    kept.refresh_search()
    if kept.restricted_at or state(kept, Purpose.MATCH_VACANCIES, now) is not ConsentState.GIVEN:
        stop_comparing(kept)
    audit.record("merged", by=by, now=now, subject=f"candidate:{kept.public_id}", former=subject)
    wake("match")


def _weigh(kept: Candidate, former: Candidate, *, by: User, now: datetime) -> None:
    no = {purpose for purpose in Purpose if _said_no(kept, purpose, now) or _said_no(former, purpose, now)}
    if Purpose.KEEP_PROFILE in no:
        no |= {purpose for purpose in Purpose if purpose.is_about_vacancies}
    for purpose in Purpose:
        ours, theirs = state(kept, purpose, now), state(former, purpose, now)
        last = _last_event(former, purpose)
        details = {"former": former.public_id, "event": last.hash if last else None}
        capture = Capture(MERGE, f"user:{by.id}", kept.language, details)
        if purpose in no:
            if ours not in SAID_NO:
                said = ConsentKind.WITHDRAWN if ours is ConsentState.GIVEN else ConsentKind.REFUSED
                record(kept, purpose, said, capture=capture, now=now)
        elif theirs is ConsentState.GIVEN and last:
            ends, until = former.permission(purpose), kept.permission(purpose)
            own_end = until.expires_at if until and ours is ConsentState.GIVEN else None
            if ends and ends.expires_at and (own_end is None or ends.expires_at < own_end):
                notice = db.session.get(Notice, last.notice_id) if last.notice_id else None
                record(
                    kept,
                    purpose,
                    ConsentKind.GIVEN,
                    capture=capture,
                    now=now,
                    notice=notice,
                    expires_at=ends.expires_at,
                )


def _said_no(candidate: Candidate, purpose: Purpose, now: datetime) -> bool:
    return state(candidate, purpose, now) in SAID_NO


def _last_event(candidate: Candidate, purpose: Purpose) -> ConsentEvent | None:
    chain = ConsentEvent.chain(candidate.public_id).where(ConsentEvent.purpose == purpose).order_by(None)
    return db.session.scalars(chain.order_by(ConsentEvent.number.desc()).limit(1)).one_or_none()


def _join_facts(kept: Candidate, former: Candidate) -> None:
    """Empty fields are filled. A restriction, a hire and the later pause hold; a procedure that runs for one runs for
    both, else the clocks count from the later end."""
    for name in FILLED:
        if not getattr(kept, name):
            setattr(kept, name, getattr(former, name))
    closed = (kept.procedure_closed_at, former.procedure_closed_at)
    kept.procedure_closed_at = None if None in closed else max(each for each in closed if each)
    quarantined = [each.quarantined_at for each in (kept, former)]
    kept.quarantined_at = min(each for each in quarantined if each) if all(quarantined) else None
    kept.restricted_at = _first(kept.restricted_at, former.restricted_at)
    kept.hired_at = _first(kept.hired_at, former.hired_at)
    kept.paused_until = max((each for each in (kept.paused_until, former.paused_until) if each), default=None)
    if not kept.next_step:
        kept.next_step, kept.next_step_on = former.next_step, former.next_step_on
    kept.customer_said_at = _first(kept.customer_said_at, former.customer_said_at)
    settled = (kept.connect_settled_at, former.connect_settled_at)
    kept.connect_settled_at = max((each for each in settled if each), default=None)
    kept.created_at = min(kept.created_at, former.created_at)
    db.session.flush()


def _first(*moments: datetime | None) -> datetime | None:
    return min((each for each in moments if each), default=None)
