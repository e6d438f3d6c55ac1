"""The representation: four blocks of weights laid side by side, each of length one, scaled by its share.

The dot product of two such vectors is the weighted sum of the cosines of the blocks, and the products per column
are the explanation of that sum. Nothing here is fitted on the people in a pool.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.columns import BLOCKS, HASHED, OFFSETS
from matching.documents import Document
from matching.lexicon import Lexicon
from matching.occupations import Occupations

WEIGHTS: Mapping[str, float] = {"words": 0.3, "bigrams": 0.2, "title": 0.1, "occupations": 0.4}
"""What each block adds to a score between two texts that agree completely. Their sum is the highest score."""

TITLE_CHARACTERS = (3, 5)


class Blocks:
    """Turns documents into rows of the wide matrix. scikit-learn does the counting, hashing and weighing."""

    def __init__(self, lexicon: Lexicon, weights: Mapping[str, float] = WEIGHTS) -> None:
        self.lexicon = lexicon
        self.weights = weights
        self.occupations = Occupations(lexicon)

    @cached_property
    def _hasher(self) -> Any:
        from sklearn.feature_extraction import FeatureHasher

        return FeatureHasher(HASHED, input_type="dict", alternate_sign=False)

    @cached_property
    def _characters(self) -> Any:
        from sklearn.feature_extraction.text import HashingVectorizer

        return HashingVectorizer(
            analyzer="char_wb", ngram_range=TITLE_CHARACTERS, n_features=HASHED, alternate_sign=False, norm=None
        )

    @cached_property
    def _rarity(self) -> Any:
        """TF-IDF with the idf of the lexicon; a word that it does not know counts as the rarest."""
        from sklearn.feature_extraction.text import TfidfTransformer

        transformer = TfidfTransformer(sublinear_tf=True)
        transformer.idf_ = self.lexicon.idf_of(np.arange(HASHED, dtype=np.int32))
        return transformer

    @cached_property
    def _evenly(self) -> Any:
        """Every sequence of characters counts the same; `fit` only tells the width."""
        from scipy import sparse
        from sklearn.feature_extraction.text import TfidfTransformer

        return TfidfTransformer(sublinear_tf=True, use_idf=False).fit(sparse.csr_matrix((1, HASHED)))

    def matrices(self, documents: Sequence[Document]) -> dict[str, Any]:
        """One CSR matrix a block, a row for each document, every row of length one or empty."""
        words = self._rarity.transform(self._hasher.transform([document.words for document in documents]))
        bigrams = self._rarity.transform(self._hasher.transform([document.bigrams for document in documents]))
        title = self._evenly.transform(self._characters.transform([document.title for document in documents]))
        occupations = self.occupations.transform(words, [document.language for document in documents])
        return {"words": words, "bigrams": bigrams, "title": title, "occupations": occupations}

    def rows(self, documents: Sequence[Document]) -> list[tuple[NDArray[np.int32], NDArray[np.float64]]]:
        """Columns in ascending order with float64 weights, for each document."""
        matrices = self.matrices(documents)
        for matrix in matrices.values():
            matrix.sort_indices()
        rows = []
        for place in range(len(documents)):
            spans = {block: slice(*matrices[block].indptr[place : place + 2]) for block in BLOCKS}
            columns = [matrices[block].indices[spans[block]] + OFFSETS[block] for block in BLOCKS]
            weights = [matrices[block].data[spans[block]] * self.weights[block] ** 0.5 for block in BLOCKS]
            rows.append((np.concatenate(columns).astype(np.int32), np.concatenate(weights)))
        return rows
