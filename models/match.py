"""One run of the matcher with all its versions and counts, and the scored pairs it found."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, LargeBinary, Select, UniqueConstraint, case, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.candidate import Candidate
from models.consent import Purpose

if TYPE_CHECKING:
    from models.user import User
    from models.vacancy import Vacancy


MOST_WORDS = 14
"""So many of the weightiest reasons are told in words beside a name."""


class Band(enum.Enum):
    STRONG = "strong"
    GOOD = "good"
    POSSIBLE = "possible"


class MatchDecision(enum.Enum):
    INVITED = "invited"
    NOT_THIS_ONE = "not_this_one"
    LATER = "later"


class ProfileVector(Base):
    """A person's vector: personal data like the CV it was made from, and gone with it.

    A vector that changes is a new row: `sequence` only grows and is never used again, so a vacancy that remembers the
    last number it was compared with knows who came after. `profile_changed_at` is the profile's own mark when it was
    read: another mark there means that this vector is old, whatever the clocks of two machines say.
    """

    __tablename__ = "profile_vector"
    __table_args__ = {"sqlite_autoincrement": True}

    sequence: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), unique=True)
    version: Mapped[str] = mapped_column(index=True)
    profile_changed_at: Mapped[datetime]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class MatchRun(Base):
    """One comparison of one vacancy with everyone who may be matched. `left_out` counts people by reason.

    With the same `versions`, `parameters` and people it comes out the same to the last digit.

    Whoever comes or changes afterwards is compared too, without a new run: `compared_since` counts them.
    """

    __tablename__ = "match_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"), index=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    compared: Mapped[int]
    compared_since: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[dict[str, int]] = mapped_column(JSON)
    versions: Mapped[dict[str, str]] = mapped_column(JSON)
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")

    vacancy: Mapped["Vacancy"] = relationship()

    @property
    def is_foreign(self) -> bool:
        """The vacancy is in neither Dutch nor English."""
        return bool(self.parameters.get("foreign"))

    @classmethod
    def latest(cls, vacancy_id: int) -> Select[Self]:
        return select(cls).where(cls.vacancy_id == vacancy_id).order_by(cls.id.desc()).limit(1)


class Match(Base):
    """One person for one vacancy, with the reasons that add up to the score and what a person decided about it."""

    __tablename__ = "match"
    __table_args__ = (
        UniqueConstraint("vacancy_id", "candidate_id"),
        Index("ix_match_rank", "vacancy_id", "score"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("match_run.id"), index=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"))
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    score: Mapped[float]
    probability: Mapped[float]
    band: Mapped[Band]
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    found_at: Mapped[datetime]
    alerted_at: Mapped[datetime | None]
    decision: Mapped[MatchDecision | None]
    decision_reason: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    later_until: Mapped[datetime | None]

    run: Mapped[MatchRun] = relationship()
    vacancy: Mapped["Vacancy"] = relationship()
    candidate: Mapped["Candidate"] = relationship()
    decided_by: Mapped["User | None"] = relationship()

    def decide(self, decision: MatchDecision, *, by: "User", now: datetime, reason: str | None = None) -> None:
        self.decision = decision
        self.decision_reason = reason
        self.decided_by = by
        self.decided_at = now
        self.later_until = None

    def undecide(self) -> None:
        """As if nobody had decided."""
        self.decision = self.decision_reason = self.decided_by = self.decided_at = self.later_until = None

    @property
    def words(self) -> list[str]:
        """The reasons as words, the weightiest first, each once; an occupation that both resemble is marked with ≈.

        The others are on the page that explains the score.
        """
        words: dict[str, str] = {}
        for reason in self.reasons[:MOST_WORDS]:
            if reason["kind"] in ("term", "title"):
                words[reason["text"].casefold()] = reason["text"]
            elif reason["kind"] == "occupation":
                text = reason["text"]
                words.setdefault(text.casefold(), text if "≈" in text else f"≈ {text}")
        return list(words.values())

    @property
    def is_foreign(self) -> bool:
        """The CV is in neither Dutch nor English: compared by what it happens to share."""
        return any(reason["kind"] == "foreign" for reason in self.reasons)

    @property
    def says_little(self) -> bool:
        """The profile has too little text to say much about: at most possible, whatever stands in it."""
        return any(reason["kind"] == "little" for reason in self.reasons)

    @property
    def to_ask(self) -> list[dict[str, Any]]:
        """What the vacancy asks and the profile does not show: ask about it. Must-haves first."""
        open_questions = [each for each in self.evidence if each["finding"] != "found"]
        return sorted(open_questions, key=lambda each: not each["must"])

    def is_put_off_at(self, now: datetime) -> bool:
        return self.decision is MatchDecision.LATER and self.later_until is not None and self.later_until > now

    @classmethod
    def shown(cls, now: datetime) -> Select[Self]:
        """Only people whom we may compare at this moment, whatever the rows say; the best first."""
        reachable = Candidate.is_reachable(Purpose.MATCH_VACANCIES, now)
        return select(cls).join(cls.candidate).where(reachable).order_by(*cls.ranking(now))

    @classmethod
    def ranking(cls, now: datetime) -> tuple[ColumnElement[Any], ...]:
        """Who is put off comes last; ties by public id, so that the order never changes by itself."""
        band = case((cls.band == Band.STRONG, 0), (cls.band == Band.GOOD, 1), else_=2)
        return cls.is_put_off(now), band, cls.score.desc(), Candidate.public_id.asc()

    @classmethod
    def is_to_decide(cls) -> ColumnElement[bool]:
        """Nobody decided yet, or somebody decided to look again later."""
        return or_(cls.decision.is_(None), cls.decision == MatchDecision.LATER)

    @classmethod
    def is_refused(cls) -> ColumnElement[bool]:
        return cls.decision == MatchDecision.NOT_THIS_ONE

    @classmethod
    def is_put_off(cls, now: datetime) -> ColumnElement[bool]:
        return case((cls.later_until > now, True), else_=False)
