"""Who was invited for what, by whom, and what they answered."""

import enum
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

if TYPE_CHECKING:
    from models.candidate import Candidate
    from models.match import Match
    from models.message import Message
    from models.user import User
    from models.vacancy import Vacancy


class Reply(enum.Enum):
    INTERESTED = "interested"
    NOT_NOW = "not_now"
    NO = "no"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answers. `until` belongs to *not now*, `moment` (from, until) to *interested*."""

    reply: Reply
    note: str = ""
    until: datetime | None = None
    moment: tuple[datetime, datetime] | None = None


class AlreadyInvited(Exception):
    """One invitation per person per vacancy, ever."""


class Invitation(Base):
    """A named person's decision to write to one candidate about one vacancy, and what they answered.

    `meet_from` and `meet_until`: the moment that whoever is interested proposes to talk.
    """

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("vacancy_id", "candidate_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=lambda: uuid.uuid4().hex)
    match_id: Mapped[int | None] = mapped_column(ForeignKey("match.id"), index=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"))
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    sentence: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    reply: Mapped[Reply | None]
    note: Mapped[str] = mapped_column(Text, default="")
    not_now_until: Mapped[datetime | None]
    replied_at: Mapped[datetime | None]
    meet_from: Mapped[datetime | None]
    meet_until: Mapped[datetime | None]

    match: Mapped["Match | None"] = relationship()
    vacancy: Mapped["Vacancy"] = relationship()
    candidate: Mapped["Candidate"] = relationship(back_populates="invitations")
    message: Mapped["Message | None"] = relationship()
    invited_by: Mapped["User"] = relationship()

    @property
    def moment(self) -> tuple[datetime, datetime] | None:
        """From and until when they would like to talk."""
        return (self.meet_from, self.meet_until) if self.meet_from and self.meet_until else None

    @property
    def answered(self) -> "Answer | None":
        """The last answer that was given."""
        return Answer(self.reply, self.note, self.not_now_until, self.moment) if self.reply else None

    def take(self, answer: "Answer", now: datetime) -> None:
        """The person may change their mind: the last answer stands."""
        self.reply = answer.reply
        self.note = answer.note
        self.not_now_until = answer.until if answer.reply is Reply.NOT_NOW else None
        self.meet_from, self.meet_until = answer.moment or (None, None)
        self.replied_at = now
