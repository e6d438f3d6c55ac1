"""From a fit to a probability, and from a probability to one of three words.

The coefficients are fitted on labelled public sets by `python -m matching.calibrate DATA_DIR` and frozen in
`resources/calibration.json`; never on what recruiters decided.
"""

import json
from functools import lru_cache
from pathlib import Path

import numpy as np

from matching.fit import Features, Numbers
from matching.records import Band, Evidence, Finding

RESOURCES = Path(__file__).parent / "resources"

CUTS = ((Band.STRONG, 0.4), (Band.GOOD, 0.15), (Band.POSSIBLE, 0.04))
"""The lowest probability of each band. Below the last nobody fits."""


@lru_cache
def calibration() -> dict[str, float]:
    """Coefficient by feature, and the intercept."""
    return {str(name): float(value) for name, value in json.loads((RESOURCES / "calibration.json").read_text()).items()}


def probability(fit: Features) -> Numbers:
    weights = calibration()
    total = weights["intercept"] + (
        weights["score"] * fit.score
        + weights["title_found"] * fit.title_found
        + weights["other_language"] * fit.other_language
    )
    return np.asarray(1 / (1 + np.exp(-total)))


def band(chance: float, evidence: tuple[Evidence, ...], too_little_text: bool) -> Band | None:
    """A must-have that is not found, or too little text, makes the band at most `POSSIBLE`: nobody is hidden for it."""
    found = next((band for band, cut in CUTS if chance >= cut), None)
    missing = any(each.must and each.finding is Finding.NOT_FOUND for each in evidence)
    return Band.POSSIBLE if found and (missing or too_little_text) else found
