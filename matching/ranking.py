"""Compares a whole pool in passes of bounded memory and keeps the best."""

import heapq
from collections.abc import Iterable, Iterator
from itertools import islice

from matching import bands
from matching.fit import Pool, Query, features
from matching.records import Ranked
from matching.vectors import SparseVector

CHUNK = 4096
"""People compared at a time: some 80 MB."""


def pools(vectors: Iterable[tuple[str, SparseVector]]) -> Iterator[tuple[list[str], Pool]]:
    """A chunk of people at a time: their keys and their rows."""
    remaining = iter(vectors)
    while chunk := list(islice(remaining, CHUNK)):
        keys, found = zip(*chunk, strict=True)
        yield list(keys), Pool([vector.row for vector in found], [vector.language for vector in found])


def best(query: Query, chunks: Iterable[tuple[list[str], Pool]], k: int) -> list[Ranked]:
    """The `k` highest scores, best first; then by key, so that the order is always the same."""
    kept: list[tuple[float, str, float]] = []
    for keys, pool in chunks:
        fit = features(query, pool)
        chances = bands.probability(fit.score, bands.words_towards(query, pool.languages))
        found = zip((-fit.score).tolist(), keys, chances.tolist(), strict=True)
        kept = heapq.nsmallest(k, [*kept, *(each for each in found if each[0] < 0)])
    return [Ranked(key, -score, chance) for score, key, chance in kept]
