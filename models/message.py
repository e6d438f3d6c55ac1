"""The outbox: one mail, its class and its state. The row is the job of sending it."""

import enum
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, Update, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql.dml import ReturningUpdate

from models.base import Base
from models.consent import MAIL_PURPOSES, Purpose
from models.language import Language

if TYPE_CHECKING:
    from models.candidate import Candidate
    from models.user import User


class MessageClass(enum.Enum):
    """What a mail is for; the class decides which permission it needs and whether a crash may repeat it."""

    PROCESS = "process"
    RIGHTS = "rights"
    CONSENT_REQUEST = "consent_request"
    RENEWAL = "renewal"
    INVITATION = "invitation"
    STAFF = "staff"

    @property
    def purpose(self) -> Purpose | None:
        """The permission asked again at the moment of sending; process mail and rights need none."""
        return {MessageClass.INVITATION: Purpose.EMAIL_VACANCIES, MessageClass.RENEWAL: Purpose.KEEP_PROFILE}.get(self)

    @property
    def at_most_once(self) -> bool:
        """After a crash in the middle of sending such a mail stays `unknown`: better lost than doubled."""
        return self.is_ours

    @property
    def keeps_quiet_hours(self) -> bool:
        return self.is_ours

    @property
    def is_ours(self) -> bool:
        """Mail that we want to send, not mail that a procedure or somebody's right asks for."""
        return self in (MessageClass.INVITATION, MessageClass.CONSENT_REQUEST, MessageClass.RENEWAL)

    @property
    def stops(self) -> tuple[Purpose, ...]:
        """What one click in such a mail withdraws. Mail that asks what we may keep has no purpose of mail of its own:
        there it stops them all, and never the keeping."""
        return (self.purpose,) if self.purpose in MAIL_PURPOSES else MAIL_PURPOSES


class MessageState(enum.Enum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


class Message(Base):
    """One mail to one person. The bodies hold a marker where the personal link comes; no secret is stored."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_due", "state", "due_at"),
        CheckConstraint("(candidate_id IS NULL) <> (user_id IS NULL)", name="one_recipient"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=lambda: uuid.uuid4().hex)
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    message_class: Mapped[MessageClass]
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidate.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    vacancy_id: Mapped[int | None] = mapped_column(ForeignKey("vacancy.id"), index=True)
    to_email: Mapped[str | None]
    sender_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    sender_name: Mapped[str]
    reply_to: Mapped[str | None]
    language: Mapped[Language]
    letter_text_id: Mapped[int | None] = mapped_column(ForeignKey("letter_text.id"))
    subject: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    state: Mapped[MessageState] = mapped_column(default=MessageState.QUEUED)
    reason: Mapped[str | None]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)

    candidate: Mapped["Candidate | None"] = relationship()
    user: Mapped["User | None"] = relationship(foreign_keys=[user_id])
    sender: Mapped["User | None"] = relationship(foreign_keys=[sender_id])
    attempts: Mapped[list["Attempt"]] = relationship(back_populates="message", order_by="Attempt.id")

    @property
    def address(self) -> str | None:
        """Where it goes, read at the moment of sending; `to_email` when that is not the person's present address."""
        if self.to_email:
            return self.to_email
        recipient = self.candidate or self.user
        return recipient.email if recipient else None

    def finish(self, state: MessageState, *, reason: str | None = None) -> None:
        self.state = state
        self.reason = reason
        self.leased_until = None

    @classmethod
    def cancel_queued(cls, candidate_id: int, classes: Sequence[MessageClass], reason: str) -> Update:
        """Cancel what waits for a person. Mail that answers a right of theirs is not among the classes given."""
        return (
            update(cls)
            .where(
                cls.candidate_id == candidate_id,
                cls.state == MessageState.QUEUED,
                cls.message_class.in_(classes),
            )
            .values(state=MessageState.CANCELLED, reason=reason, leased_until=None)
        )

    @classmethod
    def claim(cls, now: datetime, until: datetime) -> ReturningUpdate[tuple[int]]:
        """Take one due message into `sending`, leased until then; no other worker can take it too."""
        due = (
            select(cls.id)
            .where(cls.state == MessageState.QUEUED, cls.due_at <= now)
            .order_by(cls.due_at, cls.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        return update(cls).where(cls.id == due).values(state=MessageState.SENDING, leased_until=until).returning(cls.id)


class Attempt(Base):
    """One try at sending, committed before the first byte leaves."""

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]

    message: Mapped[Message] = relationship(back_populates="attempts")
