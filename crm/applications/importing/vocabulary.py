"""Words for outcome, stage, language and country, in Dutch and English. A test holds docs/import.md to them."""

import enum
from functools import cache
from typing import TypeVar

from babel import Locale

from crm.applications.importing import problems
from crm.applications.importing.columns import normalised
from crm.applications.importing.problems import Reason
from models import Language, Outcome, Stage

Word = TypeVar("Word", bound=enum.Enum)

OUTCOMES: dict[Outcome, tuple[str, ...]] = {
    Outcome.OPEN: ("open", "active", "in progress", "pending", "actief", "lopend", "in behandeling", "in procedure"),
    Outcome.HIRED: ("hired", "placed", "aangenomen", "geplaatst", "in dienst"),
    Outcome.REJECTED: (
        *("rejected", "declined", "disqualified", "not selected", "turned down"),
        *("afgewezen", "afgekeurd", "niet geselecteerd"),
    ),
    Outcome.WITHDREW: ("withdrew", "withdrawn", "candidate withdrew", "teruggetrokken", "ingetrokken"),
}
STAGES: dict[Stage, tuple[str, ...]] = {
    Stage.APPLIED: ("applied", "application", "new", "gesolliciteerd", "sollicitatie", "nieuw"),
    Stage.SCREENED: (
        *("screened", "screening", "phone screen", "shortlist"),
        *("cv-selectie", "voorselectie", "telefonische screening", "telefonisch gesprek", "intake"),
    ),
    Stage.INTERVIEWED: (
        *("interviewed", "interview", "first interview", "second interview", "assessment"),
        *("gesprek", "op gesprek", "sollicitatiegesprek", "eerste gesprek", "tweede gesprek"),
    ),
    Stage.FINAL: (
        *("final", "final round", "final interview", "offer"),
        *("eindronde", "laatste ronde", "eindgesprek", "aanbod", "arbeidsvoorwaardengesprek"),
    ),
}
LANGUAGES: dict[Language, tuple[str, ...]] = {
    Language.DUTCH: ("nl", "nl-NL", "nl-BE", "Dutch", "Nederlands", "Vlaams", "Flemish"),
    Language.ENGLISH: ("en", "en-GB", "en-US", "English", "Engels"),
}
_YES = frozenset({"yes", "ja", "true", "waar", "1", "y", "j", "x"})
_NO = frozenset({"no", "nee", "false", "onwaar", "0", "n"})
_COUNTRY_WORDS = {
    "holland": "NL",
    "thenetherlands": "NL",
    "uk": "GB",
    "england": "GB",
    "engeland": "GB",
    "greatbritain": "GB",
    "usa": "US",
}
_NO_COUNTRIES = ("EU", "EZ", "UN", "XA", "XB", "ZZ")


def _words(vocabulary: dict[Word, tuple[str, ...]]) -> dict[str, Word]:
    return {normalised(word): meaning for meaning, words in vocabulary.items() for word in words}


_OUTCOMES, _STAGES, _LANGUAGES = _words(OUTCOMES), _words(STAGES), _words(LANGUAGES)


def is_yes(text: str) -> bool:
    return normalised(text) in _YES


def is_no(text: str) -> bool:
    return normalised(text) in _NO


def parse_outcome(text: str) -> Outcome | Reason:
    return _OUTCOMES.get(normalised(text), problems.UNKNOWN_OUTCOME)


def parse_stage(text: str) -> Stage | Reason:
    return _STAGES.get(normalised(text), problems.UNKNOWN_STAGE)


def parse_language(text: str) -> Language | Reason:
    return _LANGUAGES.get(normalised(text), problems.UNKNOWN_LANGUAGE)


def parse_country(text: str) -> str | Reason:
    """Two letters, from two letters or from the country's name in Dutch or English."""
    return _countries().get(normalised(text), problems.UNKNOWN_COUNTRY)


@cache
def _countries() -> dict[str, str]:
    countries: dict[str, str] = {}
    for language in Language:
        for code, name in Locale(language.value).territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES:
                countries |= {normalised(name): code, code.lower(): code}
    return countries | _COUNTRY_WORDS
