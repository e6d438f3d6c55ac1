"""The person, once, whatever they applied to; and where they stand in their life with us."""

import enum
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    Table,
    and_,
    false,
    func,
    or_,
    select,
    text,
    union,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.application import Followed
from models.base import Base
from models.consent import GIVES, ConsentKind, Permission, Purpose, may
from models.language import Language
from models.retention import ASK_AGAIN_DAYS, QUARANTINE_DAYS, UNREACHABLE_DAYS, RetentionPreset
from models.search import CandidateWords
from models.stage import Stage
from models.words import fold, search_text

if TYPE_CHECKING:
    from models.application import Application
    from models.document import Document
    from models.invitation import Invitation
    from models.organisation import Organisation
    from models.user import User
    from models.wishes import Wishes

CERTIFICATE = 1500
"""So much of a certificate is read: its first page."""
FAR_FUTURE = datetime(9000, 1, 1, tzinfo=UTC)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
# Few are, so only they stand in the index: SQLite would look for everybody else in it, one by one.
_IS_RESTRICTED = text("restricted_at IS NOT NULL")


class CandidateState(enum.Enum):
    """Derived when read, never stored: a late job cannot lengthen a permission."""

    PENDING = "pending"
    ACTIVE = "active"
    WINDOW = "window"
    POOL = "pool"
    QUARANTINE = "quarantine"
    DEFENCE_HOLD = "defence_hold"
    HIRED = "hired"


