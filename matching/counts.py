"""How often each word stands in each part of some texts; scikit-learn does the hashing and the weighing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction import FeatureHasher
from sklearn.feature_extraction.text import TfidfTransformer

from matching.columns import KEYS
from matching.documents import Document
from matching.lexicon import Lexicon

Columns = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """`parts` has a row for each part of a text and a column for each word that stands in any of them."""

    parts: Any
    words: Columns
    """Which column of the wide space each word has."""
    rarity: NDArray[np.float64]
    owners: NDArray[np.int32]
    """Which text each part belongs to."""

    @classmethod
    def of(cls, documents: Sequence[Document], lexicon: Lexicon) -> "Counts":
        """There is always a column, if an empty one: scikit-learn refuses a matrix without."""
        from scipy import sparse

        owners = np.repeat(np.arange(len(documents), dtype=np.int32), [len(document.parts) for document in documents])
        found = hashed([part for document in documents for part in document.parts])
        numbers, places = np.unique(np.append(found.indices, 0), return_inverse=True)
        parts = sparse.csr_matrix((found.data, places[:-1], found.indptr), (len(owners), len(numbers)))
        words = lexicon.word_columns(numbers)
        return cls(parts, words, lexicon.rarity(words), owners)

    @property
    def texts(self) -> Any:
        """The same with a row for each text."""
        from scipy import sparse

        together = sparse.csr_matrix((np.ones(len(self.owners)), (self.owners, np.arange(len(self.owners)))))
        return together @ self.parts


def hashed(terms: Sequence[Mapping[str, int]]) -> Any:
    """Counts of terms as rows of numbers."""
    return _hasher().transform(terms)


@lru_cache
def _hasher() -> FeatureHasher:
    return FeatureHasher(KEYS, input_type="dict", alternate_sign=False)


def weigh(counts: Any, rarity: NDArray[np.float64]) -> Any:
    """scikit-learn's TF-IDF, with an idf that was known beforehand instead of fitted; every row is of length one."""
    transformer = TfidfTransformer(sublinear_tf=True)
    transformer.idf_ = rarity
    return transformer.transform(counts)


def renamed(matrix: Any, names: Columns, width: int) -> Any:
    """The same numbers under other columns."""
    from scipy import sparse

    return sparse.csr_matrix((matrix.data, names[matrix.indices], matrix.indptr), (matrix.shape[0], width))
