"""Who was named to whom for which vacancy, or is about to be: each person once."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    Update,
    and_,
    exists,
    select,
    update,
)
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship

from models.base import Base
from models.candidate import Candidate
from models.consent import Purpose
from models.match import Match
from models.message import STILL_HERE, Message, MessageState

if TYPE_CHECKING:
    from models.vacancy import Vacancy

NAMES_CHANGED = "names_changed"
"""Why a mail to staff was cancelled: it named somebody whom we may no longer compare. Who is left is named anew."""


class Mention(Base):
    """One person, to be named to one reader (a colleague or a webhook) for one vacancy. The row is the job.

    `told_at` empty: still to be named. It outlives the match, so whoever leaves and comes back is not named twice.
    """

    __tablename__ = "mention"
    __table_args__ = (
        UniqueConstraint("vacancy_id", "candidate_id", "user_id"),
        UniqueConstraint("vacancy_id", "candidate_id", "webhook_id"),
        CheckConstraint("(user_id IS NULL) <> (webhook_id IS NULL)", name="one_reader"),
        Index("ix_mention_waiting", "told_at", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    webhook_id: Mapped[int | None] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"), index=True)
    found_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id", ondelete="SET NULL"), index=True)
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.id", ondelete="SET NULL"), index=True)

    candidate: Mapped[Candidate] = relationship()
    vacancy: Mapped["Vacancy"] = relationship()

    @classmethod
    def waiting(cls, user_id: int) -> Select[Self]:
        """Whom this colleague has still to hear of, by mail."""
        return select(cls).where(cls.user_id == user_id, cls.told_at.is_(None)).order_by(cls.id)

    @classmethod
    def name_again(cls) -> Update:
        """What stood in a mail that was cancelled because somebody left is to be said again, without them."""
        cancelled = select(Message.id).where(
            Message.state == MessageState.CANCELLED, Message.reason == NAMES_CHANGED, cls.message_id == Message.id
        )
        return (
            update(cls)
            .where(cls.message_id.is_not(None), exists(cancelled))
            .values(told_at=None, message_id=None)
            .execution_options(synchronize_session=False)
        )

    @classmethod
    def names_somebody_who_left(cls, message_id: int, now: datetime) -> ColumnElement[bool]:
        """Whether this mail names anybody whom we may no longer compare."""
        return exists(
            select(cls.id)
            .join(Candidate, Candidate.id == cls.candidate_id)
            .where(cls.message_id == message_id, ~Candidate.is_reachable(Purpose.MATCH_VACANCIES, now))
        )

    @classmethod
    def cancel_naming(cls, candidate_id: int) -> Update:
        """Cancel mail to staff that waits and names this person: they may not be compared any more."""
        naming = select(cls.message_id).where(cls.candidate_id == candidate_id, cls.message_id.is_not(None))
        return (
            update(Message)
            .where(Message.id.in_(naming), Message.state.in_(STILL_HERE))
            .values(state=MessageState.CANCELLED, reason=NAMES_CHANGED, lease=None)
            .execution_options(synchronize_session=False)
        )

    @classmethod
    def matches(cls, now: datetime) -> Select[Self, Match]:
        """With the matches of those who may be named at this moment; the best first."""
        return (
            select(cls, Match)
            .join(Match, and_(Match.vacancy_id == cls.vacancy_id, Match.candidate_id == cls.candidate_id))
            .join(Match.candidate)
            .where(Candidate.is_reachable(Purpose.MATCH_VACANCIES, now))
            .order_by(*Match.ranking(now))
            .options(contains_eager(Match.candidate).selectinload(Candidate.permissions))
        )
