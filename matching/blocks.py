"""The representation: three blocks of weights laid side by side, each of length one.

The dot product of a vacancy's row, in which each block carries what it may count, and a person's row is the weighted
sum of the cosines of the blocks, and the products per column are the explanation of that sum. Nothing here is fitted
on the people in a pool.
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
from matching.titles import Titles

PAIRS = 1.5
"""How much a known pair of words counts, against a word of the same rarity."""

OTHER_PAIRS = 0.5
"""The same of a pair that the lexicon does not know; it is as rare as the rarest that it knows."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One text in the wide space: ascending columns and their weights."""

    columns: NDArray[np.int32]
    weights: NDArray[np.float64]

    def block(self, name: str) -> "Row":
        first, last = np.searchsorted(self.columns, (OFFSETS[name], ENDS[name]))
        return Row(self.columns[first:last], self.weights[first:last])

    def times(self, amount: float) -> "Row":
        return Row(self.columns, self.weights * amount)

    @property
    def length(self) -> float:
        return float(np.linalg.norm(self.weights))

    @classmethod
    def of(cls, columns: NDArray[Any], weights: NDArray[np.float64]) -> "Row":
        """In whatever order they come, each column once."""
        order = np.argsort(columns, kind="stable")
        return cls(columns[order].astype(np.int32), weights[order])

    @classmethod
    def side_by_side(cls, rows: Sequence["Row"]) -> "Row":
        return cls.of(np.concatenate([row.columns for row in rows]), np.concatenate([row.weights for row in rows]))

    def plus(self, other: "Row") -> "Row":
        columns, places = np.unique(np.concatenate([self.columns, other.columns]), return_inverse=True)
        weights = np.bincount(places, np.concatenate([self.weights, other.weights]), len(columns))
        return Row(columns, weights.astype(np.float64))


Columns = NDArray[np.int64]
_Weighed = tuple[Any, Columns]


class Blocks:
    """Turns documents into rows. scikit-learn does the counting, hashing and weighing."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.occupations = Occupations(lexicon)
        self.titles = Titles(lexicon)

    def rows(self, documents: Sequence[Document], *, named_in_text: bool = True) -> list[Row]:
        """A row for each document; in it every block that has something is of length one."""
        from sklearn import config_context

        if not documents:
            return []
        with config_context(assume_finite=True, skip_parameter_validation=True):  # of what was made here
            weighed = self._weighed(documents, named_in_text)
        return [_row(weighed, place) for place in range(len(documents))]

    def translated(self, row: Row, document: Document) -> tuple[Row, dict[int, str]]:
        """The known words of a vacancy as the other language says them, of length one; and for each column the stem
        that it translates best."""
        words = row.block("words")
        known = words.columns < UNKNOWN
        columns = words.columns[known]
        table = self.lexicon.translations[document.language][columns - OFFSETS["words"]]
        table = table.multiply((words.weights[known] / self.lexicon.rarity(columns))[:, None]).tocsc()
        found = np.asarray(table.sum(axis=0)).ravel()
        targets = np.flatnonzero(found)
        if not len(targets):
            return Row(np.empty(0, np.int32), np.empty(0)), {}
        stems = sorted(document.stems)
        named = dict(zip(self.lexicon.columns(stems).tolist(), stems, strict=True))
        best = table[:, targets].toarray().argmax(axis=0)
        places = targets + OFFSETS["words"]
        weights = found[targets] * self.lexicon.rarity(places)
        sources = dict(zip(places.tolist(), (named[column] for column in columns[best].tolist()), strict=True))
        return Row(places.astype(np.int32), weights / np.linalg.norm(weights)), sources

    def _weighed(self, documents: Sequence[Document], named_in_text: bool) -> list[_Weighed]:
        """For each block a matrix with a row for each document, and the columns its columns stand for."""
        from scipy import sparse

        owners = np.repeat(np.arange(len(documents), dtype=np.int32), [len(document.parts) for document in documents])
        together = sparse.csr_matrix((np.ones(len(owners)), (owners, np.arange(len(owners)))))
        counts, words = self._words([part for document in documents for part in document.parts])
        rarity = self.lexicon.rarity(words)
        known = np.flatnonzero(words < UNKNOWN)
        parts = _renamed(_weigh(counts, rarity)[:, known], words[known] - OFFSETS["words"], KNOWN_WORDS)
        pairs, other_pairs, others = self._pairs(documents)
        terms = sparse.hstack([together @ counts, pairs, other_pairs], format="csr")
        rarest = OTHER_PAIRS * float(self.lexicon.arrays["pairs_rarity"].max())
        return [
            (self.titles.rows(documents, named_in_text=named_in_text), _from("titles")),
            (self.occupations.rows(parts, owners, [document.language for document in documents]), _from("occupations")),
            (
                _weigh(terms, np.concatenate([rarity, self._pairs_rarity, np.full(len(others), rarest)])),
                np.concatenate([words, _from("pairs"), others]),
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

    def _pairs(self, documents: Sequence[Document]) -> tuple[Any, Any, Columns]:
        """How often each pair of words stands in each text: those that the lexicon knows, the others, and the columns
        of the others."""
        from scipy import sparse

        found = self._hasher.transform([document.pairs for document in documents])
        columns = self.lexicon.pair_columns(found.indices)
        rows = np.repeat(np.arange(len(documents)), np.diff(found.indptr))
        known = columns >= 0
        pairs = sparse.csr_matrix((found.data[known], (rows[known], columns[known])), (len(documents), SIZES["pairs"]))
        numbers, places = np.unique(found.indices[~known], return_inverse=True)
        others = sparse.csr_matrix((found.data[~known], (rows[~known], places)), (len(documents), len(numbers)))
        return pairs, others, numbers.astype(np.int64) + OFFSETS["other_pairs"]

    @cached_property
    def _hasher(self) -> Any:
        from sklearn.feature_extraction import FeatureHasher

        return FeatureHasher(KEYS, input_type="dict", alternate_sign=False)

    @cached_property
    def _pairs_rarity(self) -> NDArray[np.float64]:
        rarity = np.zeros(SIZES["pairs"])
        known = self.lexicon.arrays["pairs_rarity"]
        rarity[: len(known)] = PAIRS * known
        return rarity


def _weigh(counts: Any, rarity: NDArray[np.float64]) -> Any:
    """scikit-learn's TF-IDF, with an idf that was known beforehand instead of fitted; every row is of length one."""
    from sklearn.feature_extraction.text import TfidfTransformer

    transformer = TfidfTransformer(sublinear_tf=True)
    transformer.idf_ = rarity
    return transformer.transform(counts)


def _row(weighed: Sequence[_Weighed], place: int) -> Row:
    spans = [slice(*matrix.indptr[place : place + 2]) for matrix, _ in weighed]
    columns = [names[matrix.indices[span]] for (matrix, names), span in zip(weighed, spans, strict=True)]
    return Row.of(
        np.concatenate(columns),
        np.concatenate([matrix.data[span] for (matrix, _), span in zip(weighed, spans, strict=True)]),
    )


@lru_cache
def _from(block: str) -> Columns:
    return np.arange(OFFSETS[block], ENDS[block])


def _renamed(matrix: Any, names: Columns, width: int) -> Any:
    """The same numbers under other columns."""
    from scipy import sparse

    return sparse.csr_matrix((matrix.data, names[matrix.indices], matrix.indptr), (matrix.shape[0], width))
