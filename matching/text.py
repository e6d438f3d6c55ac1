"""From text to words: tokens that keep `c++`, `c#` and `.net`, stop words, stems."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import Stemmer

from matching.gendered import one_form
from matching.names import blank_names
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
    found = [_normal(written) for written in _WORD.findall(text[:_ENOUGH])]
    return {language: sum(map(_grammar(language).__contains__, found)) for language in LANGUAGES}


def words(text: str, language: str) -> list[Word]:
    """The words that count, in order. Numbers without letters, stop words and protected words are left out."""
    read = blank_names(blank_protected(text[:MAX_CHARACTERS]))
    found: list[Word] = []
    for place in _WORD.finditer(read):
        written = place.group()
        if found and found[-1].text in NATIONALITIES and _is_beside(found[-1], place, read):
            found.pop()
        if word := _counted(written, language):
            found.append(Word(word, *place.span()))
    return found


def _is_beside(nationality: Word, place: re.Match[str], text: str) -> bool:
    """A "Turkish woman" says who somebody is, "Turkish" by itself what they speak."""
    return _normal(place.group()) in PERSONS and not text[nationality.end : place.start()].strip(" -/\n")


@lru_cache(maxsize=2**17)
def _counted(written: str, language: str) -> str | None:
    """A word as it counts, in lower case; None for one that does not."""
    word = _normal(written)
    if word in _left_out(language) or word.isnumeric() or (len(word) == 1 and word not in _SHORT):
        return None
    return one_form(word)


@lru_cache(maxsize=2**17)
def _normal(word: str) -> str:
    if not word.isascii():
        word = unicodedata.normalize("NFC", word.replace("’", "'"))
    word = word.lower()[:MAX_WORD]
    return word[:-2] if word.endswith("'s") else word
