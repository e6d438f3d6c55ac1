"""The one organisation of this installation, and the limits that it sets."""

from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.contact import ContactLimits
from models.language import Language, Tone
from models.message import MessageClass
from models.retention import RetentionPreset, preset_for
from models.signal import USUAL, Signal


def first_delays() -> dict[str, int]:
    """Minutes by class of mail. A rejection can be taken back for half an hour; other mail leaves at once."""
    return {MessageClass.PROCESS.value: 30}


class Organisation(Base):
    """One row. It is the controller in every notice, so its name and privacy address are never empty.

    `mail_paused_at`: since then no mail leaves that we only want to send; figures about it count from the resumption.
    """

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    privacy_email: Mapped[str]
    sender_email: Mapped[str]
    country: Mapped[str] = mapped_column(default="NL")
    language: Mapped[Language] = mapped_column(default=Language.DUTCH)
    tone: Mapped[Tone] = mapped_column(default=Tone.JE, server_default=Tone.JE.value)
    time_zone: Mapped[str] = mapped_column(default="Europe/Amsterdam")
    quiet_hours: Mapped[bool] = mapped_column(default=True)
    matching: Mapped[bool] = mapped_column(default=True)
    invitation_gap_days: Mapped[int] = mapped_column(default=7, server_default="7")
    invitations_a_month: Mapped[int] = mapped_column(default=2, server_default="2")
    rejection_quiet_days: Mapped[int] = mapped_column(default=14, server_default="14")
    colleague_gap_days: Mapped[int] = mapped_column(default=7, server_default="7")
    silence_amber_days: Mapped[int] = mapped_column(default=7, server_default="7")
    silence_red_days: Mapped[int] = mapped_column(default=14, server_default="14")
    send_delays: Mapped[dict[str, int]] = mapped_column(JSON, default=first_delays, server_default='{"process": 30}')
    signals: Mapped[dict[str, float]] = mapped_column(JSON, default=dict, server_default="{}")
    mail_paused_at: Mapped[datetime | None]
    mail_paused_because: Mapped[str | None]
    mail_resumed_at: Mapped[datetime | None]
    mail_checked_at: Mapped[datetime | None]
    mail_check: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)
    pool_days: Mapped[int | None]
    pool_days_asked: Mapped[int | None]
    pool_days_reason: Mapped[str] = mapped_column(default="", server_default="")
    pool_days_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    pool_days_approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    def delay_of(self, message_class: MessageClass) -> timedelta:
        """How long such mail waits before it leaves, so that it can be taken back."""
        return timedelta(minutes=self.send_delays.get(message_class.value, 0) if message_class.may_wait else 0)

    @property
    def signal_amounts(self) -> dict[Signal, float]:
        """What counts beside the text; an amount of its own, zero too, goes before the usual one."""
        return {signal: self.signals.get(signal.value, amount) for signal, amount in USUAL.items()}

    @property
    def preset(self) -> RetentionPreset:
        """Of its own country, with the period it chose for the pool."""
        return self.preset_in(None)

    def preset_in(self, country: str | None) -> RetentionPreset:
        return preset_for(country or self.country).lasting(self.pool_days)

    @property
    def contact_limits(self) -> ContactLimits:
        """How often one person may be written to."""
        return ContactLimits(
            gap_days=self.invitation_gap_days,
            most=self.invitations_a_month,
            quiet_days=self.rejection_quiet_days,
            colleague_days=self.colleague_gap_days,
        )

    @classmethod
    def current(cls) -> Select[Self]:
        return select(cls).where(cls.id == 1)
