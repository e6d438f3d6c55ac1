"""A yes that was given on paper or by voice: recorded by one colleague, checked by another, confirmed by the person."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import JSON, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

if TYPE_CHECKING:
    from models.candidate import Candidate
    from models.user import User


class PaperConsent(Base):
    """The evidence file and who vouched for it. It gives nothing by itself: the person's own confirmation does."""

    __tablename__ = "paper_consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    purposes: Mapped[list[str]] = mapped_column(JSON)
    given_on: Mapped[date]
    filename: Mapped[str]
    content_type: Mapped[str]
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    checked_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]

    candidate: Mapped["Candidate"] = relationship()
    recorded_by: Mapped["User"] = relationship(foreign_keys=recorded_by_id)
    checked_by: Mapped["User | None"] = relationship(foreign_keys=checked_by_id)
