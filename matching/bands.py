"""From a score to a probability, and from a probability to one of three words.

The coefficients are fitted on labelled public sets by `python -m matching.calibrate DATA_DIR` and frozen in
`resources/calibration.json`; never on what recruiters decided.
"""

import json
import math
from functools import lru_cache
from pathlib import Path

from matching.records import Band, Evidence, Finding

RESOURCES = Path(__file__).parent / "resources"

CUTS = ((Band.STRONG, 0.6), (Band.GOOD, 0.35), (Band.POSSIBLE, 0.15))
"""The lowest probability of each band. Below the last nobody fits."""


@lru_cache
def calibration() -> dict[str, float]:
    """Coefficient by feature; `""` is the intercept."""
    return {str(name): float(value) for name, value in json.loads((RESOURCES / "calibration.json").read_text()).items()}


def probability(features: dict[str, float]) -> float:
    weights = calibration()
    total = weights[""] + math.fsum(weights[name] * features[name] for name in sorted(features))
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, total))))


def band(chance: float, evidence: tuple[Evidence, ...], too_little_text: bool) -> Band | None:
    """A must-have that is not found, or too little text, makes the band at most `POSSIBLE`: nobody is hidden for it."""
    found = next((band for band, cut in CUTS if chance >= cut), None)
    missing = any(each.must and each.finding is Finding.NOT_FOUND for each in evidence)
    return Band.POSSIBLE if found and (missing or too_little_text) else found
