"""What a colleague wrote down after speaking with somebody."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import ForeignKey, Index, Select, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

if TYPE_CHECKING:
    from models.candidate import Candidate
    from models.user import User


class ContactKind(enum.Enum):
    CALL = "call"
    MAIL = "mail"
    MEETING = "meeting"


class ContactNote(Base):
    """Read by the person, too. Of before their yes to being kept it goes at the end of the defence clock."""

    __tablename__ = "contact_note"
    __table_args__ = (Index("ix_contact_note_candidate_id_at", "candidate_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[ContactKind]
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]

    candidate: Mapped["Candidate"] = relationship()
    by: Mapped["User"] = relationship()

    @classmethod
    def of(cls, candidate_id: int) -> Select[Self]:
        """The newest first."""
        return select(cls).where(cls.candidate_id == candidate_id).order_by(cls.at.desc(), cls.id.desc())
