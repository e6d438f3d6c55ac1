"""Which column of a vector belongs to which term: fixed, so that nothing has to be learned from a pool.

The blocks lie side by side in one very wide space. Terms are numbered by scikit-learn's hash (murmur3). A word that
the lexicon knows has a column of its own; any other word gets the column of its number, among two thousand million,
so that an unknown word is hardly ever mistaken for another.
"""

from collections.abc import Iterable

SIZES = {"titles": 2**12, "occupations": 2**12, "pairs": 2**16}
"""Columns of the blocks before the words, in the order of the lexicon."""

KNOWN_WORDS = 2**15
"""Room for the words of the lexicon; those of all other words come after them."""

UNKNOWN = sum(SIZES.values()) + KNOWN_WORDS
"""The first column of the words that the lexicon does not know."""

WIDTH = 2**31 - 1
KEYS = (WIDTH - UNKNOWN) // 2
"""Terms are numbered below this. Words that the lexicon does not know have so many columns, and pairs as many."""

BLOCKS = (*SIZES, "words", "other_pairs")
OFFSETS = {block: sum(list(SIZES.values())[:place]) for place, block in enumerate(BLOCKS)} | {
    "other_pairs": UNKNOWN + KEYS
}
ENDS = {block: OFFSETS[block] + SIZES[block] for block in SIZES} | {"words": UNKNOWN + KEYS, "other_pairs": WIDTH}


def keys(terms: Iterable[str]) -> list[int]:
    """The numbers of terms: what `FeatureHasher` makes of them, given `KEYS` columns."""
    from sklearn.utils import murmurhash3_32

    return [int(abs(murmurhash3_32(term.encode(), seed=0)) % KEYS) for term in terms]
