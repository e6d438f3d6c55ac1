"""The representation: four blocks of weights laid side by side, each of length one, scaled by its share.

The dot product of two such vectors is the weighted sum of the cosines of the blocks, and the products per column
are the explanation of that sum. Nothing here is fitted on the people in a pool.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.columns import BLOCKS, KEYS, OFFSETS, SIZES
from matching.documents import Document
from matching.lexicon import Lexicon
from matching.occupations import Occupations

WEIGHTS: Mapping[str, float] = {"words": 0.3, "title": 0.1, "pairs": 0.25, "occupations": 0.35}
"""What each block adds to a score between two texts that agree completely. Together they are the highest score, 1."""

TITLE_CHARACTERS = (3, 5)
"""Lengths of the sequences of characters of a title, inside its words."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One text in the wide space: ascending columns and their weights."""

    columns: NDArray[np.int32]
    weights: NDArray[np.float64]

    def block(self, name: str) -> "Row":
        first, last = np.searchsorted(self.columns, (OFFSETS[name], OFFSETS[name] + SIZES[name]))
        return Row(self.columns[first:last], self.weights[first:last])

    @property
    def length(self) -> float:
        return float(np.linalg.norm(self.weights))


class Blocks:
    """Turns documents into rows. scikit-learn does the counting, hashing and weighing."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.occupations = Occupations(lexicon)

    def rows(self, documents: Sequence[Document]) -> list[Row]:
        if not documents:
            return []
        matrices = self._matrices(documents)
        for matrix in matrices.values():
            matrix.sort_indices()
        return [self._row(matrices, place) for place in range(len(documents))]

    def _row(self, matrices: Mapping[str, Any], place: int) -> Row:
        spans = {block: slice(*matrices[block].indptr[place : place + 2]) for block in BLOCKS}
        columns = [matrices[block].indices[spans[block]] + OFFSETS[block] for block in BLOCKS]
        weights = [matrices[block].data[spans[block]] * WEIGHTS[block] ** 0.5 for block in BLOCKS]
        return Row(np.concatenate(columns).astype(np.int32), np.concatenate(weights).astype(np.float64))

    def _matrices(self, documents: Sequence[Document]) -> dict[str, Any]:
        """One CSR matrix a block, a row for each document, every row of length one or empty."""
        from scipy import sparse

        owners = np.repeat(np.arange(len(documents), dtype=np.int32), [len(document.parts) for document in documents])
        parts = self._words_hasher.transform([part for document in documents for part in document.parts])
        together = sparse.csr_matrix((np.ones(len(owners)), (owners, np.arange(len(owners)))))
        languages = [document.language for document in documents]
        return {
            "words": self._words_weigher.transform(together @ parts),
            "title": self._title_weigher.transform(self._characters.transform([each.title for each in documents])),
            "pairs": self._pairs_weigher.transform(self._known_pairs([each.pairs for each in documents])),
            "occupations": self.occupations.transform(self._words_weigher.transform(parts), owners, languages),
        }

    def _known_pairs(self, pairs: Sequence[Mapping[str, int]]) -> Any:
        """Only pairs that the lexicon knows: most pairs of words that stand together mean nothing together."""
        from scipy import sparse

        found = self._pairs_hasher.transform(pairs)
        columns = self.lexicon.pair_columns(found.indices)
        rows = np.repeat(np.arange(len(pairs)), np.diff(found.indptr))
        known = columns >= 0
        shape = (len(pairs), len(self.lexicon.arrays["pairs"]))
        return sparse.csr_matrix((found.data[known], (rows[known], columns[known])), shape)

    @cached_property
    def _words_hasher(self) -> Any:
        from sklearn.feature_extraction import FeatureHasher

        return FeatureHasher(SIZES["words"], input_type="dict", alternate_sign=False)

    @cached_property
    def _pairs_hasher(self) -> Any:
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
    def _words_weigher(self) -> Any:
        return _weigher(self.lexicon.rarity(np.arange(SIZES["words"], dtype=np.int32)))

    @cached_property
    def _pairs_weigher(self) -> Any:
        return _weigher(self.lexicon.arrays["pairs_rarity"].astype(np.float64))

    @cached_property
    def _title_weigher(self) -> Any:
        return _weigher(np.ones(SIZES["title"]))


def _weigher(rarity: NDArray[np.float64]) -> Any:
    """scikit-learn's TF-IDF with an idf that was known beforehand instead of fitted."""
    from sklearn.feature_extraction.text import TfidfTransformer

    transformer = TfidfTransformer(sublinear_tf=True)
    transformer.idf_ = rarity
    return transformer
