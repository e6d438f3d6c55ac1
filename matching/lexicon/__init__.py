"""What is known beforehand: how rare a word is, and which occupations a text resembles.

Compiled from the ESCO classification by `python -m matching.lexicon build SOURCE`; plain NumPy arrays and JSON.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.columns import columns
from matching.text import stems, words

RESOURCES = Path(__file__).parent.parent / "resources"

_ARRAYS = {"words", "words_rarity", "pairs", "pairs_rarity"}


class LexiconUnreadable(Exception):
    """The lexicon is missing, cut off or of another kind: `python -m matching.lexicon build SOURCE` makes it again."""


@dataclass(frozen=True)
class Lexicon:
    arrays: dict[str, NDArray[Any]]
    labels: dict[str, list[str]]
    """Language to the labels of the occupations, in the order of their columns."""

    @classmethod
    def load(cls, folder: Path = RESOURCES) -> "Lexicon":
        try:
            with np.load(folder / "lexicon.npz", allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
            labels = json.loads((folder / "lexicon.json").read_text("utf-8"))
            complete = arrays.keys() >= _ARRAYS and {f"{language}_known" for language in labels} <= arrays.keys()
        except Exception as error:  # a damaged archive fails in a dozen ways, and all mean the same
            raise LexiconUnreadable(str(folder)) from error
        if not complete:
            raise LexiconUnreadable(str(folder))
        return cls(arrays, labels)

    @cached_property
    def highest_rarity(self) -> float:
        """What a word gets that the lexicon does not know: as rare as the rarest."""
        return float(self.arrays["words_rarity"].max())

    def rarity(self, numbers: Sequence[int] | NDArray[np.int32]) -> NDArray[np.float64]:
        """How rare the words of these columns are (their idf)."""
        known = self.arrays["words"]
        places = np.minimum(np.searchsorted(known, numbers), len(known) - 1)
        found = np.where(known[places] == numbers, self.arrays["words_rarity"][places], self.highest_rarity)
        return found.astype(np.float64)

    def familiar(self, text: str, language: str) -> int:
        """How many words of a text stand in the occupations of this language."""
        found = columns(stems((word.text for word in words(text, language)), language))
        return int(np.isin(found, self.arrays[f"{language}_known"]).sum())

    def knows(self, places: Sequence[int] | NDArray[np.int32]) -> int:
        """How many of these columns belong to a word that it knows."""
        return int(np.isin(places, self.arrays["words"]).sum())

    def pair_columns(self, keys: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """The column of each pair of words, -1 for one that is not known."""
        known = self.arrays["pairs"]
        places = np.minimum(np.searchsorted(known, keys), len(known) - 1)
        return np.where(known[places] == keys, places, -1)


@lru_cache
def lexicon() -> Lexicon:
    return Lexicon.load()
