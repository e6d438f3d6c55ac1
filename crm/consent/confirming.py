"""A yes that reached us without the person's own page, until they confirm it from their mail."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select

from crm.consent.following import follow
from crm.consent.ledger import Capture, lock, record
from crm.consent.notices import notice_text, published
from crm.extensions import db
from models import Candidate, ConsentEvent, ConsentKind, Notice, Organisation, Purpose
from models.consent import ConsentState, state

CONFIRM_WITHIN = timedelta(days=7)


def hold_for_confirmation(
    candidate: Candidate, purposes: Iterable[Purpose], *, capture: Capture, now: datetime
) -> list[ConsentEvent]:
    """A yes whose address nobody confirmed yet: it gives nothing until `confirm`, within seven days."""
    lock(candidate)
    organisation = db.session.scalars(Organisation.current()).one()
    return [
        record(
            candidate,
            purpose,
            ConsentKind.PENDING,
            capture=capture,
            now=now,
            notice=published(notice_text(purpose, capture.language, organisation), now=now),
            expires_at=now + CONFIRM_WITHIN,
        )
        for purpose in purposes
        if state(candidate, purpose, now) is not ConsentState.GIVEN
    ]


def confirm(candidate: Candidate, *, capture: Capture, now: datetime) -> list[ConsentEvent]:
    """The address is theirs: what waits for that is given now, for the words they saw then."""
    organisation = db.session.scalars(Organisation.current()).one()
    lock(candidate)
    ends = candidate.preset(organisation).permission_ends(candidate.procedure_closed_at, now)
    events = [
        record(
            candidate,
            purpose,
            ConsentKind.GIVEN,
            capture=capture,
            now=now,
            notice=_notice_of_last(candidate, purpose),
            expires_at=ends,
        )
        for purpose in waiting(candidate, now)
    ]
    if events:
        follow(candidate, organisation, now=now)
    return events


def waiting(candidate: Candidate, now: datetime) -> list[Purpose]:
    """What the person said yes to elsewhere and has still to confirm."""
    return [purpose for purpose in Purpose if state(candidate, purpose, now) is ConsentState.PENDING]


def _notice_of_last(candidate: Candidate, purpose: Purpose) -> Notice | None:
    shown = (
        select(Notice)
        .join(ConsentEvent, ConsentEvent.notice_id == Notice.id)
        .where(ConsentEvent.subject == candidate.public_id, ConsentEvent.purpose == purpose)
        .order_by(ConsentEvent.number.desc())
        .limit(1)
    )
    return db.session.scalars(shown).one_or_none()
