"""How people fit a vacancy, as a few numbers each; `bands.py` makes a probability of them.

They are computed from the stored vectors alone, so that a whole pool is ranked without reading a text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.blocks import Row
from matching.columns import WIDTH
from matching.documents import Document
from matching.records import Need

LIKE = 0.5
"""With this likeness of the occupations a title counts as found, whatever words it is made of."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A vacancy made ready to be compared with people. `title` is its title, read as if it were all there is."""

    need: Need
    document: Document
    row: Row
    title: Row


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """One number for each person."""

    score: Numbers
    """The weighted sum of the cosines of the blocks, from 0 to 1."""
    title_found: Numbers
    """How much of the title of the vacancy is found with the person, from 0 to 1: by its words or its occupation."""
    other_language: Numbers
    """1 where the texts are in different languages: words then say little, and the score is lower for it."""


def features(query: Query, people: Sequence[Row], languages: Sequence[str]) -> Features:
    matrix = _matrix(people)
    words, occupations = query.title.block("words"), query.title.block("occupations")
    shares = words.weights**2
    scores = matrix @ _wide(query.row.columns, query.row.weights)
    likeness = matrix @ _wide(occupations.columns, occupations.weights) / (occupations.length**2 or 1)
    matrix.data = np.ones_like(matrix.data)
    found = matrix @ _wide(words.columns, shares / (shares.sum() or 1))
    return Features(
        score=scores,
        title_found=np.maximum(found, np.minimum(1.0, likeness / LIKE)),
        other_language=np.array([float(language != query.document.language) for language in languages]),
    )


def _wide(columns: NDArray[np.int32], weights: Numbers) -> Numbers:
    wide = np.zeros(WIDTH)
    wide[columns] = weights
    return wide


def _matrix(people: Sequence[Row]) -> Any:
    from scipy import sparse

    starts = np.cumsum([0, *(len(row.columns) for row in people)])
    columns = np.concatenate([row.columns for row in people])
    weights = np.concatenate([row.weights for row in people])
    return sparse.csr_matrix((weights, columns, starts), (len(people), WIDTH))
