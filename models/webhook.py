"""Addresses of other systems that hear what the team hears, and each thing that was or will be said to them."""

import enum
import uuid
from datetime import datetime
from typing import Self
from urllib.parse import urlsplit

from sqlalchemy import ForeignKey, Index, Select, func, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql.dml import ReturningUpdate

from models.base import Base


class WebhookKind(enum.Enum):
    """SIGNED: JSON with a signature. CHAT: one line of text, as Slack, Mattermost and Rocket.Chat take it."""

    SIGNED = "signed"
    CHAT = "chat"


class WebhookEvent(enum.Enum):
    MATCHES = "matches.found"
    NOBODY_FITS = "matches.none"
    REPLY = "reply.received"
    TEST = "test"


class DeliveryState(enum.Enum):
    QUEUED = "queued"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Webhook(Base):
    """One address. Its secret is not stored: it is made of the installation's key, the public id and `generation`.

    `rotated_at`: until a day after this moment what we send is signed with the former secret, too.
    """

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=lambda: uuid.uuid4().hex)
    kind: Mapped[WebhookKind]
    name: Mapped[str]
    url: Mapped[str]
    is_on: Mapped[bool] = mapped_column(default=True)
    generation: Mapped[int] = mapped_column(default=1)
    secret_shown_at: Mapped[datetime | None]
    rotated_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @property
    def shown_address(self) -> str:
        """The path of a chat address is its password: four characters are enough to know it by."""
        parts = urlsplit(self.url)
        if self.kind is WebhookKind.CHAT:
            return f"{parts.scheme}://{parts.netloc}/…{self.url[-4:]}"
        return f"{parts.scheme}://{parts.netloc}{parts.path}" + ("?…" if parts.query else "")

    @classmethod
    def listed(cls) -> Select[Self]:
        return select(cls).order_by(cls.name, cls.id)

    @classmethod
    def switched_on(cls) -> Select[Self]:
        return select(cls).where(cls.is_on.is_(True)).order_by(cls.id)


class Delivery(Base):
    """One thing to say to one webhook. The row is the job; the words are made when it is sent, so nobody is named who
    has left since. `put_aside_at`: an administrator knows that it was given up."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_due", "state", "due_at"),
        Index("ix_delivery_log", "webhook_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=lambda: uuid.uuid4().hex)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"))
    event: Mapped[WebhookEvent]
    vacancy_id: Mapped[int | None] = mapped_column(ForeignKey("vacancy.id"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"), index=True)
    happened_at: Mapped[datetime]
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.QUEUED)
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    code: Mapped[int | None]
    reason: Mapped[str | None]
    milliseconds: Mapped[int | None]
    ended_at: Mapped[datetime | None]
    put_aside_at: Mapped[datetime | None]

    webhook: Mapped[Webhook] = relationship()

    @property
    def may_be_sent_again(self) -> bool:
        return self.state in (DeliveryState.DELIVERED, DeliveryState.FAILED)

    def finish(self, state: DeliveryState, *, now: datetime, reason: str | None = None) -> None:
        self.state = state
        self.reason = reason
        self.leased_until = None
        self.ended_at = None if state is DeliveryState.QUEUED else now

    def send_again(self, now: datetime) -> None:
        """With the same id: a receiver that has it already knows so."""
        self.finish(DeliveryState.QUEUED, now=now)
        self.tries, self.due_at, self.put_aside_at = 0, now, None

    @classmethod
    def log_of(cls, webhook_id: int) -> Select[Self]:
        return select(cls).where(cls.webhook_id == webhook_id).order_by(cls.id.desc())

    @classmethod
    def claim(cls, now: datetime, until: datetime) -> ReturningUpdate[tuple[int]]:
        """Take one due delivery into `sending`, leased until then; no other worker can take it too."""
        due = (
            select(cls.id)
            .where(cls.state == DeliveryState.QUEUED, cls.due_at <= now)
            .order_by(cls.due_at, cls.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        return (
            update(cls).where(cls.id == due).values(state=DeliveryState.SENDING, leased_until=until).returning(cls.id)
        )

    @classmethod
    def given_up(cls) -> Select[int, str, int]:
        """Webhooks with deliveries that were given up and nobody put aside: id, name and how many."""
        return (
            select(Webhook.id, Webhook.name, func.count())
            .join(cls, cls.webhook_id == Webhook.id)
            .where(cls.state == DeliveryState.FAILED, cls.put_aside_at.is_(None))
            .group_by(Webhook.id, Webhook.name)
            .order_by(Webhook.name, Webhook.id)
        )
