"""Permission: the append-only ledger, its projection, and the one function that asks it."""

import enum
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import JSON, ForeignKey, Index, Select, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.language import Language

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


class ConsentKind(enum.Enum):
    REQUESTED = "requested"
    GIVEN = "given"
    RENEWED = "renewed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    INVALIDATED = "invalidated"


@dataclass(frozen=True)
class Decision:
    """What `may` answers: `until` says when a yes ends; `reason` is a word for logs and counts, not for screens."""

    allowed: bool
    reason: str
    until: datetime | None = None


class Permission(Base):
    """The projection: the last word per person and purpose. It can be dropped and replayed from the ledger."""

    __tablename__ = "permission"
    __table_args__ = (Index("ix_permission_reachable", "purpose", "expires_at", "candidate_id"),)

    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), primary_key=True)
    purpose: Mapped[Purpose] = mapped_column(primary_key=True)
    kind: Mapped[ConsentKind]
    since: Mapped[datetime]
    expires_at: Mapped[datetime | None]

    @property
    def is_given(self) -> bool:
        return self.kind in (ConsentKind.GIVEN, ConsentKind.RENEWED)


def may(candidate: "Candidate", purpose: Purpose, now: datetime) -> Decision:
    """May we do this with this person's data now? Pure; the default is no.

    Evaluated when read: an expired permission denies before any job has noticed, and a clock that stands before the
    last recorded event denies too. Whom we may no longer keep we may not do anything with.
    """
    if candidate.keep_until <= now:
        return Decision(False, "no_permission")
    ends = []
    for needed in purpose.chain:
        permission = candidate.permission(needed)
        if permission is None or not permission.is_given or permission.expires_at is None:
            return Decision(False, "no_permission")
        if not permission.since <= now < permission.expires_at:
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


class Notice(Base):
    """The exact words a person was shown, once per text. Immutable: an event refers to it for ever."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("purpose", "language", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose]
    language: Mapped[Language]
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    text_sha256: Mapped[str] = mapped_column(index=True)
    published_at: Mapped[datetime]

    @classmethod
    def latest(cls, purpose: Purpose, language: Language) -> Select[Self]:
        return select(cls).where(cls.purpose == purpose, cls.language == language).order_by(cls.version.desc()).limit(1)


class ConsentEvidence(Base):
    """The deletable details behind an event (which link, which form, which row); the event holds only its hash."""

    __tablename__ = "consent_evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    sha256: Mapped[str] = mapped_column(index=True)
    details: Mapped[dict[str, object]] = mapped_column(JSON)
    created_at: Mapped[datetime]


class ConsentEvent(Base):
    """One line of the ledger. `subject` is the candidate's public id, so that the proof outlives the person's row."""

    __tablename__ = "consent_event"
    __table_args__ = (UniqueConstraint("subject", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    number: Mapped[int]
    purpose: Mapped[Purpose]
    kind: Mapped[ConsentKind]
    at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))
    text_sha256: Mapped[str | None]
    language: Mapped[Language]
    channel: Mapped[str]
    actor: Mapped[str]
    evidence_sha256: Mapped[str]
    policy_version: Mapped[str]
    previous_hash: Mapped[str]
    hash: Mapped[str]

    def fingerprint(self) -> str:
        """SHA-256 over every field but the hash itself, in a fixed order: what chains this event to the one before."""
        fields = [
            self.subject,
            self.number,
            self.purpose.value,
            self.kind.value,
            self.at.isoformat(),
            self.expires_at.isoformat() if self.expires_at else None,
            self.notice_id,
            self.text_sha256,
            self.language.value,
            self.channel,
            self.actor,
            self.evidence_sha256,
            self.policy_version,
            self.previous_hash,
        ]
        return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()

    @classmethod
    def chain(cls, subject: str) -> Select[Self]:
        return select(cls).where(cls.subject == subject).order_by(cls.number)
