"""The outbox: one mail, its class and its state. The row is the job of sending it."""

import enum
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, Text, Update, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql.dml import ReturningUpdate

from models.base import Base
from models.consent import MAIL_PURPOSES, Purpose
from models.language import Language

if TYPE_CHECKING:
    from models.bounce import Bounce
    from models.candidate import Candidate
    from models.letter import LetterText
    from models.user import User
    from models.vacancy import Vacancy


class MessageClass(enum.Enum):
    """What a mail is for; the class decides which permission it needs and whether a crash may repeat it."""

    PROCESS = "process"
    RIGHTS = "rights"
    CONSENT_REQUEST = "consent_request"
    RENEWAL = "renewal"
    INVITATION = "invitation"
    SURVEY = "survey"
    STAFF = "staff"

    @property
    def purpose(self) -> Purpose | None:
        """The permission asked again at the moment of sending; process mail and rights need none."""
        return {
            MessageClass.INVITATION: Purpose.EMAIL_VACANCIES,
            MessageClass.RENEWAL: Purpose.KEEP_PROFILE,
            MessageClass.SURVEY: Purpose.SURVEY,
        }.get(self)

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
        return self in (
            MessageClass.INVITATION,
            MessageClass.CONSENT_REQUEST,
            MessageClass.RENEWAL,
            MessageClass.SURVEY,
        )

    @property
    def is_personal(self) -> bool:
        """A letter that a colleague wrote and may take back; every other mail follows from a rule or from a request."""
        return self in (MessageClass.PROCESS, MessageClass.INVITATION)

    @property
    def may_wait(self) -> bool:
        """Whether the organisation may hold such mail for a while. Codes, answers and alerts are waited for."""
        return self not in (MessageClass.RIGHTS, MessageClass.STAFF)

    @property
    def stops(self) -> tuple[Purpose, ...]:
        """What one click in such a mail withdraws. Mail that asks what we may keep has no purpose of mail of its own:
        there it stops them all, and never the keeping."""
        return (self.purpose,) if self.purpose in MAIL_PURPOSES else MAIL_PURPOSES


class MessageState(enum.Enum):
    """Queued, also when it was put off; leased by one worker; sending from the moment that its words may have left.

    Up to `sending` it can be taken back and a crash costs nothing. After it, the class decides what a crash means.
    """

    QUEUED = "queued"
    LEASED = "leased"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


STILL_HERE = (MessageState.QUEUED, MessageState.LEASED)
HELD = (MessageState.LEASED, MessageState.SENDING)
ON_ITS_WAY = (*STILL_HERE, MessageState.SENDING)


class Message(Base):
    """One mail to one person. The bodies hold a marker where the personal link comes; no secret is stored."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_due", "state", "due_at", "id"),
        Index("ix_message_state_id", "state", "id"),
        Index("ix_message_message_class_id", "message_class", "id"),
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
    lease: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)

    candidate: Mapped["Candidate | None"] = relationship()
    user: Mapped["User | None"] = relationship(foreign_keys=[user_id])
    sender: Mapped["User | None"] = relationship(foreign_keys=[sender_id])
    vacancy: Mapped["Vacancy | None"] = relationship()
    letter_text: Mapped["LetterText | None"] = relationship()
    attempts: Mapped[list["Attempt"]] = relationship(back_populates="message", order_by="Attempt.id")
    bounces: Mapped[list["Bounce"]] = relationship(back_populates="message", order_by="Bounce.id")

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
        self.lease = None

    def put_off(self, until: datetime, *, reason: str) -> None:
        self.finish(MessageState.QUEUED, reason=reason)
        self.due_at = until

    @property
    def may_be_cancelled(self) -> bool:
        return self.state in STILL_HERE

    @property
    def may_be_sent_again(self) -> bool:
        """It certainly did not arrive, or arriving twice does no harm."""
        return self.state is MessageState.FAILED or (
            self.state is MessageState.UNKNOWN and not self.message_class.at_most_once
        )

    @classmethod
    def cancel_queued(cls, candidate_id: int, classes: Sequence[MessageClass], reason: str) -> Update:
        """Cancel what waits for a person, also what a worker was about to send.

        Mail that answers a right of theirs is not among the classes given.
        """
        return cls._cancelled(reason).where(cls.candidate_id == candidate_id, cls.message_class.in_(classes))

    @classmethod
    def cancel(cls, message_id: int, reason: str) -> ReturningUpdate[int]:
        """Cancel this one; no row when it is too late."""
        return cls._cancelled(reason).where(cls.id == message_id).returning(cls.id)

    @classmethod
    def _cancelled(cls, reason: str) -> Update:
        still_here = update(cls).where(cls.state.in_(STILL_HERE))
        return still_here.values(state=MessageState.CANCELLED, reason=reason, lease=None)

    @classmethod
    def claim(cls, now: datetime) -> ReturningUpdate[int]:
        """Lease one due message; no other worker can lease it too."""
        due = (
            select(cls.id)
            .where(cls.state == MessageState.QUEUED, cls.due_at <= now)
            .order_by(cls.due_at, cls.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        leased = update(cls).where(cls.id == due).values(state=MessageState.LEASED, lease=new_lease())
        return leased.returning(cls.id)

    @classmethod
    def held(cls, message_id: int, lease: str) -> Select[Self]:
        """The message while this lease holds it, locked. Nothing when it was lost to a withdrawal or a worker."""
        return select(cls).where(cls.id == message_id, cls.lease == lease).with_for_update()

    @classmethod
    def leased(cls) -> Select[Self]:
        """What workers have in their hands, those that live and those that died."""
        return select(cls).where(cls.state.in_(HELD))


def new_lease() -> str:
    return uuid.uuid4().hex


class Attempt(Base):
    """One try at sending, committed before the first byte leaves."""

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]

    message: Mapped[Message] = relationship(back_populates="attempts")
