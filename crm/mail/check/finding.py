"""One thing that was looked at, and how it stands."""

import enum
from dataclasses import dataclass, field


class Level(enum.Enum):
    """RED: mail is refused or lost. SOON: it arrives, and something is worth mending. OK: as it should be."""

    OK = "ok"
    SOON = "soon"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Finding:
    """`word` names the sentence (sentences.py), `values` stand in it, `publish` is what to put into DNS."""

    level: Level
    about: str
    word: str
    values: dict[str, str] = field(default_factory=dict)
    publish: str = ""

    def as_json(self) -> dict[str, object]:
        return {
            "level": self.level.value,
            "about": self.about,
            "word": self.word,
            "values": self.values,
            "publish": self.publish,
        }
