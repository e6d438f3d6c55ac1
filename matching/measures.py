"""Measures of a ranking, and how certain they are."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

MEASURES = ("ndcg10", "map", "mrr", "r10", "r50")
RESAMPLES = 2_000


def measure(ranked: Sequence[str], grades: Mapping[str, int]) -> dict[str, float]:
    """`ranked`: keys, best first; `grades`: grade by key, of those that are relevant at all. The gain: 2^grade - 1."""
    found = np.array([grades.get(key, 0) for key in ranked], np.float64)
    ideal = np.sort(np.array(list(grades.values()), np.float64))[::-1]
    places = np.flatnonzero(found) + 1
    return {
        "ndcg10": _gain(found[:10]) / _gain(ideal[:10]),
        "map": float((np.arange(1, len(places) + 1) / places).sum() / len(grades)),
        "mrr": float(1 / places[0]) if len(places) else 0.0,
        "r10": float((places <= 10).sum() / len(grades)),
        "r50": float((places <= 50).sum() / len(grades)),
    }


def _gain(grades: NDArray[np.float64]) -> float:
    return float(((2**grades - 1) / np.log2(np.arange(2, len(grades) + 2))).sum())


def interval(values: Sequence[float]) -> list[float]:
    """Mean, and the bounds of its 95 % bootstrap interval; always the same resamples."""
    sample = np.array(values)
    draws = np.random.default_rng(7).integers(0, len(sample), (RESAMPLES, len(sample)))
    low, high = np.quantile(sample[draws].mean(axis=1), (0.025, 0.975))
    return [round(float(each), 4) for each in (sample.mean(), low, high)]
