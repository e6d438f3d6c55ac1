"""The score that says whether people would recommend us, and how sure it is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from crm.reports.block import FEWEST
from crm.surveys.figures import cnps
from models.survey import DETRACTS, PROMOTES

Z = 1.96
"""Of 100 such intervals 95 hold the score of everybody who might have answered."""

ADDED = 0.75

Scores = Counter[int]
"""How often each number from 0 to 10 was given."""


@dataclass(frozen=True, slots=True)
class Told:
    score: int
    low: int
    high: int


def told(scores: Scores) -> Told | None:
    """None of fewer than five answers.

    The interval is the adjusted Wald one: that of the difference of two shares (normal approximation) after three
    answers are added, of which three quarters of one promote and three quarters of one detract. Of few answers that
    all say the same the plain one has no width, as if we were certain. Source: Rocks, Interval Estimation for the
    "Net Promoter Score", The American Statistician 70 (2016), 365-372, where it is among the two that hold best.
    """
    people = scores.total()
    score = cnps(scores)
    if people < FEWEST or score is None:
        return None
    up = sum(number for given, number in scores.items() if given >= PROMOTES) + ADDED
    down = sum(number for given, number in scores.items() if given <= DETRACTS) + ADDED
    share_up, share_down = up / (people + 3), down / (people + 3)
    middle = share_up - share_down
    reach = Z * sqrt((share_up + share_down - middle**2) / (people + 3))
    low, high = max(-1.0, middle - reach), min(1.0, middle + reach)
    return Told(round(score), min(round(score), round(100 * low)), max(round(score), round(100 * high)))


def together(steps: Sequence[Scores]) -> Scores:
    """All steps, without those of fewer than five answers where together they are fewer than five, too.

    Otherwise the sum less the steps that are told would say what those few gave.
    """
    few = sum((each for each in steps if each.total() < FEWEST), Scores())
    enough = sum((each for each in steps if each.total() >= FEWEST), Scores())
    return enough + few if few.total() >= FEWEST else enough
