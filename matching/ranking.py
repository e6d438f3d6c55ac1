"""Compares a whole pool in passes of bounded memory and keeps the best."""

import heapq
from collections.abc import Iterable, Iterator
from itertools import islice

from matching import bands
from matching.fit import Query, features
from matching.records import Ranked
from matching.vectors import SparseVector

CHUNK = 4096
"""People compared at a time: about 60 MB."""


def rank(query: Query, vectors: Iterable[tuple[str, SparseVector]], k: int) -> list[Ranked]:
    """The `k` most probable fits, best first; then by score, then by key, so that the order is always the same."""
    best: list[tuple[float, float, str]] = []
    for chunk in _chunks(vectors):
        fit = features(query, [vector.row for _, vector in chunk], [vector.language for _, vector in chunk])
        chances = bands.probability(fit)
        keys = (key for key, _ in chunk)
        found = zip((-chances).tolist(), (-fit.score).tolist(), keys, strict=True)
        best = heapq.nsmallest(k, [*best, *(each for each in found if each[1] < 0)])
    return [Ranked(key, -score, -chance) for chance, score, key in best]


def _chunks(vectors: Iterable[tuple[str, SparseVector]]) -> Iterator[list[tuple[str, SparseVector]]]:
    remaining = iter(vectors)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk
