"""Who looks: the code that opens a person's own data to them, and which colleague opened whose page."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class AccessCode(Base):
    """Eight digits, mailed; good for ten minutes and five tries, in one browser. Once spent it opens for 15 minutes.

    `session_sha256` and `code_hash` are hashes; neither the session nor the code is stored.
    """

    __tablename__ = "access_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    session_sha256: Mapped[str] = mapped_column(index=True)
    code_hash: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    spent_at: Mapped[datetime | None]
    open_until: Mapped[datetime | None]


class AccessRecord(Base):
    """A colleague opened something of a person, perhaps beside a vacancy. Append-only; told to the person who asks."""

    __tablename__ = "access_record"
    __table_args__ = (
        Index("ix_access_record_candidate", "candidate_id", "at"),
        Index("ix_access_record_opened", "vacancy_id", "user_id", "candidate_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"))
    vacancy_id: Mapped[int | None] = mapped_column(ForeignKey("vacancy.id"))
    at: Mapped[datetime]
    page: Mapped[str]
