"""What everything that speaks for somebody may add to a score: the one place to read or change it.

Found by coordinate ascent on the labelled sets (docs/matching.md tells what was tried); the same for every vacancy.
"""

from dataclasses import asdict, dataclass

import numpy as np

from matching.columns import UNKNOWN
from matching.documents import Document
from matching.rows import Row

WORDS, WORDS_ELSEWHERE = 1.06, 0.7
"""Words and known pairs of words that both texts use; the second for a text in the other language."""

TRANSLATIONS = 0.36
"""Words of the vacancy as the other language says them, for a text in that language."""

OCCUPATIONS = 0.3
"""Likeness of the whole texts to the same occupations."""

TITLES = 0.25
"""Occupations that the title of the vacancy names, and the person's title or CV names too."""

TITLE_FOUND = 0.08
"""The words of the title, or its occupations, found with the person."""

OTHER_LANGUAGE = 0.1
"""Added for a text in the other language, with which fewer words can be shared: each language has its own scale."""

LONG, LONGER = 20, 80
"""From so many words that count a text is long, and at the second number as long as makes a difference."""

SOME_JARGON, JARGON = 0.03, 0.12
"""A long vacancy with more than the first share of words that no lexicon has is written for insiders; all of it is,
from the second on."""

WORDS_WHEN_LONG, WORDS_WHEN_JARGON = 0.5, 15.0
"""How much more words count then, in times `WORDS`: who uses the same tools and jargon has done the same work. Only
among texts of one language: across languages jargon that happens to be shared says little."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """The most that each can add to a score, towards texts of one language. Together they are 1."""

    words: float
    translations: float
    occupations: float
    titles: float
    title_found: float
    other_language: float

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


def amounts(document: Document, row: Row) -> tuple[Amounts, Amounts]:
    """For one vacancy, by its length and its jargon: towards texts in its own language, and in the other."""
    words = row.block("words")
    squares = words.weights**2
    jargon = float(squares[words.columns >= UNKNOWN].sum() / (squares.sum() or 1))
    long = float(np.clip(np.log2(max(len(document.tokens), 1) / LONG) / np.log2(LONGER / LONG), 0, 1))
    insiders = float(np.clip((jargon - SOME_JARGON) / (JARGON - SOME_JARGON), 0, 1))
    more = 1 + long * (WORDS_WHEN_LONG + WORDS_WHEN_JARGON * insiders)
    return _of_one(WORDS * more), _of_one(WORDS_ELSEWHERE, TRANSLATIONS, OTHER_LANGUAGE)


def _of_one(words: float, translations: float = 0.0, other_language: float = 0.0) -> Amounts:
    parts = np.array([words, translations, OCCUPATIONS, TITLES, TITLE_FOUND, other_language])
    return Amounts(*(parts / parts.sum()).tolist())
