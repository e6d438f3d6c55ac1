"""Who passes our vacancies on, and who came through them. The two never lead to each other by a key.

An ambassador may take along, or have erased, all that is theirs; that must neither show who came through them nor take
that person's file away. So a referral names the ambassador by the random word in their share links and by nothing else.
"""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import JSON, ForeignKey, Select, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

if TYPE_CHECKING:
    from models.candidate import Candidate
    from models.vacancy import Vacancy


class Ambassador(Base):
    """Somebody who would recommend us and was asked, once, whether they would pass vacancies on.

    `word` stands in every share link of theirs. It opens nothing that is not for everybody, so it is kept as it is.
    `thanked_at`: since when their page says that somebody came; it stays when that person goes, so nobody learns of it.
    """

    __tablename__ = "ambassador"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), unique=True)
    word: Mapped[str] = mapped_column(unique=True, default=lambda: secrets.token_hex(12))
    asked_at: Mapped[datetime]
    since: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    thanked_at: Mapped[datetime | None]

    candidate: Mapped["Candidate"] = relationship()

    @property
    def is_active(self) -> bool:
        return self.since is not None and self.ended_at is None

    @property
    def is_asked(self) -> bool:
        """The question waits for an answer."""
        return self.since is None and self.ended_at is None

    def share_link(self, vacancy_id: int) -> str:
        return f"{self.word}-{vacancy_id}"

    @classmethod
    def of(cls, candidate_id: int) -> Select[Self]:
        return select(cls).where(cls.candidate_id == candidate_id)


class Referral(Base):
    """Somebody left their name through a share link. It counts once they confirmed the address, within seven days.

    `purposes` are what they ticked; they become permissions when they confirm, with the words of that page.
    `seen_at`: a colleague looked at them and put the news aside. `thanked_at`: their ambassador was thanked by mail.
    """

    __tablename__ = "referral"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"), index=True)
    came_through: Mapped[str] = mapped_column(index=True)
    motivation: Mapped[str] = mapped_column(Text)
    purposes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None] = mapped_column(index=True)
    thanked_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]

    candidate: Mapped["Candidate"] = relationship()
    vacancy: Mapped["Vacancy"] = relationship()

    @classmethod
    def confirmed(cls, candidate_id: int) -> Select[Self]:
        """How this person came to us, the newest first."""
        mine = select(cls).where(cls.candidate_id == candidate_id, cls.confirmed_at.is_not(None))
        return mine.order_by(cls.confirmed_at.desc())

    @classmethod
    def waiting(cls, candidate_id: int) -> Select[Self]:
        """Not confirmed yet, the newest first."""
        mine = select(cls).where(cls.candidate_id == candidate_id, cls.confirmed_at.is_(None))
        return mine.order_by(cls.created_at.desc(), cls.id.desc())
