"""What a candidate wrote back by mail, kept on their timeline."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import ForeignKey, Select, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

if TYPE_CHECKING:
    from models.candidate import Candidate
    from models.user import User


class ReceivedMail(Base):
    """Their words, without what they quoted. A colleague pasted or forwarded them (`added_by`), or the mail itself came
    in; `mail_sha256` then says which, so that the same mail twice is one."""

    __tablename__ = "received_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    added_at: Mapped[datetime]
    mail_sha256: Mapped[str | None] = mapped_column(unique=True)

    candidate: Mapped["Candidate"] = relationship()
    added_by: Mapped["User | None"] = relationship()

    @classmethod
    def of(cls, candidate_id: int) -> Select[Self]:
        """What this person wrote, the newest first."""
        return select(cls).where(cls.candidate_id == candidate_id).order_by(cls.written_at.desc(), cls.id.desc())
