"""Why two texts score as they do: the products per column, read back as words of the texts and names of occupations."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from matching.columns import ENDS, OFFSETS, keys
from matching.documents import Document
from matching.fit import Fit, Query
from matching.records import Reason, ReasonKind
from matching.rows import Row

if TYPE_CHECKING:
    from matching.titles import Titles

_Name = tuple[ReasonKind, str]
_REST: _Name = (ReasonKind.OTHER, "other words")

ALIKE = " ≈ "
"""Between what the vacancy says and what the person says, where it is not the same."""


def add_up(reasons: Sequence[Reason]) -> float:
    """The score: exactly the sum of its reasons, in whatever order they stand."""
    return math.fsum(reason.amount for reason in reasons)


class Reasons:
    """Names the columns that a person shares with one vacancy. The words are the person's, as the person wrote them."""

    def __init__(self, titles: "Titles", query: Query, most: int | None) -> None:
        self.titles = titles
        self.lexicon = titles.lexicon
        self.query = query
        self.most = most

    def of(self, row: Row, person: Document, fit: Fit) -> tuple[Reason, ...]:
        """The largest reasons first, then everything else as one."""
        totals: defaultdict[_Name, float] = defaultdict(float)
        counts = self.query.towards(person.language).amounts
        for name, amount in self._named(row, person):
            totals[name] += amount * fit.understood
        totals[ReasonKind.TITLE_FOUND, self.query.title_text] = fit.title_found * counts.title_found
        totals[ReasonKind.LANGUAGE, "other language"] = fit.other_language * counts.other_language
        rest = totals.pop(_REST, 0.0)
        ordered = sorted(
            ((name, amount) for name, amount in totals.items() if amount), key=lambda each: (-each[1], each[0])
        )
        most = len(ordered) if self.most is None else self.most
        shown = [Reason(text, amount, kind) for (kind, text), amount in ordered[:most]]
        rest = math.fsum([rest, *(amount for _, amount in ordered[most:])])
        return (*shown, Reason(_REST[1], rest, _REST[0])) if rest else tuple(shown)

    def _named(self, row: Row, person: Document) -> Iterator[tuple[_Name, float]]:
        asked = self.query.towards(person.language).row
        shared, mine, theirs = np.intersect1d(asked.columns, row.columns, True, True)
        amounts = asked.weights[mine] * row.weights[theirs]
        words = self._words(person, set(shared.tolist()))
        occupations: dict[ReasonKind, dict[int, float]] = {ReasonKind.TITLE: {}, ReasonKind.OCCUPATION: {}}
        for place, amount in zip(shared.tolist(), amounts.tolist(), strict=True):
            if not amount:
                continue  # a translation, which says nothing to a text in the language of the vacancy
            if place < ENDS["titles"]:
                occupations[ReasonKind.TITLE][place - OFFSETS["titles"]] = amount
            elif place < ENDS["occupations"]:
                occupations[ReasonKind.OCCUPATION][place - OFFSETS["occupations"]] = amount
            elif place in words:
                yield (ReasonKind.TERM, words[place]), amount
            else:
                yield _REST, amount
        callings = self._callings(person)
        for kind, found in occupations.items():
            yield from self._occupations(kind, found, person, callings)

    def _occupations(
        self, kind: ReasonKind, found: Mapping[int, float], person: Document, callings: Mapping[int, str]
    ) -> Iterator[tuple[_Name, float]]:
        """Those of one unit group (ISCO-08) are too alike to be told apart, so they stand together under the one that
        adds most: its label in the language of the vacancy, and what the person calls it. A group has no name."""
        labels, theirs = (self.lexicon.labels[language] for language in (self.query.document.language, person.language))
        units: defaultdict[int, list[int]] = defaultdict(list)
        for place, amount in found.items():
            if place < len(labels):
                units[int(self.lexicon.arrays["units"][place])].append(place)
            else:
                yield (ReasonKind.GROUP, "related occupations"), amount
        for places in units.values():
            most = max(places, key=lambda place: (found[place], -place))
            name = _alike(labels[most], callings.get(most) or theirs[most])
            yield (kind, name), math.fsum(found[place] for place in places)

    def _callings(self, person: Document) -> dict[int, str]:
        """What the person calls each occupation that their text names."""
        callings: dict[int, str] = {}
        for occupations, first, last in self.titles.mentions(person):
            written = person.text[person.tokens[first].start : person.tokens[last].end]
            for occupation in occupations:
                callings.setdefault(occupation, " ".join(written.split()))
        return callings

    def _words(self, person: Document, shared: set[int]) -> Mapping[int, str]:
        """Column to the shared word or pair of words that it stands for; last what the vacancy says otherwise."""
        need, written = self.query.document, person.surfaces()
        pairs = sorted(need.pairs.keys() & person.pairs.keys())
        stems = sorted(person.stems)
        own = need.surfaces()
        numbers = np.array(keys(pairs), np.int64)
        columns = self.lexicon.pair_columns(numbers)
        places = np.where(columns >= 0, columns + OFFSETS["pairs"], numbers + OFFSETS["other_pairs"])
        named = {place: written[term] for place, term in zip(places.tolist(), pairs, strict=True)}
        for place, stem in zip(self.lexicon.columns(stems).tolist(), stems, strict=True):
            if place in shared:
                said = own.get(stem) or self._said(place, own)
                same = stem in own or said is None
                named[place] = written[stem] if same else _alike(str(said), written[stem])
        return named

    def _said(self, place: int, own: Mapping[str, str]) -> str | None:
        """The word of the vacancy that this word translates."""
        column = self.query.sources.get(place)
        return own.get(column) if column else None


def _alike(one: str, other: str) -> str:
    return one if one.casefold() == other.casefold() else f"{one}{ALIKE}{other}"
