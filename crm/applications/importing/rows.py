"""What a row of a file says once it is understood: a person, and one candidacy when a vacancy is named."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from crm.applications.importing.columns import Column
from crm.applications.importing.problems import MAX_SHOWN, Reason, RowProblem
from models import Language, Outcome, Stage


@dataclass(frozen=True)
class Claim:
    """A permission that the row claims, with enough to judge it by: the day and the words."""

    given_at: datetime
    text: str
    source: str


@dataclass(frozen=True)
class ApplicantRow:
    """`content` is the row as it stood in the file, without the CV; filled only when it claims a permission.

    These are past applicants: where a row `says_outcome` nothing, the procedure is over.
    """

    line: int
    first_name: str
    last_name: str
    email: str | None
    phone: str | None
    place: str | None
    country: str | None
    language: Language | None
    headline: str | None
    linkedin: str | None
    external_id: str | None
    vacancy: str | None
    applied_at: datetime | None
    stage: Stage
    outcome: Outcome
    says_outcome: bool
    decided_at: datetime | None
    tags: tuple[str, ...]
    cv_text: str
    cv_file: str | None
    claim: Claim | None
    content: dict[str, str] = field(repr=False)
    titles: Mapping[Column, str] = field(repr=False)

    @property
    def is_open(self) -> bool:
        return self.outcome is Outcome.OPEN

    @property
    def closed_at(self) -> datetime | None:
        """The earliest day on which the procedure can have ended: what nobody wrote down lengthens no clock."""
        if self.is_open:
            return None
        return self.decided_at or self.applied_at or (self.claim.given_at if self.claim else None)

    def problem(self, column: Column, value: str, reason: Reason) -> RowProblem:
        return RowProblem(self.line, self.titles.get(column, column.value), value[:MAX_SHOWN], reason)
