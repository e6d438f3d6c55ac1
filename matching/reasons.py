"""Why two texts score as they do: the products per column, read back as words of the texts and names of occupations."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from matching.blocks import Row
from matching.columns import ENDS, OFFSETS, keys
from matching.documents import Document
from matching.fit import Query
from matching.lexicon import Lexicon
from matching.records import Reason, ReasonKind

_Name = tuple[ReasonKind, str]
_REST: _Name = (ReasonKind.OTHER, "other words")


def add_up(reasons: tuple[Reason, ...]) -> float:
    """The score: exactly the sum of its reasons, in whatever order they stand."""
    return math.fsum(reason.amount for reason in reasons)


class Reasons:
    """Names the columns that a person shares with one vacancy. The words are the person's, as the person wrote them."""

    def __init__(self, lexicon: Lexicon, query: Query, most: int) -> None:
        self.lexicon = lexicon
        self.query = query
        self.most = most

    def of(self, row: Row, person: Document) -> tuple[Reason, ...]:
        """The largest reasons first, then everything else as one."""
        totals: defaultdict[_Name, float] = defaultdict(float)
        for name, amount in self._named(row, person):
            totals[name] += amount
        rest = totals.pop(_REST, 0.0)
        ordered = sorted(totals.items(), key=lambda each: (-each[1], each[0]))
        shown = [Reason(text, amount, kind) for (kind, text), amount in ordered[: self.most]]
        rest = math.fsum([rest, *(amount for _, amount in ordered[self.most :])])
        return (*shown, Reason(_REST[1], rest, _REST[0])) if rest else tuple(shown)

    def _named(self, row: Row, person: Document) -> Iterator[tuple[_Name, float]]:
        shared, mine, theirs = np.intersect1d(self.query.row.columns, row.columns, True, True)
        amounts = self.query.row.weights[mine] * row.weights[theirs]
        labels = self.lexicon.labels[self.query.document.language]
        words = self._words(person)
        for place, amount in zip(shared.tolist(), amounts.tolist(), strict=True):
            if place < ENDS["title"]:
                yield (ReasonKind.TITLE, person.headline), amount
            elif OFFSETS["occupations"] <= place < ENDS["occupations"]:
                yield (ReasonKind.OCCUPATION, labels[place - OFFSETS["occupations"]]), amount
            elif place in words:
                yield (ReasonKind.TERM, words[place]), amount
            else:
                yield _REST, amount

    def _words(self, person: Document) -> Mapping[int, str]:
        """Column to the shared word or pair of words that it stands for."""
        need, written = self.query.document, person.surfaces()
        pairs, words = sorted(need.pairs.keys() & person.pairs.keys()), sorted(need.stems & person.stems)
        places = [
            *(self.lexicon.pair_columns(keys(pairs)) + OFFSETS["pairs"]).tolist(),
            *self.lexicon.columns(words).tolist(),
        ]
        return {place: written[term] for place, term in zip(places, [*pairs, *words], strict=True)}
