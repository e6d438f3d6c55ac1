"""Soft concepts: a text as its likeness to each occupation of ESCO, read in its own language.

The axis is the same in Dutch and in English, so a Dutch vacancy and an English CV meet here
(explicit semantic analysis: Gabrilovich and Markovitch, 2007).
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.columns import KNOWN_WORDS, OFFSETS, SIZES, UNKNOWN
from matching.counts import Counts, renamed, weigh
from matching.documents import Document
from matching.estimator import Block
from matching.text import LANGUAGES

TOP = 300
"""So many occupations of a text count; the likeness to the others is noise."""

SHARPNESS = 1.5
"""Power of each likeness: what a text resembles most counts for more."""

PEAKS = 3
"""How the parts of a CV are taken together (a power mean): 1 is the average, infinity the best part alone."""


class Occupations(Block):
    """A column for each occupation."""

    def transform(self, documents: Sequence[Document]) -> Any:
        return self.of(documents, Counts.of(documents, self.lexicon))

    @cached_property
    def _weights(self) -> dict[str, Any]:
        """For each language a row for each known word, a column for each occupation."""
        from scipy import sparse

        arrays, matrices = self.lexicon.arrays, {}
        for language in LANGUAGES:
            lengths = np.zeros(KNOWN_WORDS + 1, np.int64)
            lengths[arrays[f"{language}_words"] + 1] = arrays[f"{language}_lengths"]
            weights = arrays[f"{language}_weights"].astype(np.float64)
            occupations = arrays[f"{language}_occupations"].astype(np.int32)
            shape = (KNOWN_WORDS, len(self.lexicon.labels[language]))
            matrices[language] = sparse.csr_matrix((weights, occupations, np.cumsum(lengths)), shape)
        return matrices

    def likeness(self, parts: Any, language: str) -> NDArray[np.float64]:
        """How much each part, a row of known words, resembles each occupation."""
        return np.asarray((parts @ self._weights[language]).toarray())

    def of(self, documents: Sequence[Document], counts: Counts) -> Any:
        """The same for who counted the words already."""
        from scipy import sparse

        known = np.flatnonzero(counts.words < UNKNOWN)
        names = counts.words[known] - OFFSETS["words"]
        parts = renamed(weigh(counts.parts, counts.rarity)[:, known], names, KNOWN_WORDS)
        rows = []
        for place, document in enumerate(documents):
            likeness = self.likeness(parts[counts.owners == place], document.language)
            row = _power(likeness, SHARPNESS * PEAKS).sum(axis=0) ** (1 / PEAKS)
            row[row < np.partition(row, -TOP)[-TOP]] = 0
            rows.append(sparse.csr_matrix(row / (np.linalg.norm(row) or 1), (1, SIZES["occupations"])))
        return sparse.vstack(rows, format="csr")


def _power(numbers: NDArray[np.float64], power: float) -> NDArray[np.float64]:
    """The same as `**`, for a power that is a multiple of a half: by multiplication it takes a tenth of the time."""
    whole, half = divmod(power, 1)
    result = np.sqrt(numbers) if half else np.ones_like(numbers)
    for _ in range(int(whole)):
        result = result * numbers
    return result
