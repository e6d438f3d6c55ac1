"""One past candidacy, with its outcome and the findings behind it."""

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, Select, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.stage import Stage

if TYPE_CHECKING:
    from models.candidate import Candidate
    from models.document import Document
    from models.vacancy import Requirement, Vacancy


class Outcome(enum.Enum):
    OPEN = "open"
    HIRED = "hired"
    REJECTED = "rejected"
    WITHDREW = "withdrew"


class Finding(enum.Enum):
    STRONG = "strong"
    ENOUGH = "enough"
    NOT_YET = "not_yet"


class Followed(enum.Enum):
    """What somebody says they did with our advice."""

    DONE = "done"
    UNDER_WAY = "under_way"
    NOT_DONE = "not_done"


class AlreadyDecided(Exception):
    """The application has an outcome; a second decision would contradict the letter that was sent."""


class Application(Base):
    """One candidacy for one vacancy. It outlives its outcome: it is why we know the person.

    `invitation_id`: the invitation that it answers; one candidacy at most comes of one invitation. `letter`: the whole
    letter where its writer worded it anew. `draft`: an answer that was begun; nobody was told any of it.
    """

    __tablename__ = "application"
    __table_args__ = (
        Index("ix_application_waiting", "outcome", "last_told_at"),
        Index("ix_application_newest", "candidate_id", "applied_at", "id"),
        Index("ix_application_decided", "decided_at", "outcome", "applied_at", "candidate_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"))
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"), unique=True)
    stage: Mapped[Stage] = mapped_column(default=Stage.APPLIED)
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.OPEN)
    silver_medallist: Mapped[bool] = mapped_column(default=False)
    applied_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    last_told_at: Mapped[datetime]
    feedback: Mapped[str | None] = mapped_column(Text)
    letter: Mapped[str | None] = mapped_column(Text)
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    candidate: Mapped["Candidate"] = relationship(back_populates="applications")
    vacancy: Mapped["Vacancy"] = relationship(back_populates="applications")
    verdicts: Mapped[list["Verdict"]] = relationship(
        back_populates="application", order_by="Verdict.id", cascade="all, delete-orphan"
    )
    overrides: Mapped[list["LetterOverride"]] = relationship(
        back_populates="application", order_by="LetterOverride.id", cascade="all, delete-orphan"
    )

    def reject(self, feedback: str, now: datetime) -> None:
        if self.outcome is not Outcome.OPEN:
            raise AlreadyDecided(self.id)
        self.outcome = Outcome.REJECTED
        self.draft = None
        self.feedback = feedback
        self.decided_at = now
        self.last_told_at = now

    def take_back(self, last_told_at: datetime) -> None:
        """The rejection never reached the person: as if nobody had decided, and what was written is a draft again."""
        if self.outcome is not Outcome.REJECTED:
            raise AlreadyDecided(self.id)
        self.outcome = Outcome.OPEN
        self.draft = {
            "findings": [each.as_draft for each in self.verdicts],
            "sentence": "" if self.letter else self.feedback or "",
            "letter": self.letter or "",
        }
        self.feedback = self.letter = self.decided_at = None
        self.last_told_at = last_told_at
        self.verdicts.clear()

    def withdraw(self, now: datetime) -> None:
        """The person does not want it any more."""
        if self.outcome is not Outcome.OPEN:
            raise AlreadyDecided(self.id)
        self.outcome = Outcome.WITHDREW
        self.draft = None
        self.decided_at = self.last_told_at = now

    def resume(self, now: datetime) -> None:
        """The person changed their mind again, and waits for us from now on."""
        if self.outcome is not Outcome.WITHDREW:
            raise AlreadyDecided(self.id)
        self.outcome = Outcome.OPEN
        self.decided_at = None
        self.last_told_at = now

    def hire(self, now: datetime) -> None:
        if self.outcome is not Outcome.OPEN:
            raise AlreadyDecided(self.id)
        self.outcome = Outcome.HIRED
        self.draft = None
        self.decided_at = self.last_told_at = now

    def reopen(self) -> None:
        """It was marked by mistake. A rejection is taken back otherwise: a letter goes with it."""
        if self.outcome not in (Outcome.HIRED, Outcome.WITHDREW):
            raise AlreadyDecided(self.id)
        self.outcome = Outcome.OPEN
        self.decided_at = None

    def tell(self, now: datetime) -> None:
        """They heard from us: the silence begins anew."""
        self.last_told_at = now

    @classmethod
    def undecided(cls) -> Select[Self]:
        """Whoever waits longest stands first."""
        return select(cls).where(cls.is_undecided()).order_by(cls.last_told_at, cls.id)

    @classmethod
    def is_undecided(cls) -> ColumnElement[bool]:
        return cls.outcome == Outcome.OPEN


class Verdict(Base):
    """What was found for one requirement, and the words about it that were sent.

    `advice`: what would help; `check_back_on`: when we ask whether it was done. `followed`: what the person then said,
    with their own words, such as the name of a certificate, and `document` the certificate itself.
    """

    __tablename__ = "verdict"
    __table_args__ = (
        UniqueConstraint("application_id", "requirement_id"),
        Index("ix_verdict_check_back_on", "check_back_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"), index=True)
    finding: Mapped[Finding]
    note: Mapped[str] = mapped_column(Text, default="")
    advice: Mapped[str] = mapped_column(Text, default="", server_default="")
    check_back_on: Mapped[date | None]
    check_back_asked_at: Mapped[datetime | None]
    followed: Mapped[Followed | None]
    followed_words: Mapped[str] = mapped_column(Text, default="", server_default="")
    followed_at: Mapped[datetime | None]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id", ondelete="SET NULL"), index=True)

    application: Mapped[Application] = relationship(back_populates="verdicts")
    requirement: Mapped["Requirement"] = relationship()
    document: Mapped["Document | None"] = relationship(passive_deletes=True)

    @property
    def as_draft(self) -> dict[str, Any]:
        return {
            "requirement_id": str(self.requirement_id),
            "finding": self.finding.value,
            "note": self.note,
            "advice": self.advice,
            "check_back_on": self.check_back_on.isoformat() if self.check_back_on else "",
        }


class LetterOverride(Base):
    """A letter that the guard refused and a colleague sent all the same, with the reason they gave. Reports count it.

    `rules`: the names of the rules that it broke, with a space between.
    """

    __tablename__ = "letter_override"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    rules: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(index=True)

    application: Mapped[Application] = relationship(back_populates="overrides")
