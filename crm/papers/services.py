"""A yes on paper gives nothing by itself: a second colleague looks at the file, and the person confirms by mail."""

import hashlib
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from crm import audit, mail
from crm.consent.confirming import hold_for_confirmation
from crm.consent.ledger import PAPER, SAID_NO, Capture
from crm.extensions import db
from models import Candidate, MessageClass, PaperConsent, Purpose, User
from models.consent import state

MAX_BYTES = 20_000_000
KINDS = {b"%PDF-": "application/pdf", b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class NoAddress(Exception):
    """Without an e-mail address nobody can confirm."""


class NoProof(Exception):
    """The file is empty, too large, or no PDF, PNG or JPEG."""


class NeedsProfile(Exception):
    """Comparing and mailing rest on keeping the profile."""


class SaidNo(Exception):
    """The person refused or withdrew on their own page: only they can change that, there."""


class SamePerson(Exception):
    """Whoever recorded it cannot check it."""


class AlreadyChecked(Exception):
    """Somebody accepted or refused it."""


def record(
    candidate: Candidate,
    purposes: Collection[Purpose],
    *,
    given_on: date,
    filename: str,
    content: bytes,
    by: User,
    now: datetime,
) -> PaperConsent:
    """Keep the file for a colleague to look at. Raises NoAddress, NoProof, NeedsProfile, SaidNo."""
    kind = next((kind for magic, kind in KINDS.items() if content.startswith(magic)), None)
    if not candidate.email:
        raise NoAddress
    if kind is None or len(content) > MAX_BYTES:
        raise NoProof
    if any(purpose.is_about_vacancies for purpose in purposes) and Purpose.KEEP_PROFILE not in purposes:
        raise NeedsProfile
    if any(state(candidate, purpose, now) in SAID_NO for purpose in purposes):
        raise SaidNo
    paper = PaperConsent(
        candidate=candidate,
        purposes=[purpose.value for purpose in Purpose if purpose in purposes],
        given_on=given_on,
        filename=filename,
        content_type=kind,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        recorded_by=by,
        recorded_at=now,
    )
    db.session.add(paper)
    db.session.flush()
    audit.record("paper_recorded", by=by, now=now, subject=f"paper:{paper.id}")
    return paper


def accept(paper: PaperConsent, *, by: User, now: datetime) -> None:
    """The file is good: the person gets a mail, and says so themselves. Raises SamePerson, AlreadyChecked.

    What they refused or withdrew since the paper was recorded is not asked again.
    """
    _check(paper, by, now)
    details = {"paper": paper.id, "file_sha256": paper.sha256, "given_on": paper.given_on.isoformat()}
    capture = Capture(PAPER, f"user:{by.id}", paper.candidate.language, details)
    purposes = [each for each in map(Purpose, paper.purposes) if state(paper.candidate, each, now) not in SAID_NO]
    hold_for_confirmation(paper.candidate, purposes, capture=capture, now=now)
    mail.queue(
        "confirm_choice",
        paper.candidate,
        message_class=MessageClass.RIGHTS,
        dedupe_key=f"confirm_choice:{paper.id}",
        now=now,
        paper=paper,
    )
    audit.record("paper_accepted", by=by, now=now, subject=f"paper:{paper.id}")


def refuse(paper: PaperConsent, *, by: User, now: datetime) -> None:
    """Not good enough: nothing happens with it. Raises SamePerson, AlreadyChecked."""
    _check(paper, by, now)
    paper.refused_at = now
    audit.record("paper_refused", by=by, now=now, subject=f"paper:{paper.id}")


def _check(paper: PaperConsent, by: User, now: datetime) -> None:
    db.session.refresh(paper, with_for_update={"of": PaperConsent})
    if paper.checked_at:
        raise AlreadyChecked
    if paper.recorded_by_id == by.id:
        raise SamePerson
    paper.checked_by, paper.checked_at = by, now


def waiting() -> Select[PaperConsent]:
    """What a second colleague must look at, the oldest first."""
    return (
        select(PaperConsent)
        .where(PaperConsent.checked_at.is_(None))
        .order_by(PaperConsent.id)
        .options(joinedload(PaperConsent.candidate), joinedload(PaperConsent.recorded_by))
    )
