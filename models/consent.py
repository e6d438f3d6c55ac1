"""Permission: what a person may have said, the projection of the ledger, and the one function that asks it."""

import enum
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

if TYPE_CHECKING:
    from models.candidate import Candidate


class Purpose(enum.Enum):
    KEEP_PROFILE = "keep_profile"
    MATCH_VACANCIES = "match_vacancies"
    EMAIL_VACANCIES = "email_vacancies"
    SURVEY = "survey"

    @property
    def is_about_vacancies(self) -> bool:
        return self in (Purpose.MATCH_VACANCIES, Purpose.EMAIL_VACANCIES)

    @property
    def chain(self) -> tuple["Purpose", ...]:
        """The purposes that must all be given: comparing and mailing rest on keeping."""
        return (Purpose.KEEP_PROFILE, self) if self.is_about_vacancies else (self,)


MAIL_PURPOSES = (Purpose.EMAIL_VACANCIES, Purpose.SURVEY)


class ConsentKind(enum.Enum):
    """What an event says. PENDING: given, but from an address that was not confirmed yet. INVALIDATED: the words
    changed materially. REVOKED: the organisation ended the purpose."""

    REQUESTED = "requested"
    PENDING = "pending"
    GIVEN = "given"
    RENEWED = "renewed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    INVALIDATED = "invalidated"
    REVOKED = "revoked"


GIVES = (ConsentKind.GIVEN, ConsentKind.RENEWED)
ENDS = (*GIVES, ConsentKind.PENDING)  # these have a day on which they end


class ConsentState(enum.Enum):
    """Where one purpose stands, read at a moment. Staff never see it: for them there is *may* and *may not*."""

    NOT_ASKED = "not_asked"
    REQUESTED = "requested"
    PENDING = "pending"
    GIVEN = "given"
    EXPIRED = "expired"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    INVALIDATED = "invalidated"
    REVOKED = "revoked"


_ENDED = frozenset({ConsentKind.REQUESTED, ConsentKind.PENDING, ConsentKind.GIVEN, ConsentKind.REFUSED})
# Which events may follow in which state; what is not here cannot be written (models/ledger.py asks).
FOLLOWS: dict[ConsentState, frozenset[ConsentKind]] = {
    ConsentState.NOT_ASKED: _ENDED,
    ConsentState.REQUESTED: _ENDED | {ConsentKind.EXPIRED, ConsentKind.WITHDRAWN},
    ConsentState.PENDING: _ENDED | {ConsentKind.EXPIRED, ConsentKind.WITHDRAWN},
    ConsentState.GIVEN: frozenset(
        {
            ConsentKind.GIVEN,
            ConsentKind.RENEWED,
            ConsentKind.WITHDRAWN,
            ConsentKind.EXPIRED,
            ConsentKind.INVALIDATED,
            ConsentKind.REVOKED,
        }
    ),
    ConsentState.EXPIRED: _ENDED | {ConsentKind.EXPIRED, ConsentKind.WITHDRAWN},
    ConsentState.REFUSED: _ENDED | {ConsentKind.WITHDRAWN},
    ConsentState.WITHDRAWN: _ENDED,
    ConsentState.INVALIDATED: _ENDED | {ConsentKind.WITHDRAWN},
    ConsentState.REVOKED: _ENDED | {ConsentKind.WITHDRAWN},
}


@dataclass(frozen=True)
class Decision:
    """What `may` answers: `until` says when a yes ends; `reason` is a word for logs and counts, not for screens."""

    allowed: bool
    reason: str
    until: datetime | None = None


class Permission(Base):
    """The projection: the last word per person and purpose. It can be dropped and replayed from the ledger."""

    __tablename__ = "permission"
    __table_args__ = (Index("ix_permission_reachable", "purpose", "kind", "expires_at", "candidate_id"),)

    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), primary_key=True)
    purpose: Mapped[Purpose] = mapped_column(primary_key=True)
    kind: Mapped[ConsentKind]
    since: Mapped[datetime]
    expires_at: Mapped[datetime | None]

    @property
    def is_given(self) -> bool:
        return self.kind in GIVES

    def state(self, now: datetime) -> ConsentState:
        """An end that has passed counts at once. A clock that went back behind `since` gives nothing."""
        if self.kind in ENDS and (self.expires_at is None or not now < self.expires_at):
            return ConsentState.EXPIRED
        if self.is_given:
            return ConsentState.GIVEN if self.since <= now else ConsentState.NOT_ASKED
        return ConsentState(self.kind.value)


def state(candidate: "Candidate", purpose: Purpose, now: datetime) -> ConsentState:
    permission = candidate.permission(purpose)
    return permission.state(now) if permission else ConsentState.NOT_ASKED


def may(candidate: "Candidate", purpose: Purpose, now: datetime) -> Decision:
    """May we do this with this person's data now? Pure; the default is no.

    Evaluated when read: an expired permission denies before any job has noticed, and a clock that stands before the
    last recorded event denies too. Whom we may no longer keep we may not do anything with.
    """
    if candidate.keep_until <= now:
        return Decision(False, "no_permission")
    if candidate.restricted_at is not None:
        return Decision(False, "restricted")
    ends = []
    for needed in purpose.chain:
        permission = candidate.permission(needed)
        if permission is None or permission.expires_at is None or permission.state(now) is not ConsentState.GIVEN:
            return Decision(False, "no_permission")
        ends.append(permission.expires_at)
    if purpose.is_about_vacancies:
        if candidate.hired_at is not None:
            return Decision(False, "hired")
        if candidate.procedure_closed_at is None:
            return Decision(False, "in_procedure")
        if candidate.paused_until is not None and candidate.paused_until > now:
            return Decision(False, "paused")
    return Decision(True, "given", min(ends))
