"""Words that this organisation uses for one thing."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import JSON, ForeignKey, Select, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

if TYPE_CHECKING:
    from models.user import User


class Synonym(Base):
    """Two or more words or phrases that mean the same, in whatever language: ML, machine learning.

    A vacancy that says one of them is read as if it said the others too. About work, never about a person.
    """

    __tablename__ = "synonym"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[list[str]] = mapped_column(JSON)
    written_at: Mapped[datetime]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    written_by: Mapped["User | None"] = relationship()

    @property
    def line(self) -> str:
        return " = ".join(self.words)

    @classmethod
    def listed(cls) -> Select[Self]:
        return select(cls).order_by(cls.id)
