"""The representation: three blocks of weights laid side by side, each of length one.

The dot product of a vacancy's row, in which each block carries what it may count, and a person's row is the weighted
sum of the cosines of the blocks, and the products per column are the explanation of that sum. Nothing here is fitted
on the people in a pool.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn import config_context

from matching.columns import OFFSETS, UNKNOWN
from matching.counts import Counts
from matching.documents import Document
from matching.lexicon import Lexicon
from matching.occupations import Occupations
from matching.rows import Row
from matching.terms import Terms
from matching.titles import Titles


class Blocks:
    """Turns documents into rows: what a `FeatureUnion` of the three makes, with the words counted once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.titles = Titles(lexicon)
        self.asked_titles = Titles(lexicon, named_in_text=False)
        self.occupations = Occupations(lexicon)
        self.terms = Terms(lexicon)

    def rows(self, documents: Sequence[Document], *, asked: bool = False) -> list[Row]:
        """A row for each document; in it every block that has something is of length one. `asked`: by a vacancy."""
        if not documents:
            return []
        titles = self.asked_titles if asked else self.titles
        with config_context(assume_finite=True, skip_parameter_validation=True):  # of what was made here
            counts = Counts.of(documents, self.lexicon)
            matrices = {
                "titles": titles.transform(documents),
                "occupations": self.occupations.of(documents, counts),
                "pairs": self.terms.of(documents, counts),
            }
        return [
            Row.side_by_side([_row(matrix, place, OFFSETS[first]) for first, matrix in matrices.items()])
            for place in range(len(documents))
        ]

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


def _row(matrix: Any, place: int, offset: int) -> Row:
    span = slice(*matrix.indptr[place : place + 2])
    return Row(matrix.indices[span].astype(np.int64) + offset, matrix.data[span])
