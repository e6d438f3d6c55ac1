"""People who asked to be left alone, kept as keyed hashes only: they block pool entry and mail, no new application."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from crm.extensions import db
from crm.keys import keyed_hash
from models import Candidate, Suppression
from models.suppression import DOES_NOT_WORK


def email_mark(email: str) -> str:
    return keyed_hash("suppression", email)


def external_mark(external_id: str) -> str:
    return keyed_hash("suppression", f"external:{external_id}")


def marks_of(candidate: Candidate) -> list[str]:
    marks = [email_mark(candidate.email)] if candidate.email else []
    return marks + ([external_mark(candidate.external_id)] if candidate.external_id else [])


def is_suppressed(email: str) -> bool:
    return db.session.get(Suppression, email_mark(email)) is not None


def address_trouble(email: str) -> Suppression | None:
    """The mark that mail to this address does not arrive, with when that was found."""
    mark = db.session.get(Suppression, email_mark(email))
    return mark if mark and mark.reason in DOES_NOT_WORK else None


def suppress(marks: list[str], reason: str, *, now: datetime) -> None:
    insert = (sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert)(Suppression)
    for mark in marks:
        values = insert.values(email_hash=mark, reason=reason, created_at=now)
        db.session.execute(values.on_conflict_do_nothing())


def lift(candidate: Candidate) -> None:
    """The person came back by themselves and said yes: the mark of before is not what they want any more."""
    db.session.execute(delete(Suppression).where(Suppression.email_hash.in_(marks_of(candidate))))


def forget_address_trouble(candidate: Candidate) -> None:
    """That an address does not work is no wish of theirs: with the person it is of no use any more."""
    about_address = Suppression.email_hash.in_(marks_of(candidate)), Suppression.reason.in_(DOES_NOT_WORK)
    db.session.execute(delete(Suppression).where(*about_address))
