"""Why two texts score as they do: the products per column, read back as words of the texts and names of occupations."""

import math
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matching.columns import OFFSETS, column
from matching.documents import Document
from matching.occupations import Occupations
from matching.records import Reason, ReasonKind


_Name = tuple[ReasonKind, str]
_REST: _Name = (ReasonKind.OTHER, "other words")


def add_up(reasons: tuple[Reason, ...]) -> float:
    """The score: the sum of its reasons, exact, so in whatever order they stand."""
    return math.fsum(reason.amount for reason in reasons)


class Reasons:
    """Names the columns that two texts share. The words are those of the person, as the person wrote them."""

    def __init__(self, occupations: Occupations, most: int) -> None:
        self.occupations = occupations
        self.most = most

    def of(
        self, columns: NDArray[np.int32], amounts: NDArray[np.float64], need: Document, person: Document
    ) -> tuple[Reason, ...]:
        """The largest reasons first, then everything else as one."""
        totals: defaultdict[_Name, float] = defaultdict(float)
        for name, amount in self._named(columns, amounts, need, person):
            totals[name] += amount
        rest = totals.pop(_REST, 0.0)
        ordered = sorted(totals.items(), key=lambda each: (-each[1], each[0]))
        shown = [Reason(text, amount, kind) for (kind, text), amount in ordered[: self.most]]
        rest = math.fsum([rest, *(amount for _, amount in ordered[self.most :])])
        return (*shown, Reason(_REST[1], rest, _REST[0])) if rest else tuple(shown)

    def _named(
        self, columns: NDArray[np.int32], amounts: NDArray[np.float64], need: Document, person: Document
    ) -> Iterator[tuple[_Name, float]]:
        words = {
            column(term) + OFFSETS[block]: person.surfaces[term]
            for block in ("words", "bigrams")
            for term in getattr(need, block).keys() & getattr(person, block).keys()
        }
        for place, amount in zip(columns.tolist(), amounts.tolist(), strict=True):
            if place >= OFFSETS["occupations"]:
                name = self.occupations.name(place - OFFSETS["occupations"], need.language)
                yield (ReasonKind.OCCUPATION, name), amount
            elif place >= OFFSETS["title"]:
                yield (ReasonKind.TITLE, person.headline), amount
            elif place in words:
                yield (ReasonKind.TERM, words[place]), amount
            else:
                yield _REST, amount
