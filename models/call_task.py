"""A call that is due: somebody said, with their name, that it went badly. Until it was made nobody invites them."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import CheckConstraint, ForeignKey, Select, Text, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.user import User

if TYPE_CHECKING:
    from models.candidate import Candidate
    from models.survey import SurveyResponse


class CallTask(Base):
    """`owner` is the colleague who wrote to the person last; without one, or when they left, it is everybody's."""

    __tablename__ = "call_task"
    __table_args__ = (CheckConstraint("done_at IS NULL OR done_by_id IS NOT NULL", name="somebody_called"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    response_id: Mapped[str | None] = mapped_column(ForeignKey("survey_response.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    opened_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(index=True)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(Text, default="", server_default="")

    candidate: Mapped["Candidate"] = relationship()
    response: Mapped["SurveyResponse | None"] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    done_by: Mapped[User | None] = relationship(foreign_keys=[done_by_id])

    @classmethod
    def open(cls) -> Select[Self]:
        """The oldest first."""
        return select(cls).where(cls.done_at.is_(None)).order_by(cls.opened_at, cls.id)

    @classmethod
    def open_for(cls, user_id: int) -> Select[Self]:
        """Theirs, and those of nobody or of a colleague who has no access any more."""
        here = select(User.id).where(User.disabled_at.is_(None))
        return cls.open().where(or_(cls.owner_id == user_id, cls.owner_id.is_(None), cls.owner_id.not_in(here)))
