"""An opening, and each thing it asks."""

import enum
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Self

from sqlalchemy import Column, ColumnElement, ForeignKey, Index, Select, Table, Text, and_, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql.dml import ReturningUpdate, Update

from models.base import Base
from models.language import Language
from models.match import ProfileVector
from models.user import User
from models.words import fold

if TYPE_CHECKING:
    from models.application import Application


class VacancyState(enum.Enum):
    OPEN = "open"
    CLOSED = "closed"


class Filled(enum.Enum):
    """How an opening ended: with somebody who applied, with somebody we do not know here, or with nobody."""

    APPLICANT = "applicant"
    OUTSIDE = "outside"
    NOBODY = "nobody"


NIGHT = time(3, tzinfo=UTC)
"""When every open vacancy is compared with everybody anew."""


def this_night(now: datetime) -> datetime:
    """The last time that it was night."""
    night = datetime.combine(now.astimezone(UTC).date(), NIGHT)
    return night if night <= now else night - timedelta(days=1)


vacancy_recruiter = Table(
    "vacancy_recruiter",
    Base.metadata,
    Column("vacancy_id", ForeignKey("vacancy.id"), primary_key=True),
    Column("user_id", ForeignKey("user.id"), primary_key=True, index=True),
)


class Vacancy(Base):
    """An opening. `matched_at` empty means that it is due to be compared with everyone: the row itself is the job.

    `matched_through` is the last profile vector it was compared with; newer ones are due, too.
    """

    __tablename__ = "vacancy"
    __table_args__ = (Index("ix_vacancy_due", "state", "matched_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    folded_title: Mapped[str] = mapped_column(index=True)
    description: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str | None]
    country: Mapped[str | None]
    hours: Mapped[str | None]
    language: Mapped[Language] = mapped_column(default=Language.DUTCH)
    state: Mapped[VacancyState] = mapped_column(default=VacancyState.OPEN)
    matching: Mapped[bool] = mapped_column(default=True)
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closed_at: Mapped[datetime | None]
    filled: Mapped[Filled | None]
    matched_at: Mapped[datetime | None]
    matched_through: Mapped[int] = mapped_column(default=0)
    match_leased_until: Mapped[datetime | None]

    opened_by: Mapped[User | None] = relationship()
    requirements: Mapped[list["Requirement"]] = relationship(
        primaryjoin="and_(Requirement.vacancy_id == Vacancy.id, Requirement.retired_at.is_(None))",
        back_populates="vacancy",
        order_by="Requirement.position",
        cascade="all, delete-orphan",
    )
    recruiters: Mapped[list[User]] = relationship(secondary=vacancy_recruiter, order_by=User.name)
    applications: Mapped[list["Application"]] = relationship(back_populates="vacancy")

    @property
    def is_open(self) -> bool:
        return self.state is VacancyState.OPEN

    def rename(self, title: str) -> None:
        self.title = title
        self.folded_title = fold(title)

    def close(self, now: datetime, *, filled: Filled | None = None) -> None:
        """`filled` is None where nobody said: an import knows only that it is over."""
        self.state = VacancyState.CLOSED
        self.closed_at = now
        self.filled = filled

    @property
    def is_being_matched(self) -> bool:
        """Nobody can say yet who fits: the worker has still to compare, or compare again."""
        return self.is_open and self.matching and self.matched_at is None

    def rematch(self) -> None:
        """The text or the requirements changed: what was found no longer answers the question.

        A worker that is comparing the old text loses its lease, and with it the right to store what it finds.
        """
        self.matched_at = None
        self.match_leased_until = None

    @classmethod
    def rematch_all(cls) -> Update:
        """What shapes every score changed: each open vacancy is due, and no worker may store an old answer."""
        return update(cls).where(cls._may_be_matched()).values(matched_at=None, match_leased_until=None)

    @classmethod
    def listed(cls, state: VacancyState) -> Select[Self]:
        return select(cls).where(cls.state == state).order_by(cls.opened_at.desc(), cls.id.desc())

    @classmethod
    def titled(cls, title: str) -> Select[Self]:
        """Vacancies of this title, however it is written; the newest first."""
        return select(cls).where(cls.folded_title == fold(title)).order_by(cls.opened_at.desc(), cls.id.desc())

    def is_of_yesterday(self, now: datetime) -> bool:
        """It was last compared before this night."""
        return self.matched_at is not None and self.matched_at < this_night(now)

    @classmethod
    def due(cls, now: datetime) -> ColumnElement[bool]:
        """New or changed, behind the pool, or not compared since this night: what counts by the day has moved on."""
        newest = select(func.max(ProfileVector.sequence)).scalar_subquery()
        return and_(
            cls._may_be_matched(),
            or_(cls.matched_at.is_(None), cls.matched_at < this_night(now), cls.matched_through < newest),
        )

    @classmethod
    def claim_matching(cls, now: datetime, until: datetime) -> ReturningUpdate[int]:
        """Lease one vacancy that is due to be matched; nobody else can hold it until `until`."""
        due = (
            select(cls.id)
            .where(cls.due(now), cls._is_free(now))
            .order_by(cls.matched_at.is_not(None), cls.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        return update(cls).where(cls.id == due).values(match_leased_until=until).returning(cls.id)

    @classmethod
    def claim_this(cls, vacancy_id: int, now: datetime, until: datetime) -> ReturningUpdate[int]:
        """Lease this open vacancy, due or not, unless somebody else holds it."""
        return (
            update(cls)
            .where(cls.id == vacancy_id, cls._may_be_matched(), cls._is_free(now))
            .values(match_leased_until=until, matched_at=None)
            .returning(cls.id)
        )

    @classmethod
    def keep_lease(cls, vacancy_id: int, held: datetime, until: datetime | None) -> ReturningUpdate[int]:
        """Renew the lease, or give it back with None. No row when it was lost: taken over, changed, stopped, closed."""
        return (
            update(cls)
            .where(cls.id == vacancy_id, cls.match_leased_until == held, cls._may_be_matched())
            .values(match_leased_until=until)
            .returning(cls.id)
        )

    @classmethod
    def _may_be_matched(cls) -> ColumnElement[bool]:
        return and_(cls.state == VacancyState.OPEN, cls.matching.is_(True))

    @classmethod
    def _is_free(cls, now: datetime) -> ColumnElement[bool]:
        return or_(cls.match_leased_until.is_(None), cls.match_leased_until <= now)

    @classmethod
    def count_by_state(cls) -> Select[VacancyState, int]:
        return select(cls.state, func.count()).group_by(cls.state)


class Requirement(Base):
    """One thing a vacancy asks, in the words of the vacancy.

    A requirement about which somebody was told something is retired rather than changed: letters refer to its words.
    """

    __tablename__ = "requirement"

    id: Mapped[int] = mapped_column(primary_key=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"), index=True)
    position: Mapped[int]
    text: Mapped[str]
    must: Mapped[bool] = mapped_column(default=False)
    retired_at: Mapped[datetime | None]

    vacancy: Mapped[Vacancy] = relationship(back_populates="requirements")
