"""Scores a whole pool in passes of bounded memory and keeps the best."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from matching.columns import WIDTH
from matching.records import Ranked
from matching.vectors import SparseVector

CHUNK = 4096
"""People compared at a time: about 40 MB."""

ENOUGH_FOR_A_SCALE = 30
"""With fewer people in a language, mean and deviation say nothing."""


@dataclass(slots=True)
class _Scale:
    """Count, mean and spread of the scores in one language, updated chunk by chunk (Chan, Golub and LeVeque, 1979)."""

    count: int = 0
    mean: float = 0.0
    squares: float = 0.0

    def add(self, scores: NDArray[np.float64]) -> None:
        if not len(scores):
            return
        mean, total = float(scores.mean()), self.count + len(scores)
        self.squares += float(((scores - mean) ** 2).sum()) + (mean - self.mean) ** 2 * self.count * len(scores) / total
        self.mean += (mean - self.mean) * len(scores) / total
        self.count = total

    def z(self, score: float) -> float | None:
        deviation = (self.squares / self.count) ** 0.5 if self.count else 0.0
        return (score - self.mean) / deviation if self.count >= ENOUGH_FOR_A_SCALE and deviation > 0 else None


def rank(
    columns: NDArray[np.int32],
    weights: NDArray[np.float64],
    vectors: Iterable[tuple[str, SparseVector]],
    k: int,
) -> list[Ranked]:
    """The `k` best scores above 0, best first; equal scores in the order of their keys."""
    wide = np.zeros(WIDTH)
    wide[columns] = weights
    scales: dict[str, _Scale] = {}
    best: list[tuple[float, str, str]] = []
    for chunk in _chunks(vectors):
        scores = _scores(wide, [vector for _, vector in chunk])
        languages = np.array([vector.language for _, vector in chunk])
        for language in sorted(set(languages.tolist())):
            scales.setdefault(language, _Scale()).add(scores[languages == language])
        found = ((-float(score), key, vector.language) for score, (key, vector) in zip(scores, chunk, strict=True))
        best = heapq.nsmallest(k, [*best, *(each for each in found if each[0] < 0)])
    return [Ranked(key, -score, scales[language].z(-score), language) for score, key, language in best]


def _chunks(vectors: Iterable[tuple[str, SparseVector]]) -> Iterator[list[tuple[str, SparseVector]]]:
    remaining = iter(vectors)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk


def _scores(wide: NDArray[np.float64], vectors: list[SparseVector]) -> NDArray[np.float64]:
    from scipy import sparse

    starts = np.cumsum([0, *(len(vector.columns) for vector in vectors)])
    columns = np.concatenate([vector.columns for vector in vectors])
    weights = np.concatenate([vector.weights for vector in vectors])
    rows = sparse.csr_matrix((weights, columns, starts), (len(vectors), WIDTH))
    return np.asarray(rows @ wide, np.float64)
