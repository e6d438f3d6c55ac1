"""Erasing a person: asked for on their page, done within a day, and never undone by an import or a restore."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select

from crm import audit, mail
from crm.consent import services as consent
from crm.consent.counting import PROOF_KEPT
from crm.consent.ledger import Capture, lock
from crm.consent.replay import chains_of
from crm.extensions import db
from crm.mail.suppressions import forget_address_trouble, lift, marks_of, suppress
from crm.privacy import files, ledger_file
from crm.privacy.holds import hold_on
from crm.queue import wake
from models import (
    Candidate,
    ChainDisposal,
    ConsentEvent,
    Erasure,
    ErasureCause,
    Message,
    MessageClass,
    MessageTrace,
    Purpose,
    Suppression,
)
from models.message import ON_ITS_WAY
from models.ownership import owned_tables, rows_of

CONFIRMED_WITHIN = timedelta(hours=20)


def ask(candidate: Candidate, *, capture: Capture, keep_mark: bool, now: datetime) -> None:
    """Everything of this person is to go: from this transaction on nobody sees, compares or mails them.

    With `keep_mark` a keyed hash of their address stays, so that no import brings them back; without it nothing stays,
    and whoever imports them again does not know.
    """
    consent.withdraw(candidate, list(Purpose), capture=capture, now=now)
    lock(candidate)
    candidate.restricted_at = candidate.restricted_at or now
    candidate.erase_requested_at = candidate.erase_requested_at or now
    candidate.purge_at = now
    if keep_mark:
        suppress(marks_of(candidate), "erasure", now=now)
    else:
        lift(candidate)
    others = [each for each in MessageClass if each is not MessageClass.RIGHTS]
    db.session.execute(Message.cancel_queued(candidate.id, others, "erased"))
    mail.queue(
        "erasure",
        candidate,
        message_class=MessageClass.RIGHTS,
        dedupe_key=f"erasure:c{candidate.id}",
        now=now,
        held=hold_on(candidate) is not None,
        keep_mark=keep_mark,
    )
    audit.record("erasure_asked", by=None, now=now, subject=f"candidate:{candidate.public_id}")
    wake("retention")


def is_confirmed(candidate: Candidate, *, now: datetime) -> bool:
    """The mail that answers the request left, cannot leave, or had its time: nothing has to wait for it."""
    if candidate.erase_requested_at is None or now >= candidate.erase_requested_at + CONFIRMED_WITHIN:
        return True
    return not db.session.scalar(
        select(Message.id).where(Message.candidate_id == candidate.id, Message.state.in_(ON_ITS_WAY)).limit(1)
    )


def erase(candidate: Candidate, cause: ErasureCause, *, now: datetime) -> Erasure:
    """Remove every row and file of this person. Irreversible. The caller commits.

    What stays: the pseudonymous chain of their permissions for 24 months, a receipt without content, hashes of the
    ids of mails they got for 90 days. The line in the ledger file is written first.
    """
    lock(candidate)
    subjects = chains_of(candidate)
    requested_at = candidate.erase_requested_at
    forget_address_trouble(candidate)
    last = db.session.scalar(select(func.max(Erasure.number))) or 0
    line = ledger_file.write(subjects, _kept(marks_of(candidate)), cause, after=last, now=now)
    _dispose_later(subjects, now=now)
    _leave_traces(candidate)
    files.remove_files(candidate)
    candidate_id = candidate.id
    db.session.flush()
    db.session.expunge_all()
    for table in owned_tables():
        db.session.execute(delete(table).where(rows_of(table, candidate_id)))
    receipt = Erasure(number=line.number, subject=line.subject, cause=cause, requested_at=requested_at, erased_at=now)
    db.session.add(receipt)
    db.session.flush()
    return receipt


def _kept(marks: list[str]) -> list[str]:
    return [mark for mark in marks if db.session.get(Suppression, mark)]


def _dispose_later(subjects: list[str], *, now: datetime) -> None:
    """The chains stay as proof that we asked and were answered; then they go as a whole."""
    counted = (
        select(ConsentEvent.subject, func.count())
        .where(ConsentEvent.subject.in_(subjects))
        .group_by(ConsentEvent.subject)
    )
    for subject, events in db.session.execute(counted).all():
        if not db.session.get(ChainDisposal, subject):
            db.session.add(ChainDisposal(subject=subject, events=events, due_at=now + PROOF_KEPT))


def _leave_traces(candidate: Candidate) -> None:
    sent = select(Message.public_id, Message.message_class, Message.sent_at).where(
        Message.candidate_id == candidate.id, Message.sent_at.is_not(None)
    )
    rows = [
        {
            "message_sha256": hashlib.sha256(public_id.encode()).hexdigest(),
            "message_class": message_class,
            "sent_at": sent_at,
        }
        for public_id, message_class, sent_at in db.session.execute(sent)
    ]
    if rows:
        db.session.execute(insert(MessageTrace), rows)


def replay(*, now: datetime) -> int:
    """After a restore: erase again everybody the ledger file names, and mark them again. Returns how many were there.

    Safe to repeat. Somebody who applied again after their erasure has another pseudonym and stays.
    """
    found = 0
    for line in ledger_file.lines():
        at, cause = datetime.fromisoformat(line.at), ErasureCause(line.cause)
        is_known = db.session.scalar(select(Erasure.number).where(Erasure.subject == line.subject)) is not None
        back = select(Candidate.id).where(Candidate.public_id.in_([line.subject, *line.former_subjects]))
        for candidate_id in db.session.scalars(back).all():
            erase(db.session.get_one(Candidate, candidate_id), cause, now=now)
            found += 1
        if not is_known:
            suppress(line.marks, "erasure", now=at)
            if db.session.get(Erasure, line.number) is None:
                db.session.add(
                    Erasure(number=line.number, subject=line.subject, cause=ErasureCause.REPLAY, erased_at=at)
                )
        db.session.flush()
    return found


def unlisted() -> list[Erasure]:
    """Erasures that the database knows and the ledger file does not: the file is gone, or an older copy of it."""
    listed = {line.subject for line in ledger_file.lines()}
    return [each for each in db.session.scalars(select(Erasure).order_by(Erasure.number)) if each.subject not in listed]


def list_again(erasures: list[Erasure]) -> None:
    """Write them into the ledger file anew. Their marks stand in the database alone from then on."""
    for each in erasures:
        ledger_file.write([each.subject], [], each.cause, after=each.number - 1, now=each.erased_at)


def not_replayed(*, now: datetime) -> int:
    """How many erasures of the ledger file this database still has to do. One that the sweep is about to finish, after
    a crash between file and database, is not counted."""
    known = set(db.session.scalars(select(Erasure.subject)))
    missing = [line.subject for line in ledger_file.lines() if line.subject not in known]
    if not missing:
        return 0
    under_way = db.session.scalar(
        select(func.count()).where(Candidate.public_id == missing[-1], Candidate.purge_at <= now)
    )
    return len(missing) - (under_way or 0)
