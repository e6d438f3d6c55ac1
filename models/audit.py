"""Who did what: kinds and ids, never personal data."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class AuditEvent(Base):
    """Append-only. `details` holds numbers, ids and the names of settings, never a value that a person typed."""

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(default="", index=True)
    details: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
