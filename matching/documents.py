"""A text made ready: its language, its terms part by part, and how each term was written by who wrote it."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from matching.columns import keys
from matching.compounds import Compounds
from matching.lexicon import Lexicon
from matching.names import blank_own
from matching.records import Need, Profile
from matching.synonyms import Synonyms
from matching.text import LANGUAGES, grammar_words, stems, words

HEADLINE_WORDS = 6
"""Without a title the first words of the text stand for it: most CVs begin with what somebody is."""

MAX_TITLE = 200

PART_WORDS = 100
"""A CV is read in parts of so many words that count, about one job each, so that no job drowns in the others."""

NEED_TITLE = 2
"""How often the title of a vacancy is read: it says best what the vacancy is about."""

_ADDITION = re.compile(r"(?<=\w\w)\s+(?:[-–—|]\s|(?:for|at|voor|bij|ten behoeve van|t\.b\.v\.)\s)", re.IGNORECASE)
"""Where a title has named the work and goes on to say where, for whom or for what."""

ENOUGH_TO_TELL = 15
"""So many words that count, and the language of a text can be told, also when it is none of ours."""

STRANGE = 0.45
"""A text of which the lexicon knows less than this share of the words is in neither language."""

SPEAKING = 5
"""So many grammar words of one language, and a text speaks for itself, whatever it is said to be in."""


class Token(NamedTuple):
    """One stem that counts, and where the word it comes from stands."""

    stem: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    language: str
    parts: list[Counter[str]]
    """Stems and how often they occur, part by part."""
    pairs: Counter[str]
    """Two stems with a space between."""
    title: str
    """The stems of the title; the block of characters is made of them."""
    headline: str
    """The title as it is written."""
    text: str = field(repr=False)
    tokens: list[Token] = field(repr=False)

    def is_foreign(self, lexicon: Lexicon) -> bool:
        """Neither Dutch nor English, as far as its words tell: names of tools and trades are all it can share."""
        if len(self.tokens) < ENOUGH_TO_TELL:
            return False
        known = np.isin(keys(token.stem for token in self.tokens), lexicon.words_of(self.language))
        return float(known.mean()) < STRANGE

    @property
    def stems(self) -> set[str]:
        return set().union(*self.parts)

    def surfaces(self) -> dict[str, str]:
        """Stem or pair of stems, to the way it is first written in the text; parts of one word to that word."""
        surfaces: dict[str, str] = {}
        for token in self.tokens:
            surfaces.setdefault(token.stem, self.text[token.start : token.end])
        for first, second in pairwise(self.tokens):
            places = dict.fromkeys(((first.start, first.end), (second.start, second.end)))
            surfaces.setdefault(_pair(first, second), " ".join(self.text[start:end] for start, end in places))
        return surfaces


class Reader:
    """Reads texts with what the lexicon knows about words."""

    def __init__(self, lexicon: Lexicon, synonyms: Synonyms | None = None) -> None:
        self.lexicon = lexicon
        self.compounds = Compounds(lexicon)
        self.synonyms = synonyms or Synonyms()

    def profile(self, profile: Profile) -> Document:
        title, text = (blank_own(each, profile.name) for each in (profile.title, profile.text))
        return self._read(title, text, profile.language)

    def need(self, need: Need) -> Document:
        requirements = " . ".join(requirement.text for requirement in need.requirements)
        text = f"{need.text} . {requirements}" if requirements else need.text
        plain = self._read(need.title, text, need.language, NEED_TITLE)
        said = [token.stem for token in plain.tokens]
        meant = dict.fromkeys(other for _, _, other in self.synonyms.others(said, plain.language))
        if meant:
            plain = self._read(need.title, " . ".join([text, *meant]), plain.language, NEED_TITLE)
        return replace(plain, title=self.title(need, plain.language).title or plain.title)

    def variants(self, text: str, language: str) -> list[str]:
        """A short text as it is, and as it would be with each synonym in it."""
        tokens = self.tokens(text, language)
        found = self.synonyms.others([token.stem for token in tokens], language)
        return [text, *(text[: tokens[first].start] + other + text[tokens[last].end :] for first, last, other in found)]

    def title(self, need: Need, language: str) -> Document:
        """What the title names, by itself: the beekeeper of "Beekeeper for the roof of our warehouse"."""
        title = need.title[:MAX_TITLE]
        named = _ADDITION.split(title, maxsplit=1)[0]
        if not self.lexicon.familiar(named, language):
            named = title
        return self._document(named, named, language)

    def tokens(self, text: str, language: str) -> list[Token]:
        found = words(text, language)
        whole = stems((word.text for word in found), language)
        if language == "nl":
            parts = [self.compounds.parts(word.text, each) for word, each in zip(found, whole, strict=True)]
        else:
            parts = [(each,) for each in whole]
        return [Token(part, word.start, word.end) for word, each in zip(found, parts, strict=True) for part in each]

    def language(self, text: str, hint: str | None) -> str:
        """Dutch or English: by the grammar words, else as hinted, else by the words that the lexicon knows."""
        counts = grammar_words(text)
        if hint in LANGUAGES and max(counts.values()) < SPEAKING:
            return str(hint)
        if len(set(counts.values())) == 1:
            counts = {language: self.lexicon.familiar(text, language) for language in LANGUAGES}
        return max(reversed(LANGUAGES), key=lambda language: counts[language])

    def _read(self, title: str, text: str, hint: str | None, title_repeats: int = 1) -> Document:
        title = title[:MAX_TITLE]
        whole = f"{title} . {text}" if title else text
        return self._document(title, whole, self.language(whole, hint), title_repeats)

    def _document(self, title: str, whole: str, language: str, title_repeats: int = 1) -> Document:
        found = self.tokens(whole, language)
        named = [token for token in found if token.end <= len(title)]
        head = named or found[:HEADLINE_WORDS]
        counted = named * (title_repeats - 1) + found
        return Document(
            language=language,
            parts=[Counter(token.stem for token in part) for part in _parts(counted)],
            pairs=Counter(_pair(first, second) for first, second in pairwise(counted)),
            title=" ".join(token.stem for token in head),
            headline=title.strip() if named else whole[head[0].start : head[-1].end] if head else "",
            text=whole,
            tokens=found,
        )


def _parts(found: list[Token]) -> list[list[Token]]:
    return [found[start : start + PART_WORDS] for start in range(0, len(found), PART_WORDS)] or [[]]


def _pair(first: Token, second: Token) -> str:
    return f"{first.stem} {second.stem}"
