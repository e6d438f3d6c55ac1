"""From text to terms: language, tokens that keep `c++`, `c#` and `.net`, stop words, stems."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import Stemmer

from matching.protected import NATIONALITIES, PERSONS, PROTECTED, blank_protected

LANGUAGES = ("nl", "en")
MAX_CHARACTERS = 100_000
MAX_WORD = 40

_RESOURCES = Path(__file__).parent / "resources"
_LETTER = r"[^\W_][\u0300-\u036f]*"
_TOKEN = re.compile(rf"(?<!\w)\.net\b|(?:{_LETTER})+(?:['’](?:{_LETTER})+)?(?:\+\+|\#)?", re.IGNORECASE)
_SHORT = frozenset(("c", "r"))
_ENOUGH_TO_TELL = 5


@dataclass(frozen=True, slots=True)
class Token:
    """One word that counts: its stem, and where it stands in the text it came from."""

    stem: str
    start: int
    end: int


@lru_cache
def stop_words(language: str) -> frozenset[str]:
    lines = (_RESOURCES / f"stopwords_{language}.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@lru_cache
def _telling_words(language: str) -> frozenset[str]:
    """Stop words of one language that are not also stop words of the other."""
    others = (stop_words(other) for other in LANGUAGES if other != language)
    return stop_words(language).difference(*others)


@lru_cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer({"nl": "dutch", "en": "english"}[language])


def stem(word: str, language: str) -> str:
    return str(_stemmer(language).stemWord(_normal(word)))


def language_of(text: str, hint: str | None = None) -> str:
    """Dutch or English, by the grammar words in it. The hint decides when the text is too short to tell."""
    words = [word for word, _, _ in _words(text[:6_000])]
    dutch, english = (sum(word in _telling_words(language) for word in words) for language in LANGUAGES)
    if hint in LANGUAGES and max(dutch, english) < _ENOUGH_TO_TELL:
        return str(hint)
    return "nl" if dutch > english else "en"


def _words(text: str) -> list[tuple[str, int, int]]:
    return [(_normal(found.group()), found.start(), found.end()) for found in _TOKEN.finditer(text)]


def _normal(word: str) -> str:
    return unicodedata.normalize("NFC", word.lower().replace("’", "'"))[:MAX_WORD].removesuffix("'s")


def tokens(text: str, language: str) -> list[Token]:
    """The words that count, in order. Numbers without letters, stop words and protected words are left out."""
    left_out = stop_words(language) | PROTECTED
    words = _words(blank_protected(text[:MAX_CHARACTERS]))
    nexts = [*(word for word, _, _ in words[1:]), ""]
    kept = [
        (word, start, end)
        for (word, start, end), following in zip(words, nexts, strict=False)
        if word not in left_out
        and not word.isnumeric()
        and (len(word) > 1 or word in _SHORT)
        and not (word in NATIONALITIES and following in PERSONS)
    ]
    stems = _stemmer(language).stemWords([word for word, _, _ in kept])
    return [Token(stem, start, end) for stem, (_, start, end) in zip(stems, kept, strict=True)]
