"""In-app notices to staff: what happened that somebody should look at."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

if TYPE_CHECKING:
    from models.invitation import Invitation
    from models.vacancy import Vacancy


class AlertKind(enum.Enum):
    MATCHES = "matches"
    NOBODY_FITS = "nobody_fits"
    REPLY = "reply"


class AlertFrequency(enum.Enum):
    """When somebody gets a mail about people who fit. Today shows them whatever was chosen."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class AlertChoice(Base):
    """What one colleague chose for one vacancy, instead of what stands in their profile."""

    __tablename__ = "alert_choice"

    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    frequency: Mapped[AlertFrequency]


class Alert(Base):
    """One notice to one member of staff. `run_id` and `invitation_id` make a repeated job add nothing."""

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("user_id", "kind", "run_id"),
        UniqueConstraint("user_id", "kind", "invitation_id", "created_at"),
        Index("ix_alert_unseen", "user_id", "seen_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[AlertKind]
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"), index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("match_run.id"))
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]

    vacancy: Mapped["Vacancy"] = relationship()
    invitation: Mapped["Invitation | None"] = relationship()

    @classmethod
    def unseen(cls, user_id: int) -> Select[Self]:
        return (
            select(cls)
            .where(cls.user_id == user_id, cls.seen_at.is_(None))
            .order_by(cls.created_at.desc(), cls.id.desc())
        )
