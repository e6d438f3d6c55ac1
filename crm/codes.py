"""The code that opens a person's own data to them: eight digits by mail, for one browser, for a short time.

Source of the figures: OWASP ASVS 5.0, 6.5.1, 6.5.2, 6.5.5 and 6.6.3.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update

from crm.extensions import db
from crm.keys import keyed_hash
from models import AccessCode, Candidate

GOOD_FOR = timedelta(minutes=10)
OPEN_FOR = timedelta(minutes=15)
MOST_TRIES = 5
MARK = "[[code]]"


class WrongCode(Exception):
    """Not the code; `left` says how many tries there are. None left, or too late: ask for another one."""

    def __init__(self, left: int) -> None:
        super().__init__(str(left))
        self.left = left


def prepare(candidate: Candidate, *, session: str, now: datetime) -> AccessCode:
    """Make ready for a code that this browser may use. The digits are made when the mail leaves, and kept nowhere."""
    code = AccessCode(
        candidate_id=candidate.id,
        session_sha256=_digest(session),
        code_hash="",
        created_at=now,
        expires_at=now + GOOD_FOR,
    )
    db.session.add(code)
    db.session.flush()
    return code


def issue(candidate_id: int, *, now: datetime) -> str:
    """The digits for the mail that leaves now; they hold for ten minutes from now."""
    latest = select(AccessCode).where(AccessCode.candidate_id == candidate_id).order_by(AccessCode.id.desc()).limit(1)
    code = db.session.scalars(latest).one_or_none()
    digits = f"{secrets.randbelow(10**8):08}"
    if code and code.spent_at is None:
        code.code_hash = _seal(code.id, digits)
        code.expires_at = now + GOOD_FOR
    return digits


def enter(candidate: Candidate, *, session: str, digits: str, now: datetime) -> None:
    """Open for a quarter of an hour. Raises WrongCode. Every try is counted before it is looked at; the caller commits,
    also after WrongCode: of many guesses at once five are looked at."""
    latest = (
        select(AccessCode.id)
        .where(AccessCode.candidate_id == candidate.id, AccessCode.session_sha256 == _digest(session))
        .order_by(AccessCode.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    tried = (
        update(AccessCode)
        .where(
            AccessCode.id == latest,
            AccessCode.tries < MOST_TRIES,
            AccessCode.spent_at.is_(None),
            AccessCode.expires_at > now,
        )
        .values(tries=AccessCode.tries + 1)
        .returning(AccessCode.id, AccessCode.tries, AccessCode.code_hash)
    )
    row = db.session.execute(tried).one_or_none()
    if row is None:
        raise WrongCode(0)
    clean = "".join(each for each in digits if each.isdigit())
    if not secrets.compare_digest(_seal(row.id, clean), row.code_hash):
        raise WrongCode(MOST_TRIES - row.tries)
    db.session.execute(
        update(AccessCode)
        .where(AccessCode.id == row.id, AccessCode.spent_at.is_(None))
        .values(spent_at=now, open_until=now + OPEN_FOR)
    )


def is_open(candidate: Candidate, *, session: str, now: datetime) -> bool:
    """Whether this browser may see and do what needs the code."""
    return bool(
        session
        and db.session.scalar(
            select(AccessCode.id)
            .where(
                AccessCode.candidate_id == candidate.id,
                AccessCode.session_sha256 == _digest(session),
                AccessCode.open_until > now,
            )
            .limit(1)
        )
    )


def _digest(session: str) -> str:
    return hashlib.sha256(session.encode()).hexdigest()


def _seal(code_id: int, digits: str) -> str:
    return keyed_hash("access_code", f"{code_id}:{digits}")
