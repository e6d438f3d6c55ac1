"""CVs and certificates: the bytes as they came, and the text that was read from them."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Boolean, ForeignKey, LargeBinary, Text, literal_column
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from models.base import Base
from models.language import Language

if TYPE_CHECKING:
    from models.candidate import Candidate


class DocumentState(enum.Enum):
    READ = "read"
    UNREADABLE = "unreadable"


class DocumentKind(enum.Enum):
    CV = "cv"
    CERTIFICATE = "certificate"


class Document(Base):
    """One CV, or a certificate that answers our advice.

    An unreadable file is kept and marked: it is still the person's. Pasted text has no `content`.
    """

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    filename: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(index=True)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    has_file: Mapped[bool] = column_property(literal_column("document.content IS NOT NULL", Boolean))
    text: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[Language | None]
    state: Mapped[DocumentState] = mapped_column(default=DocumentState.READ)
    kind: Mapped[DocumentKind] = mapped_column(default=DocumentKind.CV, server_default="cv")
    created_at: Mapped[datetime]

    candidate: Mapped["Candidate"] = relationship(back_populates="documents")

    @property
    def is_certificate(self) -> bool:
        """Whatever is nothing else is a CV, also before it is stored."""
        return self.kind is DocumentKind.CERTIFICATE
