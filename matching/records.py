"""What goes into the matcher and what comes out: plain values, usable without the rest of the product."""

import enum
from dataclasses import dataclass


class Band(enum.StrEnum):
    """How likely a fit is, in three words. Below `POSSIBLE` nobody is shown: the band is None."""

    STRONG = "strong"
    GOOD = "good"
    POSSIBLE = "possible"


class Finding(enum.StrEnum):
    """`UNCLEAR` is the honest answer when the text has part of it, or speaks another language."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    UNCLEAR = "unclear"


class ReasonKind(enum.StrEnum):
    """What a reason is about.

    A shared word or phrase; an occupation that the title of the vacancy names and the person names too; one that both
    texts resemble; the groups of such occupations; the title found with the person; another language; a signal that is
    no text, such as how far somebody came last time; and the rest.
    """

    TERM = "term"
    TITLE = "title"
    OCCUPATION = "occupation"
    GROUP = "group"
    TITLE_FOUND = "title_found"
    LANGUAGE = "language"
    SIGNAL = "signal"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Profile:
    """One person. `language` is a hint ("nl", "en" or None): a longer text speaks for itself.

    `name` is only there to be left out of the text, where it stands.
    """

    key: str
    language: str | None
    title: str
    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Requirement:
    text: str
    must: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """One vacancy. The requirements are read together with the text."""

    title: str
    text: str
    language: str | None = None
    requirements: tuple[Requirement, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of the score. `amount` is what it adds; the amounts of a score add up to it."""

    text: str
    amount: float
    kind: ReasonKind = ReasonKind.TERM


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the profile says about one requirement; `start` and `end` are places in `Profile.text`."""

    requirement: str
    must: bool
    finding: Finding
    start: int | None = None
    end: int | None = None
    snippet: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A person's place in a ranking, before the text was read again."""

    key: str
    score: float
    probability: float


@dataclass(frozen=True, slots=True)
class Score:
    """How well one person fits one vacancy, and why. `band` is None when that is not well enough to show.

    `foreign`: the text is neither Dutch nor English, so the two are compared by what they happen to share.
    """

    key: str
    score: float
    probability: float
    band: Band | None
    reasons: tuple[Reason, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    too_little_text: bool = False
    foreign: bool = False
