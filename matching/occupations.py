"""Soft concepts: a text as its likeness to each occupation of ESCO, read in its own language.

The axis is the same in Dutch and in English, so a Dutch vacancy and an English CV meet here
(explicit semantic analysis: Gabrilovich and Markovitch, 2007).
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from matching.lexicon import Lexicon
from matching.text import LANGUAGES

TOP = 80
"""So many occupations of a text count; the likeness to the others is noise."""

POWER = 1.5
"""Sharpens: what a text resembles most counts for more."""

GROUPS = {4: 0.3, 3: 0.21}
"""Digits of the ISCO code to the share of that group, so that neighbouring occupations recognise each other."""


class Occupations:
    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    @cached_property
    def _weights(self) -> dict[str, Any]:
        """For each language a row for each known word, a column for each occupation."""
        from scipy import sparse

        arrays, count = self.lexicon.arrays, len(self.lexicon.labels["isco"])
        return {
            language: sparse.csr_matrix(
                (
                    arrays[f"{language}_weights"].astype(np.float64),
                    arrays[f"{language}_occupations"].astype(np.int32),
                    arrays[f"{language}_starts"],
                ),
                (len(arrays[f"{language}_known"]), count),
            )
            for language in LANGUAGES
        }

    @cached_property
    def groups(self) -> list[str]:
        """The codes of the groups, in the order of their columns after those of the occupations."""
        codes = self.lexicon.labels["isco"]
        return [group for digits in GROUPS for group in sorted({code[:digits] for code in codes})]

    def name(self, place: int, language: str) -> str:
        """The label of an occupation; a group is named after its code."""
        labels = self.lexicon.labels[language]
        return labels[place] if place < len(labels) else f"ISCO {self.groups[place - len(labels)]}"

    @cached_property
    def _spread(self) -> Any:
        """From occupations to occupations and their groups; a large group does not count for more than a small one."""
        from scipy import sparse

        codes = self.lexicon.labels["isco"]
        sizes = {group: sum(code.startswith(group) for code in codes) for group in self.groups}
        places = {group: place for place, group in enumerate(self.groups)}
        parts = [sparse.identity(len(codes), format="csr")]
        for digits, share in GROUPS.items():
            columns = [places[code[:digits]] for code in codes]
            values = [share / sizes[code[:digits]] ** 0.5 for code in codes]
            parts.append(sparse.csr_matrix((values, (range(len(codes)), columns)), (len(codes), len(places))))
        return sparse.hstack([parts[0], sum(parts[1:])]).tocsr()

    def likeness(self, words: Any, language: str) -> Any:
        """Raw likeness of one text (a row of the block of words) to its `TOP` occupations, and 0 to all others."""
        known = self.lexicon.arrays[f"{language}_known"]
        row = (words[:, known] @ self._weights[language]).tocsr()
        if row.nnz > TOP:
            least = np.partition(row.data, -TOP)[-TOP]
            row.data[row.data < least] = 0
            row.eliminate_zeros()
        return row

    def transform(self, words: Any, languages: Sequence[str]) -> Any:
        """A row of length one for each text, over the occupations and their groups."""
        from scipy import sparse
        from sklearn.preprocessing import normalize

        rows = [self.likeness(words[place], language) for place, language in enumerate(languages)]
        if not rows:
            return sparse.csr_matrix((0, self._spread.shape[1]))
        matrix = sparse.vstack(rows).tocsr()
        matrix.data **= POWER
        return normalize(normalize(matrix) @ self._spread)
