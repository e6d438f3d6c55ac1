"""What a person says they want next. Their words, changed by them alone."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Wishes(Base):
    """Kinds of work, regions, hours a week, and from when; each may be empty."""

    __tablename__ = "wishes"

    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), primary_key=True)
    work: Mapped[str] = mapped_column(default="")
    regions: Mapped[str] = mapped_column(default="")
    hours: Mapped[str] = mapped_column(default="")
    available_on: Mapped[date | None]
    changed_at: Mapped[datetime]
