"""Who was invited for what, by whom, and what they answered."""

import enum
import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

if TYPE_CHECKING:
    from models.candidate import Candidate
    from models.match import Match
    from models.user import User
    from models.vacancy import Vacancy


class Reply(enum.Enum):
    INTERESTED = "interested"
    NOT_NOW = "not_now"
    NO = "no"
    STOP = "stop"


class AlreadyInvited(Exception):
    """One invitation per person per vacancy, ever."""


class Invitation(Base):
    """A named person's decision to write to one candidate about one vacancy."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("vacancy_id", "candidate_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=lambda: uuid.uuid4().hex)
    match_id: Mapped[int | None] = mapped_column(ForeignKey("match.id"), index=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"))
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    sentence: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    reply: Mapped[Reply | None]
    note: Mapped[str] = mapped_column(Text, default="")
    not_now_until: Mapped[datetime | None]
    replied_at: Mapped[datetime | None]

    match: Mapped["Match | None"] = relationship()
    vacancy: Mapped["Vacancy"] = relationship()
    candidate: Mapped["Candidate"] = relationship(back_populates="invitations")
    invited_by: Mapped["User"] = relationship()

    def answer(self, reply: Reply, *, note: str, until: datetime | None, now: datetime) -> None:
        """The person may change their mind: the last answer stands."""
        self.reply = reply
        self.note = note
        self.not_now_until = until if reply is Reply.NOT_NOW else None
        self.replied_at = now
