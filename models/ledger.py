"""The ledger: which words were shown, what was chosen, and what proves that nothing is missing."""

import hashlib
import json
from datetime import datetime
from typing import Self

from sqlalchemy import JSON, ForeignKey, Select, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.consent import ConsentKind, Purpose
from models.language import Language


class Notice(Base):
    """The exact words a person was shown and the facts behind them, as canonical JSON. Immutable, once per text."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("purpose", "language", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose]
    language: Mapped[Language]
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    text_sha256: Mapped[str] = mapped_column(index=True)
    published_at: Mapped[datetime]

    @property
    def label(self) -> str:
        """The few words beside the switch, as they stood on the page."""
        return str(json.loads(self.text)["label"])

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


class ChainDisposal(Base):
    """The person behind a chain is gone. Until `due_at` the chain stays as proof; then it goes as a whole.

    The trigger on `consent_event` lets only the events of a subject go whose row here has `disposed_at`.
    """

    __tablename__ = "chain_disposal"

    subject: Mapped[str] = mapped_column(primary_key=True)
    events: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(index=True)
    disposed_at: Mapped[datetime | None]


class LedgerCount(Base):
    """How many chains and events there were one night, signed: a later count that is lower shows a loss."""

    __tablename__ = "ledger_count"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    chains: Mapped[int]
    events: Mapped[int]
    disposed_chains: Mapped[int]
    disposed_events: Mapped[int]
    signature: Mapped[str]


class FormerSubject(Base):
    """The pseudonym of a record that was merged into this person: its chain is theirs too."""

    __tablename__ = "former_subject"

    subject: Mapped[str] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)


class PurposeEnding(Base):
    """The organisation ended a purpose, or changed its words materially: every yes of before `at` ends with it."""

    __tablename__ = "purpose_ending"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose]
    kind: Mapped[ConsentKind]
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
