"""Which column of a vector belongs to which term: a fixed hash, so that nothing has to be learned from a pool.

The blocks lie side by side, each with room of its own. The hash is scikit-learn's (murmur3, without signs); at 2^20
columns two words of one CV meet in a column about once in ten CVs, and the explanation then shows them as one.
"""

from collections.abc import Iterable

SIZES = {"words": 2**20, "title": 2**18, "pairs": 2**16, "occupations": 2**12}
"""Columns of each block. The first two are hashed: every word counts, also one that nobody knew before. The last two
have a column for each pair of words and each occupation of the lexicon."""

BLOCKS = tuple(SIZES)
OFFSETS = {block: sum(list(SIZES.values())[:place]) for place, block in enumerate(BLOCKS)}
WIDTH = sum(SIZES.values())

KEYS = 2**31 - 1
"""Pairs of words are known by a number below this: so many that an unknown pair seldom passes for a known one."""


def column(word: str) -> int:
    """The place of a word in its block: what `FeatureHasher` makes of it."""
    return _hash(word) % SIZES["words"]


def key(pair: str) -> int:
    """The number of a pair of words."""
    return _hash(pair) % KEYS


def _hash(term: str) -> int:
    from sklearn.utils import murmurhash3_32

    return int(abs(murmurhash3_32(term.encode(), seed=0)))


def columns(words: Iterable[str]) -> list[int]:
    return [column(word) for word in words]


def keys(pairs: Iterable[str]) -> list[int]:
    return [key(pair) for pair in pairs]
