"""From a fit to a probability, and from a probability to one of three words.

The coefficients are fitted on labelled public sets by `python -m matching.calibrate DATA_DIR` and frozen in
`resources/calibration.json`; never on what recruiters decided. What they were fitted on: docs/matching.md.
"""

import json
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matching.fit import Numbers, Query
from matching.lexicon import RESOURCES
from matching.records import Band, Evidence, Finding

CUTS = ((Band.STRONG, 0.4), (Band.GOOD, 0.15), (Band.POSSIBLE, 0.02))
"""The lowest probability of each band. Below the last nobody fits.

The last is low on purpose: the labels know only some of the people who fit.
"""

SIGNALS = ("score", "words")

HARDLY = 0.02
"""Scores below this are all alike: the logarithm would tell them apart without end."""


def signals(score: Numbers, words: Numbers | float) -> NDArray[np.float64]:
    """What the probability is made of, a row for each person: the logarithm of the score, for twice as much in common
    says as much at the bottom as at the top; and how much of the score words can be, for they are hard to share."""
    return np.stack([np.log(np.maximum(score, 0) + HARDLY), np.broadcast_to(words, len(score))], axis=1)


@lru_cache
def calibration() -> dict[str, float]:
    """The coefficient of each signal, and the intercept."""
    frozen = json.loads((RESOURCES / "calibration.json").read_text("utf-8"))
    return {name: float(frozen[name]) for name in (*SIGNALS, "intercept")}


def words_towards(query: Query, languages: NDArray[np.str_]) -> Numbers:
    """How much of a score words can be, for texts in these languages."""
    own = languages == query.document.language
    return np.where(own, query.own.amounts.words, query.other.amounts.words)


def probability(score: Numbers, words: Numbers | float) -> Numbers:
    """Grows with the score: of two people for one vacancy the one with the higher score is the likelier fit."""
    weights = calibration()
    total = weights["intercept"] + signals(score, words) @ np.array([weights[name] for name in SIGNALS])
    return np.asarray(1 / (1 + np.exp(-total)), np.float64)


def band(chance: float, evidence: tuple[Evidence, ...], too_little_text: bool) -> Band | None:
    """A must-have that is not found, or too little text, makes the band at most `POSSIBLE`: nobody is hidden for it."""
    reached = next((band for band, cut in CUTS if chance >= cut), None)
    missing = any(each.must and each.finding is Finding.NOT_FOUND for each in evidence)
    return Band.POSSIBLE if reached and (missing or too_little_text) else reached


def place(band: Band | None) -> int:
    """0 for the best band, and so on; nobody without a band comes before somebody with one."""
    return next((place for place, (each, _) in enumerate(CUTS) if each is band), len(CUTS))
