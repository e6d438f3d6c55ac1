"""From a probability to a word."""

import numpy as np
import pytest

from matching import Band, Evidence, Finding
from matching.bands import CUTS, SIGNALS, band, calibration, probability

MISSING = (Evidence("a licence", True, Finding.NOT_FOUND),)
UNSURE = (Evidence("a licence", True, Finding.UNCLEAR), Evidence("a wish", False, Finding.NOT_FOUND))


def chance(score: float, words: float = 0.5) -> float:
    return float(probability(np.array([score]), words)[0])


def test_bands_begin_at_their_cuts() -> None:
    assert [band(cut, (), False) for _, cut in CUTS] == [Band.STRONG, Band.GOOD, Band.POSSIBLE]
    assert [band(cut - 1e-9, (), False) for _, cut in CUTS] == [Band.GOOD, Band.POSSIBLE, None]


@pytest.mark.parametrize(("evidence", "too_little"), [(MISSING, False), ((), True)])
def test_doubt_lowers_the_band_and_hides_nobody(evidence: tuple[Evidence, ...], too_little: bool) -> None:
    assert band(0.99, evidence, too_little) is Band.POSSIBLE
    assert band(0.0, evidence, too_little) is None


def test_what_is_unclear_or_only_wished_for_lowers_nothing() -> None:
    assert band(0.99, UNSURE, False) is Band.STRONG


def test_more_in_common_never_makes_a_fit_less_likely() -> None:
    chances = [chance(score / 50) for score in range(51)]

    assert chances == sorted(chances)
    assert calibration()["score"] > 0


def test_a_score_that_words_could_hardly_reach_says_more() -> None:
    assert chance(0.2, words=0.9) != chance(0.2, words=0.4)
    assert set(calibration()) == {*SIGNALS, "intercept"}


def test_nothing_in_common_is_no_fit() -> None:
    assert band(chance(0.0), (), False) is None
