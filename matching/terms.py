"""The words of a text and the pairs of words that follow each other, weighed by how rare they are."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.columns import OFFSETS, SIZES, WIDTH
from matching.counts import Columns, Counts, hashed, renamed, weigh
from matching.documents import Document
from matching.estimator import Block

PAIRS = 1.5
"""How much a known pair of words counts, against a word of the same rarity."""

OTHER_PAIRS = 0.5
"""The same of a pair that the lexicon does not know; it is as rare as the rarest that it knows."""

FIRST = OFFSETS["pairs"]


class Terms(Block):
    """Columns: known pairs, known words, other words, other pairs; from `OFFSETS["pairs"]` on to the end."""

    def transform(self, documents: Sequence[Document]) -> Any:
        return self.of(documents, Counts.of(documents, self.lexicon))

    def of(self, documents: Sequence[Document], counts: Counts) -> Any:
        """The same for who counted the words already."""
        from scipy import sparse

        pairs, other_pairs, others = self._pairs(documents)
        terms = sparse.hstack([counts.texts, pairs, other_pairs], format="csr")
        rarest = OTHER_PAIRS * float(self.lexicon.arrays["pairs_rarity"].max())
        weighed = weigh(terms, np.concatenate([counts.rarity, self._pairs_rarity, np.full(len(others), rarest)]))
        names = np.concatenate([counts.words, FIRST + np.arange(SIZES["pairs"]), others]) - FIRST
        return renamed(weighed, names, WIDTH - FIRST)

    def _pairs(self, documents: Sequence[Document]) -> tuple[Any, Any, Columns]:
        """How often each pair of words stands in each text: those that the lexicon knows, the others, and the columns
        of the others."""
        from scipy import sparse

        found = hashed([document.pairs for document in documents])
        columns = self.lexicon.pair_columns(found.indices)
        rows = np.repeat(np.arange(len(documents)), np.diff(found.indptr))
        known = columns >= 0
        pairs = sparse.csr_matrix((found.data[known], (rows[known], columns[known])), (len(documents), SIZES["pairs"]))
        numbers, places = np.unique(found.indices[~known], return_inverse=True)
        others = sparse.csr_matrix((found.data[~known], (rows[~known], places)), (len(documents), len(numbers)))
        return pairs, others, numbers.astype(np.int64) + OFFSETS["other_pairs"]

    @cached_property
    def _pairs_rarity(self) -> NDArray[np.float64]:
        rarity = np.zeros(SIZES["pairs"])
        known = self.lexicon.arrays["pairs_rarity"]
        rarity[: len(known)] = PAIRS * known
        return rarity
