"""A named reason to keep what would otherwise go: a claim, a complaint. It has an owner and a day of review."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

if TYPE_CHECKING:
    from models.candidate import Candidate
    from models.user import User


class LegalHold(Base):
    """While it stands nothing of the person is removed, and nobody but the privacy officer sees them."""

    __tablename__ = "legal_hold"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str]
    opened_at: Mapped[datetime]
    review_on: Mapped[date]
    ended_at: Mapped[datetime | None]

    candidate: Mapped["Candidate"] = relationship()
    owner: Mapped["User"] = relationship()
