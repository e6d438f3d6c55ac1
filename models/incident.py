"""Something went wrong with personal data: what, since when, and by when the authority must hear of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Incident(Base):
    """Source of the 72 hours: GDPR Art. 33(1), counted from when we became aware."""

    __tablename__ = "incident"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    description: Mapped[str] = mapped_column(Text)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    noticed_at: Mapped[datetime]
    measures: Mapped[str] = mapped_column(Text, default="")
    reported_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
