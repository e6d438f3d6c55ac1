"""The fixed set of {placeholders}. Each has a name in either language, and both names work in every letter."""

import re
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from models import Language

SPOT = re.compile(r"\{([^{}\n]{1,60})\}")


@dataclass(frozen=True)
class Placeholder:
    """`is_long`: sentences, so not for a subject. `stands_alone`: it is made of paragraphs of its own.
    `may_be_empty`: then the paragraph around it is left out."""

    key: str
    dutch: str
    meaning: Any
    is_long: bool = False
    stands_alone: bool = False
    may_be_empty: bool = False

    def name(self, language: Language) -> str:
        return "{" + (self.dutch if language is Language.DUTCH else self.key) + "}"


FIRST_NAME = Placeholder("first_name", "voornaam", _l("the first name"))
NAME = Placeholder("name", "naam", _l("first and last name"))
ORGANISATION = Placeholder("organisation", "organisatie", _l("the name of your organisation"))
VACANCY = Placeholder("vacancy", "vacature", _l("the title of the vacancy"))
APPLIED_ON = Placeholder("applied_on", "sollicitatiedatum", _l("the day on which they applied"))
END_DATE = Placeholder("end_date", "einddatum", _l("the day on which it ends and we erase"))
FINDINGS = Placeholder(
    "findings",
    "bevindingen",
    _l("what was found for each thing the vacancy asked, as filled in beside the letter"),
    is_long=True,
    stands_alone=True,
)
SENTENCE = Placeholder(
    "sentence",
    "eigen_zin",
    _l("what the colleague who sends the letter writes for this one person"),
    is_long=True,
    may_be_empty=True,
)
LAST_TIME = Placeholder(
    "last_time",
    "vorige_keer",
    _l("a sentence about how we know each other: the last application, or their yes"),
    is_long=True,
)
REASONS = Placeholder(
    "reasons",
    "redenen",
    _l("what we found with this person of what the vacancy asks, as a list"),
    is_long=True,
    may_be_empty=True,
)
COLLEAGUE = Placeholder("colleague", "collega", _l("the colleague who invited"))
MOMENT = Placeholder(
    "moment",
    "moment",
    _l("when the person proposed to talk"),
    is_long=True,
    may_be_empty=True,
)

ALL = (
    FIRST_NAME,
    NAME,
    ORGANISATION,
    VACANCY,
    APPLIED_ON,
    END_DATE,
    FINDINGS,
    SENTENCE,
    LAST_TIME,
    REASONS,
    COLLEAGUE,
    MOMENT,
)
BY_NAME = {name: each for each in ALL for name in (each.key, each.dutch)}
