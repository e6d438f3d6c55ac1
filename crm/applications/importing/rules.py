"""What holds for every row of one import, and is asked of nobody on the way."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from models import Language
from models.retention import RetentionPreset


@dataclass(frozen=True)
class Conventions:
    """What a file leaves unsaid: the organisation's country and time zone; and `now`, which no date may pass."""

    country: str
    zone: tzinfo
    now: datetime

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()


@dataclass(frozen=True)
class Rules:
    """What holds for every row of one import. `officer_id` accepts the permissions that rows claim."""

    conventions: Conventions
    preset: RetentionPreset
    language: Language
    officer_id: int | None

    @property
    def now(self) -> datetime:
        return self.conventions.now
