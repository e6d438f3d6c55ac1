"""One run of the matcher with all its versions and counts, and the scored pairs it found."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

if TYPE_CHECKING:
    from models.candidate import Candidate
    from models.user import User
    from models.vacancy import Vacancy


class Band(enum.Enum):
    STRONG = "strong"
    GOOD = "good"
    POSSIBLE = "possible"


class MatchDecision(enum.Enum):
    INVITED = "invited"
    NOT_THIS_ONE = "not_this_one"
    LATER = "later"


class ProfileVector(Base):
    """A person's vector: personal data like the CV it was made from, and gone with it."""

    __tablename__ = "profile_vector"

    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), primary_key=True)
    version: Mapped[str]
    built_at: Mapped[datetime]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class MatchRun(Base):
    """One comparison of one vacancy with everyone who may be matched. `left_out` counts people by reason."""

    __tablename__ = "match_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"), index=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    compared: Mapped[int]
    left_out: Mapped[dict[str, int]] = mapped_column(JSON)
    versions: Mapped[dict[str, str]] = mapped_column(JSON)

    vacancy: Mapped["Vacancy"] = relationship()


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
    opened_at: Mapped[datetime | None]
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
