"""How people fit a vacancy, as a few numbers each; `bands.py` makes a probability of them.

They are computed from the stored vectors alone, so that a whole pool is ranked without reading a text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.columns import UNKNOWN
from matching.documents import Document
from matching.records import Need
from matching.rows import Row
from matching.weights import Amounts

LIKE = 0.35
"""With this likeness of the occupations a title counts as found, whatever words it is made of."""

CLEAR = 0.7
"""A text of which this much is understood is clear; the less of it is, the less its likeness to anything says."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """What a vacancy asks of texts in one language: its row, each block as heavy as it counts, and those amounts."""

    row: Row
    amounts: Amounts


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A vacancy made ready to be compared with people. In `plain` every block is of length one.

    `title` is its title, read as if it were all there is. The rows of `own` and `other` have the same columns.
    """

    need: Need
    document: Document
    own: Asking
    other: Asking
    plain: Row
    title: Row
    sources: Mapping[int, str]
    """Column of a translated word to the stem of the vacancy that it translates best."""
    foreign: bool
    """It is written in neither Dutch nor English."""

    @property
    def title_text(self) -> str:
        return self.need.title.strip()

    def towards(self, language: str) -> Asking:
        return self.own if language == self.document.language else self.other


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """One number for each person."""

    score: Numbers
    """Everything together, from 0 to 1: the products of the rows, as far as the vacancy is clear, and the two below."""
    understood: Numbers
    """How clear the vacancy is, from 0 to 1, by what the lexicon knows or the person shares: 0 for invented words."""
    title_found: Numbers
    """How much of the title is found with the person, from 0 to 1: by its words, or by the occupation it names."""
    other_language: Numbers
    """1 where the texts share something and are in different languages: fewer words can be shared then."""

    def one_by_one(self) -> list["Fit"]:
        columns = (self.score, self.understood, self.title_found, self.other_language)
        return [Fit(*numbers) for numbers in zip(*(column.tolist() for column in columns), strict=True)]


@dataclass(frozen=True, slots=True)
class Fit:
    """The same for one person."""

    score: float
    understood: float
    title_found: float
    other_language: float


class Pool:
    """The rows of many people, one after another, for comparing them all at once."""

    def __init__(self, rows: Sequence[Row], languages: Sequence[str]) -> None:
        self.columns = np.concatenate([row.columns for row in rows])
        self.weights = np.concatenate([row.weights for row in rows])
        self.owners = np.repeat(np.arange(len(rows), dtype=np.int32), [len(row.columns) for row in rows])
        self.languages = np.array(languages)

    def shared(self, row: Row) -> tuple[NDArray[np.int32], NDArray[np.int64], Numbers]:
        """Where people share a column of this row: whose, which, and with what weight.

        The sieve lets through one column in a hundred at the cost of one look; searching all takes three times longer.
        """
        if not len(row.columns):
            return np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0)
        sieve = np.zeros(2**16, bool)
        sieve[row.columns & 0xFFFF] = True
        maybe = np.flatnonzero(sieve[self.columns & 0xFFFF])
        places = np.minimum(np.searchsorted(row.columns, self.columns[maybe]), len(row.columns) - 1)
        hits = row.columns[places] == self.columns[maybe]
        return self.owners[maybe[hits]], places[hits], self.weights[maybe[hits]]

    def product(self, row: Row) -> Numbers:
        """The dot product of this row with everybody's."""
        owners, places, weights = self.shared(row)
        return np.bincount(owners, row.weights[places] * weights, len(self.languages)).astype(np.float64)

    def product_by_language(self, query: Query, own: NDArray[np.bool_]) -> Numbers:
        """The dot product with what the vacancy asks of texts in each one's language."""
        owners, places, weights = self.shared(query.other.row)
        asked = np.where(own[owners], query.own.row.weights[places], query.other.row.weights[places])
        return np.bincount(owners, asked * weights, len(self.languages)).astype(np.float64)

    def share(self, row: Row) -> Numbers:
        """How much of this row everybody has, with whatever weight."""
        owners, places, _ = self.shared(row)
        return np.bincount(owners, row.weights[places], len(self.languages)).astype(np.float64)


def features(query: Query, pool: Pool) -> Features:
    title, occupations = _shares(query.title), query.title.block("occupations")
    understood = _understood(title, pool)
    by_words = pool.share(title) / np.where(understood > 0, understood, 1)
    by_occupation = np.minimum(1, pool.product(occupations) / (occupations.length**2 or 1) / LIKE)
    title_found = np.maximum(by_words, by_occupation) * _clear(understood)
    own = pool.languages == query.document.language
    shared = pool.product_by_language(query, own)
    clear = _clear(_understood(_shares(query.plain), pool))
    other_language = (~own & (shared > 0)).astype(np.float64) * clear
    found = np.where(own, query.own.amounts.title_found, query.other.amounts.title_found) * title_found
    added = found + query.other.amounts.other_language * other_language
    return Features(shared * clear + added, clear, title_found, other_language)


def _shares(row: Row) -> Row:
    """The words and known pairs of a text, each with its share in the whole: the rare ones are most of it."""
    pairs, words = row.block("pairs"), row.block("words")
    squares = np.concatenate([pairs.weights, words.weights]) ** 2
    return Row(np.concatenate([pairs.columns, words.columns]), squares / (squares.sum() or 1))


def _understood(shares: Row, pool: Pool) -> Numbers:
    """How much of a text the lexicon knows, and what each person shares of the rest."""
    unknown = shares.columns >= UNKNOWN
    return float(shares.weights[~unknown].sum()) + pool.share(Row(shares.columns[unknown], shares.weights[unknown]))


def _clear(understood: Numbers) -> Numbers:
    return np.minimum(1, understood / CLEAR)