candidate_tag = Table(
    "candidate_tag",
    Base.metadata,
    Column("candidate_id", ForeignKey("candidate.id"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id"), primary_key=True),
    Index("ix_candidate_tag_people", "tag_id", "candidate_id"),
)


acquaintance = Table(
    "acquaintance",
    Base.metadata,
    Column("candidate_id", ForeignKey("candidate.id"), primary_key=True),
    Column("user_id", ForeignKey("user.id"), primary_key=True),
)


class Tag(Base):
    """A label from a closed vocabulary; two spellings of one word are one tag."""

    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(unique=True)

    @classmethod
    def named(cls, name: str) -> Self:
        clean = " ".join(name.split())
        return cls(name=clean, folded=fold(clean))


class Candidate(Base):
    """One person. `procedure_closed_at` is empty while a procedure is open; `keep_until` is how long staff see them.

    `pending_until`: by when somebody who came through an ambassador must confirm their address.
    `unreachable_since`: when we heard that their address does not exist; another one, or whoever knows better, ends it.
    `restricted_at`: stored only, on their own wish or while we erase. `purge_at`: when something of them goes next.

    `last_stage` is the stage of the newest application; the database itself keeps it so (models/laws.py).
    `compare_at`: when the worker next looks whether this person may be compared and with what. Now, after any change
    of profile, permission, pause, procedure or restriction: that, too, is a law of the database; else when the next of
    their days comes.
    `known_by`: who of us knows them; `owner` is the one of these who keeps in touch, and takes `next_step`.
    `customer_said_at`: when they told us that they buy from us.
    """

    __tablename__ = "candidate"
    __table_args__ = (
        Index("ix_candidate_last_stage", "last_stage", "id"),
        Index("ix_candidate_steps", "owner_id", "next_step_on"),
        Index(
            "ix_candidate_restricted_at", "restricted_at", sqlite_where=_IS_RESTRICTED, postgresql_where=_IS_RESTRICTED
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=lambda: uuid.uuid4().hex)
    first_name: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str] = mapped_column(default="")
    email: Mapped[str | None] = mapped_column(unique=True)
    phone: Mapped[str | None]
    place: Mapped[str | None]
    country: Mapped[str | None]
    language: Mapped[Language] = mapped_column(default=Language.DUTCH)
    headline: Mapped[str | None]
    linkedin: Mapped[str | None]
    source: Mapped[str | None]
    external_id: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    profile_changed_at: Mapped[datetime]
    procedure_closed_at: Mapped[datetime | None] = mapped_column(index=True)
    quarantined_at: Mapped[datetime | None]
    hired_at: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    restricted_at: Mapped[datetime | None]
    erase_requested_at: Mapped[datetime | None]
    pending_until: Mapped[datetime | None]
    unreachable_since: Mapped[datetime | None]
    retention_country: Mapped[str | None]
    keep_until: Mapped[datetime] = mapped_column(index=True)
    purge_at: Mapped[datetime] = mapped_column(index=True, default=FAR_FUTURE, server_default="9000-01-01 00:00:00+00")
    last_stage: Mapped[Stage | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    next_step: Mapped[str] = mapped_column(default="", server_default="")
    next_step_on: Mapped[date | None]
    connect_settled_at: Mapped[datetime | None]
    customer_said_at: Mapped[datetime | None]
    compare_at: Mapped[datetime] = mapped_column(index=True, default=LONG_AGO, server_default="1970-01-01 00:00:00+00")

    applications: Mapped[list["Application"]] = relationship(back_populates="candidate", order_by="Application.id")
    documents: Mapped[list["Document"]] = relationship(back_populates="candidate", order_by="Document.id")
    invitations: Mapped[list["Invitation"]] = relationship(back_populates="candidate", order_by="Invitation.id")
    owner: Mapped["User | None"] = relationship()
    known_by: Mapped[list["User"]] = relationship(secondary=acquaintance, order_by="User.name")
    permissions: Mapped[list[Permission]] = relationship(cascade="all, delete-orphan")
    wishes: Mapped["Wishes | None"] = relationship(viewonly=True)
    words: Mapped[CandidateWords | None] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    tags: Mapped[list[Tag]] = relationship(secondary=candidate_tag, order_by=Tag.folded)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or (self.email or "")

    @property
    def is_customer(self) -> bool:
        """By their own word: a no to them is read by a customer, so it asks for a personal answer."""
        return self.customer_said_at is not None

    @property
    def short_name(self) -> str:
        """First name and initial: what a mail to staff may say of a person."""
        last = self.last_name.split()[-1:]  # de Groot is a G
        return f"{self.first_name} {last[0][0]}.".strip() if last else self.first_name

    @property
    def initials(self) -> str:
        return (
            self.first_name[:1] + self.last_name.split()[-1][:1] if self.last_name.split() else self.first_name[:2]
        ).upper()

    @property
    def cv(self) -> "Document | None":
        """The newest CV that could be read, else the newest one."""
        cvs = [document for document in self.documents if not document.is_certificate]
        newest = ([document for document in cvs if document.text] or cvs)[-1:]
        return newest[0] if newest else None

    @property
    def last_application(self) -> "Application | None":
        """The newest candidacy, whatever the order in which an import brought them."""
        return max(self.applications, key=lambda each: (each.applied_at, each.id), default=None)

    @property
    def profile(self) -> str:
        """The text that matching reads: what the person does and has done, never who they are."""
        return "\n".join(part for part in (self.headline, self.cv.text if self.cv else None) if part)

    @property
    def done_since(self) -> list[str]:
        """What they learned after we advised it: the requirement, their own words, and what their certificate says."""
        return [
            "\n".join(
                part
                for part in (
                    f"{verdict.requirement.text}: {verdict.followed_words}".removesuffix(": "),
                    verdict.document.text[:CERTIFICATE] if verdict.document else "",
                )
                if part
            )
            for application in self.applications
            for verdict in application.verdicts
            if verdict.followed is Followed.DONE
        ]

    def permission(self, purpose: Purpose) -> Permission | None:
        return next((permission for permission in self.permissions if permission.purpose is purpose), None)

    def preset(self, organisation: "Organisation") -> RetentionPreset:
        """Set for this person, else of the country of the vacancy they last applied to, else of the organisation."""
        last = self.last_application
        return organisation.preset_in(self.retention_country or (last.vacancy.country if last else None))

    def state(self, now: datetime, preset: RetentionPreset) -> CandidateState:
        if self.pending_until:
            return CandidateState.PENDING
        if self.hired_at:
            return CandidateState.HIRED
        if self.procedure_closed_at is None:
            return CandidateState.ACTIVE
        if may(self, Purpose.KEEP_PROFILE, now).allowed:
            return CandidateState.POOL
        if self.quarantined_at:
            return CandidateState.QUARANTINE
        if now < preset.window_ends(self.procedure_closed_at):
            return CandidateState.WINDOW
        return CandidateState.DEFENCE_HOLD

    @property
    def lost_at(self) -> datetime | None:
        """By when they go because no mail reaches them and we cannot call; never while a procedure is open."""
        if self.unreachable_since is None or self.procedure_closed_at is None or self.phone or self.hired_at:
            return None
        return max(self.unreachable_since, self.procedure_closed_at) + timedelta(days=UNREACHABLE_DAYS)

    def wait_for_confirmation(self, now: datetime, until: datetime) -> None:
        """Came in through somebody else: nobody sees them before they confirm the address, and then they go."""
        self.pending_until = self.purge_at = until
        self.keep_until = now

    def open_procedure(self) -> None:
        """A new candidacy: no clock runs, and nothing of the pool applies until it is decided."""
        self.procedure_closed_at = None
        self.quarantined_at = self.pending_until = None
        self.keep_until = self.purge_at = FAR_FUTURE

    def close_procedure(self, closed_at: datetime, preset: RetentionPreset) -> None:
        """The last open application is decided: the window in which the person may be asked begins."""
        self.pending_until = None
        if self.procedure_closed_at is None or closed_at > self.procedure_closed_at:
            self.procedure_closed_at = closed_at
        self.settle(closed_at, preset)

    def quarantine(self, now: datetime) -> None:
        """Imported, procedure long over, no proof: kept 28 days for a privacy officer, then gone."""
        self.quarantined_at, self.pending_until = now, None
        self.keep_until = self.purge_at = now + timedelta(days=QUARANTINE_DAYS)

    def settle(self, now: datetime, preset: RetentionPreset) -> None:
        """Set `keep_until` from what holds at `now`. Call after a change of permission, procedure, address or phone."""
        if self.pending_until:
            self.wait_for_confirmation(min(now, self.keep_until), self.pending_until)
            return
        root = self.permission(Purpose.KEEP_PROFILE)
        if self.procedure_closed_at is None:
            self.keep_until = FAR_FUTURE
        elif root and root.kind is ConsentKind.WITHDRAWN and root.since >= self.procedure_closed_at:
            self.keep_until = min(now, root.since)
        elif root and root.is_given and root.expires_at:
            self.quarantined_at = None
            self.keep_until = max(root.expires_at, preset.window_ends(self.procedure_closed_at))
        elif root and root.kind is ConsentKind.INVALIDATED:
            self.keep_until = max(
                root.since + timedelta(days=ASK_AGAIN_DAYS), preset.window_ends(self.procedure_closed_at)
            )
        elif self.quarantined_at:
            self.keep_until = self.quarantined_at + timedelta(days=QUARANTINE_DAYS)
        else:
            self.keep_until = preset.window_ends(self.procedure_closed_at)
        self.keep_until = min(self.keep_until, self.lost_at or FAR_FUTURE)
        self.purge_at = self._next_removal(now, preset)

    def _next_removal(self, now: datetime, preset: RetentionPreset) -> datetime:
        """At the end of the defence clock what was never for the pool goes, at the end of a permission the rest."""
        if self.erase_requested_at:
            return self.erase_requested_at
        if self.procedure_closed_at is None or self.keep_until <= now:
            return self.keep_until
        window_ends = preset.window_ends(self.procedure_closed_at)
        return window_ends if now < window_ends < self.keep_until else self.keep_until

    def refresh_search(self) -> None:
        """Rebuild the words by which this person is found. Call after a change of name, tags, headline or CV."""
        words = search_text(
            [
                self.first_name,
                self.last_name,
                self.email,
                self.headline,
                self.place,
                *(tag.name for tag in self.tags),
                self.cv.text if self.cv else None,
            ]
        )
        if self.words is None:
            self.words = CandidateWords(words=words)
        else:
            self.words.words = words

    @classmethod
    def visible(cls, now: datetime) -> Select[Self]:
        """Whom staff may see: everybody whom we may still keep."""
        return select(cls).where(cls.is_visible(now))

    @classmethod
    def is_visible(cls, now: datetime) -> ColumnElement[bool]:
        return and_(cls.keep_until > now, cls.restricted_at.is_(None))

    @classmethod
    def hidden(cls, now: datetime) -> Select[int]:
        """The others, by number: few, and read from two indexes. To count rows of a hundred thousand people, leaving
        these out is ten times as fast as asking each person."""
        over = select(cls.id).where(cls.keep_until <= now)
        return select(union(over, select(cls.id).where(cls.restricted_at.is_not(None))).subquery().c.id)

    @classmethod
    def gave(cls, purpose: Purpose, now: datetime) -> ColumnElement[bool]:
        """This one permission is given and holds now; what it rests on is not asked.

        A value rather than an EXISTS: of that PostgreSQL makes a list of everybody who ever said yes, each time.
        """
        holds = and_(Permission.kind.in_(GIVES), Permission.since <= now, Permission.expires_at > now)
        said = select(holds).where(Permission.candidate_id == cls.id, Permission.purpose == purpose)
        return func.coalesce(said.scalar_subquery(), false())

    @classmethod
    def is_reachable(cls, purpose: Purpose, now: datetime) -> ColumnElement[bool]:
        """What `may` says, as a condition on this table. A property test holds the two together."""
        conditions = [cls.is_visible(now), *(cls.gave(needed, now) for needed in purpose.chain)]
        if purpose.is_about_vacancies:
            conditions += [
                cls.procedure_closed_at.is_not(None),
                cls.hired_at.is_(None),
                or_(cls.paused_until.is_(None), cls.paused_until <= now),
            ]
        return and_(*conditions)

    @classmethod
    def reachable(cls, purpose: Purpose, now: datetime) -> Select[Self]:
        """The people for whom `may` says yes, as one query."""
        return select(cls).where(cls.is_reachable(purpose, now))
