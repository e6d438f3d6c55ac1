"""What is known beforehand: how rare a word is, and which occupations a text resembles.

Compiled from the ESCO classification by `python -m matching.lexicon build SOURCE`; plain NumPy arrays and JSON.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

RESOURCES = Path(__file__).parent.parent / "resources"


class LexiconUnreadable(Exception):
    """The lexicon file is missing, cut off, or not ours; build it again with `python -m matching.lexicon build`."""


@dataclass(frozen=True)
class Lexicon:
    arrays: dict[str, NDArray[Any]]
    labels: dict[str, list[str]]
    version: str

    @classmethod
    def load(cls, folder: Path = RESOURCES) -> "Lexicon":
        try:
            content = (folder / "lexicon.npz").read_bytes()
            words = (folder / "lexicon.json").read_bytes()
            with np.load(folder / "lexicon.npz", allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
            return cls(arrays, json.loads(words), hashlib.sha256(content + words).hexdigest()[:12])
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise LexiconUnreadable(str(folder)) from error

    @cached_property
    def highest_idf(self) -> float:
        """What every word gets that the lexicon does not know."""
        return float(self.arrays["idf"].max())

    def idf_of(self, columns: Sequence[int] | NDArray[np.int32]) -> NDArray[np.float64]:
        """How rare the words of these columns are."""
        known = self.arrays["idf_columns"]
        places = np.minimum(np.searchsorted(known, columns), len(known) - 1)
        return np.where(known[places] == columns, self.arrays["idf"][places], self.highest_idf).astype(np.float64)

    def knows(self, columns: Sequence[int] | NDArray[np.int32]) -> int:
        """How many of these columns belong to a known word."""
        return int(np.isin(columns, self.arrays["idf_columns"]).sum())


@lru_cache
def lexicon() -> Lexicon:
    return Lexicon.load()
