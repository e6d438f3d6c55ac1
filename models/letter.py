"""The letters that an organisation words itself: every text it ever used, as numbered versions that never change."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import ForeignKey, Select, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.language import Language, Tone

if TYPE_CHECKING:
    from models.user import User


class LetterText(Base):
    """One version of a letter in one language: plain text with fixed {placeholders}, never a template language.

    `is_shipped`: the words came with the program, and while that is the newest version newer words of the program
    follow by themselves. `written_by` is nobody when the program noted down what it ships.
    """

    __tablename__ = "letter_text"
    __table_args__ = (UniqueConstraint("letter", "language", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    letter: Mapped[str]
    language: Mapped[Language]
    number: Mapped[int]
    subject: Mapped[str]
    heading: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    tone: Mapped[Tone]
    is_shipped: Mapped[bool]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime]

    written_by: Mapped["User | None"] = relationship()

    @property
    def words(self) -> tuple[str, str, str]:
        return self.subject, self.heading, self.body

    @classmethod
    def versions(cls, letter: str, language: Language) -> Select[Self]:
        """Newest first."""
        return select(cls).where(cls.letter == letter, cls.language == language).order_by(cls.number.desc())

    @classmethod
    def saying(cls, letter: str, language: Language, words: tuple[str, str, str]) -> Select[Self]:
        """The versions with exactly these words, newest first."""
        subject, heading, body = words
        same = (cls.subject == subject, cls.heading == heading, cls.body == body)
        return cls.versions(letter, language).where(*same)
