"""What came back of a mail: it could not be delivered, or its reader complained about it."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

if TYPE_CHECKING:
    from models.message import Message


class BounceKind(enum.Enum):
    """HARD: the address does not exist. SOFT: not now, such as a full mailbox. POLICY: they do not want mail from us,
    whoever it is for. COMPLAINT: the reader called it unwanted."""

    HARD = "hard"
    SOFT = "soft"
    POLICY = "policy"
    COMPLAINT = "complaint"


class Bounce(Base):
    """One mail comes back at most once as undelivered and at most once as a complaint. `address_hash` is the keyed hash
    of where it was sent: the person may have another address by now."""

    __tablename__ = "bounce"
    __table_args__ = (UniqueConstraint("message_id", "kind"), Index("ix_bounce_address", "address_hash", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    kind: Mapped[BounceKind]
    status: Mapped[str]
    address_hash: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)

    message: Mapped["Message"] = relationship(back_populates="bounces")
