"""One text in the wide space of columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.columns import ENDS, OFFSETS


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One text in the wide space: ascending columns and their weights."""

    columns: NDArray[np.int32]
    weights: NDArray[np.float64]

    def block(self, name: str) -> "Row":
        first, last = np.searchsorted(self.columns, (OFFSETS[name], ENDS[name]))
        return Row(self.columns[first:last], self.weights[first:last])

    def times(self, amount: float) -> "Row":
        return Row(self.columns, self.weights * amount)

    @property
    def length(self) -> float:
        return float(np.linalg.norm(self.weights))

    @classmethod
    def of(cls, columns: NDArray[Any], weights: NDArray[np.float64]) -> "Row":
        """In whatever order they come, each column once."""
        order = np.argsort(columns, kind="stable")
        return cls(columns[order].astype(np.int32), weights[order])

    @classmethod
    def side_by_side(cls, rows: Sequence["Row"]) -> "Row":
        return cls.of(np.concatenate([row.columns for row in rows]), np.concatenate([row.weights for row in rows]))

    def plus(self, other: "Row") -> "Row":
        columns, places = np.unique(np.concatenate([self.columns, other.columns]), return_inverse=True)
        weights = np.bincount(places, np.concatenate([self.weights, other.weights]), len(columns))
        return Row(columns, weights.astype(np.float64))
