"""Everything we hold of a person, made ready for them to fetch once."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Download(Base):
    """A zip, for 24 hours and one fetch, in the browser that asked for it."""

    __tablename__ = "download"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=lambda: uuid.uuid4().hex)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    fetched_at: Mapped[datetime | None]
