"""What a colleague promised somebody, and by when: "we will keep you in mind" with a name and a day."""

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Select, Text, and_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

if TYPE_CHECKING:
    from models.application import Application
    from models.candidate import Candidate
    from models.user import User


class PromiseState(enum.Enum):
    """Derived: a promise is late from the day after the one it was due on, without anybody saying so."""

    OPEN = "open"
    LATE = "late"
    KEPT = "kept"
    BROKEN = "broken"


class PromiseEnded(Exception):
    """It was kept or broken already."""


class Promise(Base):
    """Kept with one click, broken with a reason. `due_on` is a day of the organisation's calendar.

    `owner` keeps it; `application` is the candidacy whose letter it stood in, if it stood in one.
    """

    __tablename__ = "promise"
    __table_args__ = (
        CheckConstraint("kept_at IS NULL OR broken_at IS NULL", name="ends_once"),
        CheckConstraint("broken_at IS NULL OR broken_because <> ''", name="says_why"),
        Index("ix_promise_owner_id_due_on", "owner_id", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    words: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    made_at: Mapped[datetime]
    kept_at: Mapped[datetime | None]
    broken_at: Mapped[datetime | None]
    broken_because: Mapped[str] = mapped_column(Text, default="")

    candidate: Mapped["Candidate"] = relationship()
    application: Mapped["Application | None"] = relationship()
    owner: Mapped["User"] = relationship()

    @property
    def is_open(self) -> bool:
        return self.kept_at is None and self.broken_at is None

    def state(self, today: date) -> PromiseState:
        if self.kept_at:
            return PromiseState.KEPT
        if self.broken_at:
            return PromiseState.BROKEN
        return PromiseState.LATE if self.due_on < today else PromiseState.OPEN

    def keep(self, now: datetime) -> None:
        if not self.is_open:
            raise PromiseEnded(self.id)
        self.kept_at = now

    def break_off(self, because: str, now: datetime) -> None:
        if not self.is_open:
            raise PromiseEnded(self.id)
        self.broken_at = now
        self.broken_because = because

    def reopen(self) -> None:
        """Kept or broken by mistake."""
        self.kept_at = self.broken_at = None
        self.broken_because = ""

    @classmethod
    def stands(cls) -> ColumnElement[bool]:
        return and_(cls.kept_at.is_(None), cls.broken_at.is_(None))

    @classmethod
    def of(cls, candidate_id: int) -> Select[Self]:
        """What was promised to one person, what is due first standing first."""
        return select(cls).where(cls.candidate_id == candidate_id).order_by(cls.due_on, cls.id)

    @classmethod
    def due(cls, today: date) -> Select[Self]:
        """Open and due, the longest due first."""
        return select(cls).where(cls.stands(), cls.due_on <= today).order_by(cls.due_on, cls.id)
