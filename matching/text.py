"""From text to words: tokens that keep `c++`, `c#` and `.net`, stop words, stems."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import Stemmer

from matching.protected import NATIONALITIES, PERSONS, PROTECTED, blank_protected

LANGUAGES = ("nl", "en")
MAX_CHARACTERS = 100_000
"""What a text says after fifteen thousand words changes nothing that matters."""

MAX_WORD = 40

_RESOURCES = Path(__file__).parent / "resources"
_ALGORITHMS = {"nl": "dutch", "en": "english"}
_LETTER = r"[^\W_][\u0300-\u036f]*"
_WORD = re.compile(rf"(?<!\w)\.net\b|(?:{_LETTER})+(?:['’](?:{_LETTER})+)?(?:\+\+|\#)?", re.IGNORECASE)
_SHORT = frozenset(("c", "r"))
_ENOUGH = 3_000


class Word(NamedTuple):
    """One word that counts, in lower case, and where it stands in the text it came from."""

    text: str
    start: int
    end: int


@lru_cache
def stop_words(language: str) -> frozenset[str]:
    lines = (_RESOURCES / f"stopwords_{language}.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@lru_cache
def _left_out(language: str) -> frozenset[str]:
    return stop_words(language) | PROTECTED


@lru_cache
def _grammar(language: str) -> frozenset[str]:
    """Stop words of one language that are not also stop words of the other."""
    others = (stop_words(other) for other in LANGUAGES if other != language)
    return stop_words(language).difference(*others)


@lru_cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(_ALGORITHMS[language])


def stems(written: Iterable[str], language: str) -> list[str]:
    found: list[str] = _stemmer(language).stemWords(list(written))
    return found


def grammar_words(text: str) -> dict[str, int]:
    """How many words at the beginning of a text are of one language alone."""
    found = [_normal(match.group()) for match in _WORD.finditer(text[:_ENOUGH])]
    return {language: sum(word in _grammar(language) for word in found) for language in LANGUAGES}


def words(text: str, language: str) -> list[Word]:
    """The words that count, in order. Numbers without letters, stop words and protected words are left out."""
    left_out = _left_out(language)
    found = [
        (_normal(place.group()), *place.span()) for place in _WORD.finditer(blank_protected(text[:MAX_CHARACTERS]))
    ]
    return [
        Word(word, start, end)
        for place, (word, start, end) in enumerate(found)
        if word not in left_out
        and (len(word) > 1 or word in _SHORT)
        and not word.isnumeric()
        and not (word in NATIONALITIES and _is_of_a_person(found, place))
    ]


def _is_of_a_person(found: list[tuple[str, int, int]], place: int) -> bool:
    """A "Turkish woman" says who somebody is, "Turkish" by itself what they speak."""
    return place + 1 < len(found) and found[place + 1][0] in PERSONS


def _normal(word: str) -> str:
    if not word.isascii():
        word = unicodedata.normalize("NFC", word.replace("’", "'"))
    word = word.lower()[:MAX_WORD]
    return word[:-2] if word.endswith("'s") else word
