"""A person's row as it is stored: columns and weights, with a header that says what it is."""

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.columns import WIDTH
from matching.rows import Row
from matching.text import LANGUAGES

_MAGIC = b"WZV5"
_HEADER = struct.Struct("<4s2sI")


class VectorUnreadable(ValueError):
    """These bytes are not a vector of this matcher: make it again from the profile."""


@dataclass(frozen=True, slots=True, eq=False)
class SparseVector:
    """Ascending `int32` columns with `float32` weights, and the language the text was read in.

    Which column means what depends on the resources: store `versions()` beside it, and make it anew when they change.
    """

    columns: NDArray[np.int32]
    weights: NDArray[np.float32]
    language: str

    @property
    def row(self) -> Row:
        return Row(self.columns, self.weights.astype(np.float64))

    def to_bytes(self) -> bytes:
        header = _HEADER.pack(_MAGIC, self.language.encode(), len(self.columns))
        return header + self.columns.astype("<i4").tobytes() + self.weights.astype("<f4").tobytes()

    @classmethod
    def from_bytes(cls, content: bytes) -> "SparseVector":
        try:
            magic, language, length = _HEADER.unpack_from(content)
            columns = np.frombuffer(content, "<i4", length, _HEADER.size)
            weights = np.frombuffer(content, "<f4", length, _HEADER.size + 4 * length)
            vector = cls(columns, weights, language.decode("ascii"))
        except (struct.error, ValueError) as error:
            raise VectorUnreadable("not a vector") from error
        if magic != _MAGIC or vector.language not in LANGUAGES or len(content) != _HEADER.size + 8 * length:
            raise VectorUnreadable("made by another version")
        if length and (columns[0] < 0 or columns[-1] >= WIDTH or np.any(columns[1:] <= columns[:-1])):
            raise VectorUnreadable("columns out of order")
        if not np.all(np.isfinite(weights)):
            raise VectorUnreadable("weights that are no numbers")
        return vector
