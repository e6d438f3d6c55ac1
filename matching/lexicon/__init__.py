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

from matching.columns import KNOWN_WORDS, OFFSETS, UNKNOWN, keys
from matching.text import stems, words

RESOURCES = Path(__file__).parent.parent / "resources"

_ARRAYS = {"words", "words_rarity", "pairs", "pairs_rarity", "units", "groups"}
_OF_A_LANGUAGE = ("words", "label_sequences", "translations")

Numbers = Sequence[int] | NDArray[np.integer[Any]]


class LexiconUnreadable(Exception):
    """The lexicon is missing, cut off or of another kind."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"The lexicon in {folder} cannot be read, so nothing can be compared. Install Weerzien again, or make the "
            "lexicon from the ESCO files: python -m matching.lexicon build SOURCE"
        )


@dataclass(frozen=True)
class Lexicon:
    arrays: dict[str, NDArray[Any]]
    labels: dict[str, list[str]]
    """Language to the labels of the occupations, in the order of their columns."""
    phrases: dict[str, dict[str, list[int]]]
    """Language to what an occupation is called, in stems, to the occupations that are called so."""

    @classmethod
    def load(cls, folder: Path = RESOURCES) -> "Lexicon":
        try:
            with (folder / "lexicon.npz").open("rb") as file, np.load(file, allow_pickle=False) as content:
                arrays = {name: content[name] for name in content.files}
            labels = json.loads((folder / "lexicon.json").read_text("utf-8"))
            phrases = json.loads((folder / "phrases.json").read_text("utf-8"))
            expected = _ARRAYS | {f"{language}_{part}" for language in labels for part in _OF_A_LANGUAGE}
            complete = expected <= arrays.keys() and phrases.keys() == labels.keys()
        except Exception as error:  # a damaged archive fails in a dozen ways, and all mean the same
            raise LexiconUnreadable(str(folder)) from error
        if not complete:
            raise LexiconUnreadable(str(folder))
        return cls(arrays, labels, phrases)

    def columns(self, terms: Sequence[str]) -> NDArray[np.int64]:
        """The columns of words."""
        return self.word_columns(keys(terms))

    def word_columns(self, numbers: Numbers) -> NDArray[np.int64]:
        found = _places(self.arrays["words"], numbers)
        return np.where(found >= 0, OFFSETS["words"] + found, UNKNOWN + np.asarray(numbers, np.int64))

    def rarity(self, columns: Numbers) -> NDArray[np.float64]:
        """The idf of words, by their columns; a word that nobody knew counts as the rarest."""
        rarity = self.arrays["words_rarity"].astype(np.float64)
        places = np.asarray(columns, np.int64) - OFFSETS["words"]
        return np.where(places < KNOWN_WORDS, rarity[np.minimum(places, len(rarity) - 1)], rarity.max())

    def pair_columns(self, numbers: Numbers) -> NDArray[np.int64]:
        """The places of pairs of words in their block, -1 for one that is not known."""
        return _places(self.arrays["pairs"], numbers)

    def words_of(self, language: str) -> NDArray[np.int32]:
        """The numbers of the words that stand in the occupations of a language."""
        known: NDArray[np.int32] = self.arrays["words"][self.arrays[f"{language}_words"]]
        return known

    @cached_property
    def translations(self) -> dict[str, Any]:
        """For each language a row for each known word: the words of the other that translate it, with their weights."""
        return {language: self._translations(language) for language in self.labels}

    def _translations(self, language: str) -> Any:
        from scipy import sparse

        lengths = np.zeros(KNOWN_WORDS + 1, np.int64)
        lengths[self.arrays[f"{language}_translated"] + 1] = self.arrays[f"{language}_translation_lengths"]
        weights = self.arrays[f"{language}_translation_weights"].astype(np.float64)
        places = self.arrays[f"{language}_translations"].astype(np.int32)
        return sparse.csr_matrix((weights, places, np.cumsum(lengths)), (KNOWN_WORDS, KNOWN_WORDS))

    def translated(self, column: int, language: str, least: float) -> list[int]:
        """The columns of words that translate a word of this language at least so well."""
        if column >= UNKNOWN:
            return []
        row = self.translations[language][[column - OFFSETS["words"]]]
        found: list[int] = (row.indices[row.data >= least] + OFFSETS["words"]).tolist()
        return found

    def familiar(self, text: str, language: str) -> int:
        """How many words of a text stand in the occupations of this language."""
        numbers = keys(stems((word.text for word in words(text, language)), language))
        return int(np.isin(numbers, self.words_of(language)).sum())


def _places(known: NDArray[np.int32], numbers: Numbers) -> NDArray[np.int64]:
    """Where each number stands among the known ones, or -1."""
    places = np.minimum(np.searchsorted(known, numbers), len(known) - 1)
    return np.where(known[places] == numbers, places, -1)


@lru_cache
def lexicon() -> Lexicon:
    return Lexicon.load()
