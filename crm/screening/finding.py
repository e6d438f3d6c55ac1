"""What was found, and what follows from it. A finding says where; never what stood there."""

import enum
from dataclasses import dataclass


class Action(enum.IntEnum):
    """WARN: a colleague is asked, what others bring is kept. MASK: a colleague is asked, what others bring is masked.
    BLOCK: a colleague's text is refused, what others bring is masked. The larger one wins where two overlap."""

    WARN = 1
    MASK = 2
    BLOCK = 3


class Kind(enum.Enum):
    """Numbers first; then what may not weigh in a decision about applicants."""

    BSN = "bsn"
    NATIONAL_ID = "national_id"
    TRAVEL_DOCUMENT = "travel_document"
    BANK_ACCOUNT = "bank_account"
    BIRTH = "birth"
    FAMILY = "family"
    ORIGIN = "origin"
    BELIEF = "belief"
    HEALTH = "health"
    UNION = "union"
    POLITICS = "politics"
    ORIENTATION = "orientation"
    CONVICTION = "conviction"

    @property
    def is_number(self) -> bool:
        return self in (Kind.BSN, Kind.NATIONAL_ID, Kind.TRAVEL_DOCUMENT, Kind.BANK_ACCOUNT)

    @property
    def is_special(self) -> bool:
        """Of GDPR Art. 9 or 10, for which the law wants more than it does for an age or a marriage."""
        return not self.is_number and self not in (Kind.BIRTH, Kind.FAMILY)


@dataclass(frozen=True, slots=True)
class Finding:
    """`start` and `end` are places in the text as it was given."""

    kind: Kind
    action: Action
    start: int
    end: int
