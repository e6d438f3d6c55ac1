"""Counts of attempts, shared by all processes and surviving restarts."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class ThrottleCount(Base):
    """Attempts of one kind by one subject in one window. The subject is a keyed hash, never an address."""

    __tablename__ = "throttle_count"

    kind: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    window_started_at: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
