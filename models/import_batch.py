"""One file of past applicants that came in, and each of its rows that needs remembering."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

if TYPE_CHECKING:
    from models.candidate import Candidate
    from models.user import User


class ImportBatch(Base):
    """`fingerprint` is the SHA-256 of the file and its options; `line` is the last line that was committed."""

    __tablename__ = "import_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(unique=True)
    file_sha256: Mapped[str] = mapped_column(index=True)
    filename: Mapped[str]
    report: Mapped[str | None]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    line: Mapped[int] = mapped_column(default=0)
    rows: Mapped[int] = mapped_column(default=0)
    imported: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    quarantined: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    accepted_at: Mapped[datetime | None]

    accepted_by: Mapped["User | None"] = relationship()


class ImportRow(Base):
    """A row that claims a consent nobody has accepted yet: kept so that a privacy officer can still accept it."""

    __tablename__ = "import_row"
    __table_args__ = (UniqueConstraint("batch_id", "line"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    line: Mapped[int]
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidate.id"), index=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)

    candidate: Mapped["Candidate | None"] = relationship()

    @property
    def given_at(self) -> datetime:
        """When the person said yes, as the row claims."""
        return datetime.fromisoformat(self.content["given_at"])

    @property
    def expires_at(self) -> datetime:
        return datetime.fromisoformat(self.content["expires_at"])
