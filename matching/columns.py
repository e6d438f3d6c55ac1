"""Which column of a vector belongs to which term: a fixed hash, so that nothing has to be learned from a pool.

The blocks lie side by side, each with room of its own. The hash is scikit-learn's (murmur3, without signs); at 2^20
columns, two terms of one CV share a column about once in every second CV, and the explanation shows them together.
"""

from collections.abc import Iterable
from functools import lru_cache

HASHED = 2**20
"""Columns of each block of words; the block of occupations has one column for each occupation and group."""

BLOCKS = ("words", "bigrams", "title", "occupations")
OFFSETS = {block: place * HASHED for place, block in enumerate(BLOCKS)}
WIDTH = len(BLOCKS) * HASHED


@lru_cache(maxsize=100_000)
def column(term: str) -> int:
    """The place of a term inside its block: what `FeatureHasher` does with one term."""
    from sklearn.utils import murmurhash3_32

    return int(abs(murmurhash3_32(term.encode(), seed=0)) % HASHED)


def columns(terms: Iterable[str]) -> list[int]:
    return [column(term) for term in terms]
