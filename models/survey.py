"""How it was with us: the questions as they were worded, who was asked, and what was answered, with a name or without.

An answer without a name must lead back to nobody, not even for whoever reads the database. So it carries no candidate,
no ask, no stage and no moment but the month; its key is drawn at random, and its tables keep no order of their own
(on SQLite a hidden row number would tell which came after which).
"""

import enum
import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Select, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.language import Language
from models.stage import Stage

if TYPE_CHECKING:
    from models.candidate import Candidate

RECOMMEND = "recommend"
"""The topic whose answer, 0 to 10, says whether somebody would recommend us."""
DETRACTS, PROMOTES = 6, 9
"""Up to six somebody warns others of us, from nine on they recommend us. Source: Reichheld, Net Promoter Score."""


class QuestionKind(enum.Enum):
    CHOICE = "choice"
    SCALE = "scale"
    TEXT = "text"


class SurveyQuestion(Base):
    """One wording of one question in both languages. Another wording is another row, so an answer keeps its words.

    `is_shipped`: the program's own words, which the next version of the program may improve.
    """

    __tablename__ = "survey_question"
    __table_args__ = (UniqueConstraint("topic", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str]
    number: Mapped[int]
    kind: Mapped[QuestionKind]
    words: Mapped[dict[str, str]] = mapped_column(JSON)
    choices: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    is_shipped: Mapped[bool] = mapped_column(default=False)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime]

    def asks(self, language: Language) -> str:
        return self.words[language.value]

    def offers(self, language: Language) -> list[str]:
        """What there is to choose from, in words."""
        return self.choices[language.value]

    @property
    def highest(self) -> int:
        """The highest number that an answer may be; the lowest is 0."""
        return 10 if self.kind is QuestionKind.SCALE else len(self.choices.get("nl", [])) - 1

    @classmethod
    def versions(cls, topic: str) -> Select[Self]:
        """The newest first."""
        return select(cls).where(cls.topic == topic).order_by(cls.number.desc())


class SurveyAsk(Base):
    """That somebody was asked after one procedure: by mail, or because they began on their own page.

    `is_answered` has no moment, and says nothing of a name: between the two lies what an anonymous answer is.
    """

    __tablename__ = "survey_ask"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    asked_at: Mapped[datetime]
    is_answered: Mapped[bool] = mapped_column(default=False)

    candidate: Mapped["Candidate"] = relationship()

    @classmethod
    def newest_of(cls, candidate_id: int) -> Select[Self]:
        return select(cls).where(cls.candidate_id == candidate_id).order_by(cls.asked_at.desc(), cls.id.desc()).limit(1)


class SurveyResponse(Base):
    """What one person answered. Without a month it is a draft; without a candidate it is anonymous.

    `changed_at` is when an answer was kept last, `month` the first day of the month in which it was sent.
    """

    __tablename__ = "survey_response"
    __table_args__ = (
        CheckConstraint(
            "(candidate_id IS NOT NULL AND ask_id IS NOT NULL AND changed_at IS NOT NULL) OR "
            "(candidate_id IS NULL AND ask_id IS NULL AND changed_at IS NULL AND stage IS NULL AND month IS NOT NULL)",
            name="nothing_leads_back",
        ),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: uuid.uuid4().hex)
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidate.id"), index=True)
    ask_id: Mapped[int | None] = mapped_column(ForeignKey("survey_ask.id"), unique=True)
    stage: Mapped[Stage | None]
    changed_at: Mapped[datetime | None]
    month: Mapped[date | None] = mapped_column(index=True)

    answers: Mapped[list["SurveyAnswer"]] = relationship(back_populates="response", cascade="all, delete-orphan")

    @property
    def is_draft(self) -> bool:
        return self.month is None

    def answer_to(self, topic: str) -> "SurveyAnswer | None":
        return next((each for each in self.answers if each.question.topic == topic), None)

    @property
    def score(self) -> int | None:
        """Whether they would recommend us, 0 to 10."""
        answer = self.answer_to(RECOMMEND)
        return answer.value if answer else None

    @property
    def detracts(self) -> bool:
        return self.score is not None and self.score <= DETRACTS

    @property
    def promotes(self) -> bool:
        return self.score is not None and self.score >= PROMOTES

    @classmethod
    def draft_of(cls, candidate_id: int) -> Select[Self]:
        """Of two, as a merge leaves them, the one that somebody worked on last."""
        drafts = select(cls).where(cls.candidate_id == candidate_id, cls.month.is_(None))
        return drafts.order_by(cls.changed_at.desc(), cls.id).limit(1)


class SurveyAnswer(Base):
    """The answer to one wording: a number (of the choice, or on the scale) or a text."""

    __tablename__ = "survey_answer"
    __table_args__ = (
        CheckConstraint("(value IS NULL) <> (text IS NULL)", name="a_number_or_a_text"),
        {"sqlite_with_rowid": False},
    )

    response_id: Mapped[str] = mapped_column(ForeignKey("survey_response.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("survey_question.id"), primary_key=True)
    value: Mapped[int | None]
    text: Mapped[str | None] = mapped_column(Text)

    response: Mapped[SurveyResponse] = relationship(back_populates="answers")
    question: Mapped[SurveyQuestion] = relationship()
