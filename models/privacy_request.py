"""What a person asked of us about their data, and by when the law wants an answer."""

import enum
import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

if TYPE_CHECKING:
    from models.candidate import Candidate
    from models.user import User


class RequestKind(enum.Enum):
    CORRECTION = "correction"
    EXPLANATION = "explanation"
    OBJECTION = "objection"
    RESTRICTION = "restriction"


class RequestOutcome(enum.Enum):
    DONE = "done"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


class PrivacyRequest(Base):
    """One request. `content` is what was asked, `answer` what we said; both go with the person."""

    __tablename__ = "privacy_request"
    __table_args__ = (Index("ix_privacy_request_due", "closed_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=lambda: uuid.uuid4().hex)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    kind: Mapped[RequestKind]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    received_at: Mapped[datetime]
    due_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    outcome: Mapped[RequestOutcome | None]
    answer: Mapped[str] = mapped_column(Text, default="")

    candidate: Mapped["Candidate"] = relationship()
    closed_by: Mapped["User | None"] = relationship()
