"""Staff: who signs in, and what each role may do."""

import enum
from datetime import datetime
from typing import Self

from sqlalchemy import JSON, Select, exists, select
from sqlalchemy.orm import Mapped, mapped_column

from models.alert import AlertFrequency
from models.base import Base
from models.language import Language


class Role(enum.Enum):
    RECRUITER = "recruiter"
    PRIVACY_OFFICER = "privacy_officer"
    ADMIN = "admin"


PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.RECRUITER: frozenset({"pool", "decide", "invite", "vacancies", "imports"}),
    Role.PRIVACY_OFFICER: frozenset(
        {"pool", "imports", "accept_consent", "retention", "requests", "notices", "incidents"}
    ),
    Role.ADMIN: frozenset({"settings", "users", "imports"}),
}


class User(Base):
    """A member of staff. `sessions_valid_from` ends every session that began before it."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    language: Mapped[Language] = mapped_column(default=Language.DUTCH)
    roles: Mapped[list[str]] = mapped_column(JSON)
    password_hash: Mapped[str | None]
    theme: Mapped[str] = mapped_column(default="auto")
    alert_frequency: Mapped[AlertFrequency] = mapped_column(
        default=AlertFrequency.AT_ONCE, server_default=AlertFrequency.AT_ONCE.value
    )
    sessions_valid_from: Mapped[datetime]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    @property
    def is_authenticated(self) -> bool:
        """A row is somebody. Flask-Login asks this of whoever visits; the visitor nobody knows is its own object."""
        return True

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name.split() else self.email

    def has_role(self, role: Role) -> bool:
        return role.value in self.roles

    def can(self, permission: str) -> bool:
        return any(permission in PERMISSIONS[Role(role)] for role in self.roles)

    @classmethod
    def with_email(cls, email: str) -> Select[Self]:
        return select(cls).where(cls.email == email.strip().lower())

    @classmethod
    def in_session(cls, user_id: int, session_id: str) -> Select[Self]:
        """The user of a session that nobody signed out of, unless they lost access since."""
        ended = exists().where(EndedSession.session_id == session_id)
        return select(cls).where(cls.id == user_id, cls.disabled_at.is_(None), ~ended)

    @classmethod
    def listed(cls) -> Select[Self]:
        """Everybody, those without access last."""
        return select(cls).order_by(cls.disabled_at.is_not(None), cls.name, cls.id)

    @classmethod
    def active(cls) -> Select[Self]:
        return select(cls).where(cls.disabled_at.is_(None)).order_by(cls.name, cls.id)


class EndedSession(Base):
    """A session somebody signed out of: a copy of its cookie opens nothing. Kept as long as a session lasts."""

    __tablename__ = "ended_session"

    session_id: Mapped[str] = mapped_column(primary_key=True)
    ended_at: Mapped[datetime] = mapped_column(index=True)
