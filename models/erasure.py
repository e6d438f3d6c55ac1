"""What stays when a person is gone: a receipt without content, and traces that name nobody."""

import enum
from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.message import MessageClass


class ErasureCause(enum.Enum):
    REQUEST = "request"
    RETENTION = "retention"
    REPLAY = "replay"


class Erasure(Base):
    """`number` counts on, also in the ledger file outside the database; `subject` is the pseudonym of who is gone."""

    __tablename__ = "erasure"

    number: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(unique=True)
    cause: Mapped[ErasureCause]
    requested_at: Mapped[datetime | None]
    erased_at: Mapped[datetime] = mapped_column(index=True)


class MessageTrace(Base):
    """Of a mail to somebody who is gone: a hash, its class and when. Kept 90 days, so that a late bounce is known."""

    __tablename__ = "message_trace"

    message_sha256: Mapped[str] = mapped_column(primary_key=True)
    message_class: Mapped[MessageClass]
    sent_at: Mapped[datetime] = mapped_column(index=True)
