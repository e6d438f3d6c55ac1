"""The representation: four blocks of weights laid side by side, each of length one, scaled by its share.

The dot product of two such vectors is the weighted sum of the cosines of the blocks, and the products per column
are the explanation of that sum. Nothing here is fitted on the people in a pool.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.columns import ENDS, KEYS, KNOWN_WORDS, OFFSETS, SIZES, UNKNOWN
from matching.documents import Document
from matching.lexicon import Lexicon
from matching.occupations import Occupations

WEIGHTS: Mapping[str, float] = {"title": 0.1, "occupations": 0.35, "terms": 0.55}
"""What each block adds to a score between two texts that agree completely. Together they are the highest score, 1."""

PAIRS = 1.5
"""How much a known pair of words counts, against a word of the same rarity."""

TITLE_CHARACTERS = (3, 5)
"""Lengths of the sequences of characters of a title, inside its words."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One text in the wide space: ascending columns and their weights."""

    columns: NDArray[np.int32]
    weights: NDArray[np.float64]

    def block(self, name: str) -> "Row":
        first, last = np.searchsorted(self.columns, (OFFSETS[name], ENDS[name]))
        return Row(self.columns[first:last], self.weights[first:last])

    @property
    def length(self) -> float:
        return float(np.linalg.norm(self.weights))


Columns = NDArray[np.int64]
_Weighed = tuple[Any, Columns, float]


class Blocks:
    """Turns documents into rows. scikit-learn does the counting, hashing and weighing."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.occupations = Occupations(lexicon)

    def rows(self, documents: Sequence[Document]) -> list[Row]:
        """A row for each document; in it every block that has something is of the length of its share."""
        from sklearn import config_context

        if not documents:
            return []
        with config_context(assume_finite=True, skip_parameter_validation=True):  # of what was made here
            weighed = self._weighed(documents)
        return [_row(weighed, place) for place in range(len(documents))]

    def _weighed(self, documents: Sequence[Document]) -> list[_Weighed]:
        """For each block a matrix with a row for each document, the columns its columns stand for, and its share."""
        from scipy import sparse

        owners = np.repeat(np.arange(len(documents), dtype=np.int32), [len(document.parts) for document in documents])
        together = sparse.csr_matrix((np.ones(len(owners)), (owners, np.arange(len(owners)))))
        counts, words = self._words([part for document in documents for part in document.parts])
        rarity = self.lexicon.rarity(words)
        known = np.flatnonzero(words < UNKNOWN)
        parts = _renamed(_weigh(counts, rarity)[:, known], words[known] - OFFSETS["words"], KNOWN_WORDS)
        terms = sparse.hstack([together @ counts, self._pairs(documents)], format="csr")
        titles = self._characters.transform([document.title for document in documents])
        languages = [document.language for document in documents]
        occupations = self.occupations.transform(parts, owners, languages)
        return [
            (_weigh(titles, self._evenly), _from("title"), WEIGHTS["title"]),
            (occupations, _from("occupations"), WEIGHTS["occupations"]),
            (
                _weigh(terms, np.concatenate([rarity, self._pairs_rarity])),
                np.concatenate([words, _from("pairs")]),
                WEIGHTS["terms"],
            ),
        ]

    def _words(self, parts: Sequence[Mapping[str, int]]) -> tuple[Any, Columns]:
        """How often each word stands in each part, and the columns of the words. There is always a column, if an empty
        one: scikit-learn refuses a matrix without."""
        from scipy import sparse

        found = self._hasher.transform(parts)
        numbers, places = np.unique(np.append(found.indices, 0), return_inverse=True)
        counts = sparse.csr_matrix((found.data, places[:-1], found.indptr), (len(parts), len(numbers)))
        return counts, self.lexicon.word_columns(numbers)

    def _pairs(self, documents: Sequence[Document]) -> Any:
        """Only pairs that the lexicon knows: most words that stand together mean nothing together."""
        from scipy import sparse

        found = self._hasher.transform([document.pairs for document in documents])
        columns = self.lexicon.pair_columns(found.indices)
        rows = np.repeat(np.arange(len(documents)), np.diff(found.indptr))
        known = columns >= 0
        return sparse.csr_matrix((found.data[known], (rows[known], columns[known])), (len(documents), SIZES["pairs"]))

    @cached_property
    def _hasher(self) -> Any:
        from sklearn.feature_extraction import FeatureHasher

        return FeatureHasher(KEYS, input_type="dict", alternate_sign=False)

    @cached_property
    def _characters(self) -> Any:
        from sklearn.feature_extraction.text import HashingVectorizer

        return HashingVectorizer(
            analyzer="char_wb",
            ngram_range=TITLE_CHARACTERS,
            n_features=SIZES["title"],
            alternate_sign=False,
            norm=None,
        )

    @cached_property
    def _pairs_rarity(self) -> NDArray[np.float64]:
        rarity = np.zeros(SIZES["pairs"])
        known = self.lexicon.arrays["pairs_rarity"]
        rarity[: len(known)] = PAIRS * known
        return rarity

    @cached_property
    def _evenly(self) -> NDArray[np.float64]:
        return np.ones(SIZES["title"])


def _weigh(counts: Any, rarity: NDArray[np.float64]) -> Any:
    """scikit-learn's TF-IDF, with an idf that was known beforehand instead of fitted; every row is of length one."""
    from sklearn.feature_extraction.text import TfidfTransformer

    transformer = TfidfTransformer(sublinear_tf=True)
    transformer.idf_ = rarity
    return transformer.transform(counts)


def _row(weighed: Sequence[_Weighed], place: int) -> Row:
    columns, weights = [], []
    for matrix, names, share in weighed:
        span = slice(*matrix.indptr[place : place + 2])
        columns.append(names[matrix.indices[span]])
        weights.append(matrix.data[span] * share**0.5)
    together, values = np.concatenate(columns), np.concatenate(weights)
    order = np.argsort(together, kind="stable")
    return Row(together[order].astype(np.int32), values[order])


@lru_cache
def _from(block: str) -> Columns:
    return np.arange(OFFSETS[block], ENDS[block])


def _renamed(matrix: Any, names: Columns, width: int) -> Any:
    """The same numbers under other columns."""
    from scipy import sparse

    return sparse.csr_matrix((matrix.data, names[matrix.indices], matrix.indptr), (matrix.shape[0], width))
