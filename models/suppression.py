"""Do-not-contact marks: keyed hashes that block pool entry and mail, never a new application."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

HARD_BOUNCE = "hard_bounce"
DOES_NOT_WORK = (HARD_BOUNCE, "soft_bounces")
"""Reasons that are about an address and not about a wish: no mail of any class goes there."""


class Suppression(Base):
    """`email_hash` is an HMAC-SHA256 with a key outside the database; a plain hash of an address can be guessed."""

    __tablename__ = "suppression"

    email_hash: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    created_at: Mapped[datetime]
