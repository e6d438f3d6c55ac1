"""Secret addresses: each has one purpose, and only its hash is kept."""

import enum
import hashlib
import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import ForeignKey, Select, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql.dml import ReturningUpdate, Update

from models.base import Base

if TYPE_CHECKING:
    from models.candidate import Candidate
    from models.message import Message
    from models.user import User


class LinkKind(enum.Enum):
    PERSONAL = "personal"
    UNSUBSCRIBE = "unsubscribe"
    STAFF = "staff"
    CONFIRM = "confirm"
    SURVEY = "survey"
    REFERRAL = "referral"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


class Link(Base):
    """The secret leaves in a mail and is nowhere else. It has 256 random bits, so a plain hash will do (ASVS 6.5.2)."""

    __tablename__ = "link"

    id: Mapped[int] = mapped_column(primary_key=True)
    secret_sha256: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[LinkKind]
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidate.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    spent_at: Mapped[datetime | None]

    candidate: Mapped["Candidate | None"] = relationship()
    user: Mapped["User | None"] = relationship()
    message: Mapped["Message | None"] = relationship()

    @classmethod
    def issue(
        cls,
        kind: LinkKind,
        *,
        now: datetime,
        expires_at: datetime,
        candidate_id: int | None = None,
        user_id: int | None = None,
        message_id: int | None = None,
    ) -> tuple[Self, str]:
        """A new link and its secret. The secret cannot be had again."""
        secret = secrets.token_urlsafe(32)
        link = cls(
            secret_sha256=_digest(secret),
            kind=kind,
            created_at=now,
            expires_at=expires_at,
            candidate_id=candidate_id,
            user_id=user_id,
            message_id=message_id,
        )
        return link, secret

    @classmethod
    def opened_by(cls, secret: str, kind: LinkKind, now: datetime) -> Select[Self]:
        """The live link of this kind; a link of another kind, spent or expired is no link."""
        return select(cls).where(
            cls.secret_sha256 == _digest(secret),
            cls.kind == kind,
            cls.expires_at > now,
            or_(cls.spent_at.is_(None), cls.spent_at > now),
        )

    @classmethod
    def spend(cls, secret: str, kind: LinkKind, now: datetime) -> ReturningUpdate[tuple[int | None]]:
        """Use a link up and answer whose it was. One statement: of two attempts at once only one gets a row."""
        return (
            update(cls)
            .where(cls.secret_sha256 == _digest(secret), cls.kind == kind, cls.expires_at > now, cls.spent_at.is_(None))
            .values(spent_at=now)
            .returning(cls.user_id)
        )

    @classmethod
    def spend_all_of(cls, user_id: int, now: datetime) -> Update:
        """Every link of this colleague: the password is set, or they lost access."""
        return update(cls).where(cls.user_id == user_id, cls.spent_at.is_(None)).values(spent_at=now)
