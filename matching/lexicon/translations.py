"""Which words translate which, learned from texts that say the same in two languages (IBM model 1: Brown et al., 1993).

Only used while the lexicon is built. Every word of one text is laid on every word of the other; what stands beside a
word again and again is its translation, and takes the words it explains away from the others.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

ROUNDS = 6
LEAST = 0.04
"""A translation less probable than this says nothing."""

MOST = 8
"""So many translations of a word are kept."""

LONGEST = 60
"""Words of a text that are aligned: beyond these the number of pairs grows faster than what they teach."""

Parallel = tuple[Sequence[int], Sequence[int]]


class Table(NamedTuple):
    """For each word, as its number, its translations with their weights; the weights of a word are of length one."""

    words: NDArray[np.int32]
    lengths: NDArray[np.int64]
    translations: NDArray[np.int32]
    weights: NDArray[np.float64]


def align(texts: Sequence[Parallel], size: int) -> tuple[Table, Table]:
    """The table from the first language to the second, and the one back. Words are numbers below `size`."""
    first, second, places = _laid_together(texts)
    links, link = np.unique(first.astype(np.int64) * size + second, return_inverse=True)
    one, other = links // size, links % size
    chances = np.ones(len(links))
    for _ in range(ROUNDS):
        explained = np.bincount(places, chances[link])
        expected = np.bincount(link, chances[link] / explained[places], len(links))
        chances = expected / np.bincount(one, expected)[one]
    back = expected / np.bincount(other, expected)[other]
    return _table(one, other, chances), _table(other, one, back)


def _laid_together(texts: Sequence[Parallel]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Every word of each text with every word of its translation, and the place of the latter among all places."""
    first, second, places, past = [], [], [], 0
    for text, translated in texts:
        text, translated = text[:LONGEST], translated[:LONGEST]
        if text and translated:
            first.append(np.repeat(text, len(translated)))
            second.append(np.tile(translated, len(text)))
            places.append(past + np.tile(np.arange(len(translated)), len(text)))
            past += len(translated)
    return np.concatenate(first), np.concatenate(second), np.concatenate(places)


def _table(words: NDArray[np.int64], translations: NDArray[np.int64], chances: NDArray[np.float64]) -> Table:
    order = np.lexsort((translations, -chances, words))
    order = order[chances[order] > LEAST]
    _, starts, lengths = np.unique(words[order], return_index=True, return_counts=True)
    order = order[np.arange(len(order)) - np.repeat(starts, lengths) < MOST]
    known, starts, lengths = np.unique(words[order], return_index=True, return_counts=True)
    norms = np.sqrt(np.add.reduceat(chances[order] ** 2, starts))
    weights = chances[order] / np.repeat(norms, lengths)
    return Table(known.astype(np.int32), lengths, translations[order].astype(np.int32), weights)
