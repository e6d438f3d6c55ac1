"""Somebody comes through an ambassador: their own words and their own yes, and nothing before they confirm the address.

A stranger learns nothing by the form: whether we know an address, may write to it, or were asked to erase it, the page
that follows is the same. Until it is confirmed the person is `PENDING`: nobody sees them, and after seven days the
retention sweep removes them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from crm import mail, throttle
from crm.consent import services as consent
from crm.consent.ledger import Capture, lock
from crm.extensions import db
from crm.mail.suppressions import is_suppressed
from crm.screening import masked
from models import (
    Ambassador,
    Candidate,
    ConsentEvent,
    Language,
    MessageClass,
    Organisation,
    Purpose,
    Referral,
    Vacancy,
)
from models.consent import ConsentState, state

CONFIRM_WITHIN = timedelta(days=7)
MOST_PER_NETWORK, MOST_PER_ADDRESS = 10, 3


class TooMany(Exception):
    """Too many forms from one network; the answer says nothing about any address."""


@dataclass(frozen=True, slots=True)
class Referred:
    """What somebody filled in of themselves."""

    first_name: str
    last_name: str
    email: str
    motivation: str
    purposes: Collection[Purpose]
    language: Language


def refer(ambassador: Ambassador, vacancy: Vacancy, given: Referred, *, network: str, now: datetime) -> None:
    """Hold what they say and mail them to confirm it. Raises TooMany after ten forms of one network in an hour."""
    if throttle.count("referral_network", network, now=now, window=timedelta(hours=1)) > MOST_PER_NETWORK:
        raise TooMany
    address = given.email.strip().lower()
    asked = throttle.count("referral_address", address, now=now, window=timedelta(days=1))
    known = db.session.scalars(select(Candidate).where(Candidate.email == address)).one_or_none()
    left_alone = known is not None and (known.restricted_at or known.erase_requested_at)
    if asked > MOST_PER_ADDRESS or left_alone or is_suppressed(address):
        stranger = Candidate(email=address, first_name=given.first_name, language=given.language)
        mail.render("confirm_referral", stranger, vacancy=vacancy)  # as much work as for anybody else
        return
    candidate = known or _pending(given, address, now)
    referral = Referral(
        candidate=candidate,
        vacancy=vacancy,
        came_through=ambassador.word,
        motivation=masked(given.motivation.strip()),
        purposes=[purpose.value for purpose in given.purposes],
        created_at=now,
    )
    db.session.add(referral)
    db.session.flush()
    mail.queue(
        "confirm_referral",
        candidate,
        message_class=MessageClass.RIGHTS,
        dedupe_key=f"referral:{referral.id}",
        now=now,
        vacancy=vacancy,
    )


def _pending(given: Referred, address: str, now: datetime) -> Candidate:
    candidate = Candidate(
        first_name=" ".join(given.first_name.split()),
        last_name=" ".join(given.last_name.split()),
        email=address,
        language=given.language,
        created_at=now,
        profile_changed_at=now,
    )
    candidate.wait_for_confirmation(now, now + CONFIRM_WITHIN)
    db.session.add(candidate)
    db.session.flush()
    return candidate


def waiting(candidate: Candidate, *, now: datetime) -> Referral | None:
    """What this person may still confirm."""
    in_time = Referral.created_at > now - CONFIRM_WITHIN
    return db.session.scalars(Referral.waiting(candidate.id).where(in_time).limit(1)).one_or_none()


def confirm(
    candidate: Candidate, *, shown: dict[Purpose, str], capture: Capture, now: datetime
) -> list[ConsentEvent] | None:
    """The address is theirs: they are a candidate from now on, with what they ticked. None when nothing waits.

    What they allowed before stays allowed. Raises consent.NoticeChanged when the words are not those of `shown`.
    """
    lock(candidate)
    referral = waiting(candidate, now=now)
    if referral is None:
        return None
    ticked = {Purpose(each) for each in referral.purposes}
    ticked |= {purpose for purpose in Purpose if state(candidate, purpose, now) is ConsentState.GIVEN}
    if candidate.pending_until:
        candidate.pending_until = None
        candidate.close_procedure(now, candidate.preset(db.session.scalars(Organisation.current()).one()))
    events = consent.choose(candidate, ticked, capture=capture, shown=shown, now=now)
    referral.confirmed_at = now
    candidate.refresh_search()
    db.session.flush()
    return events


def forget_unconfirmed(*, now: datetime) -> int:
    """What somebody whom we knew never confirmed; a new person goes as a whole, by the retention sweep."""
    over = (Referral.confirmed_at.is_(None), Referral.created_at <= now - CONFIRM_WITHIN)
    return int(db.session.execute(delete(Referral).where(*over)).rowcount)  # type: ignore[attr-defined]
