"""Occupations that a title names, and that somebody names in a CV: labels of ESCO, found again.

A title is compared with every label by its sequences of four characters, so that "magazijnmedewerker" is near
"medewerker magazijn". In the text of a CV labels are looked for as they are, word for word: that finds the jobs of a
life wherever they stand. Beside the occupation itself counts, less, the group of occupations it belongs to (ISCO-08).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import zip_longest
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.columns import SIZES, keys
from matching.documents import Document
from matching.estimator import Block
from matching.lexicon import Lexicon
from matching.text import LANGUAGES

CHARACTERS = 4
NEAREST = 30
"""So many occupations of a title count."""

LEAST = 0.2
"""A label that is less alike than this is another title."""

SHARPNESS = 3
"""Power of each likeness: a label that is the title itself counts for far more than one that shares a word."""

NAMED = 0.5
"""What an occupation named in the text counts, against one that is the title; more for one that is named often."""

SINGLE = 0.25
"""What a label of a single word counts in a text, against one of several: "server" and "driver" mean more than one."""

AMBIGUOUS = 12
"""A label of more occupations than this names none."""

UNIT, GROUP = 0.7, 0.35
"""What the unit group and the minor group of an occupation count against the occupation itself."""

Numbers = NDArray[np.float64]


def sequences(word: str) -> list[str]:
    padded = f" {word} "
    return [padded[start : start + CHARACTERS] for start in range(max(1, len(padded) - CHARACTERS + 1))]


class Titles(Block):
    """Columns: occupations, then their unit groups, then their minor groups.

    `named_in_text`: what a CV names counts, what a vacancy mentions does not.
    """

    def __init__(self, lexicon: Lexicon, *, named_in_text: bool = True) -> None:
        super().__init__(lexicon)
        self.named_in_text = named_in_text

    def transform(self, documents: Sequence[Document]) -> Any:
        from scipy import sparse

        rows = []
        for document in documents:
            likeness = self._likeness(document.title, document.language)
            if self.named_in_text:
                likeness += NAMED * self._named(document)
            rows.append(sparse.csr_matrix(_of_length_one(self._with_groups(likeness)), (1, SIZES["titles"])))
        return sparse.vstack(rows, format="csr")

    def _likeness(self, title: str, language: str) -> Numbers:
        """How much a title is like the nearest labels, by occupation; the others are 0."""
        labels = self._labels[language]
        nearest = labels.best(title)
        nearest[nearest < max(LEAST, np.partition(nearest, -NEAREST)[-NEAREST] if len(nearest) > NEAREST else 0)] = 0
        return nearest**SHARPNESS

    def mentions(self, document: Document) -> Iterator[tuple[list[int], int, int]]:
        """Where labels stand in a text, the longest first: the occupations of each, its first token and its last."""
        stems, phrases = [token.stem for token in document.tokens], self.lexicon.phrases[document.language]
        longest = self._longest[document.language]
        past = 0
        for place, (stem, following) in enumerate(zip_longest(stems, stems[1:], fillvalue="")):
            if place < past or (seconds := longest.get(stem)) is None:
                continue
            for length in range(min(seconds.get(following, 1), len(stems) - place), 0, -1):
                occupations = phrases.get(" ".join(stems[place : place + length]))
                if occupations:
                    if len(occupations) <= AMBIGUOUS:
                        yield occupations, place, place + length - 1
                    past = place + length
                    break

    def _named(self, document: Document) -> Numbers:
        """How much each occupation is named in the text."""
        counts: Counter[tuple[bool, tuple[int, ...]]] = Counter(
            (last > first, tuple(occupations)) for occupations, first, last in self.mentions(document)
        )
        named = np.zeros(len(self.lexicon.labels[document.language]))
        for (of_several, occupations), count in sorted(counts.items()):
            weight = (1 + np.log(count)) * (1 if of_several else SINGLE)
            named[list(occupations)] += weight / len(occupations) ** 0.5
        return named

    def _with_groups(self, likeness: Numbers) -> Numbers:
        units, groups = self.lexicon.arrays["units"], self.lexicon.arrays["groups"]
        return np.concatenate([likeness, UNIT * np.bincount(units, likeness), GROUP * np.bincount(groups, likeness)])

    @cached_property
    def _labels(self) -> dict[str, "_Labels"]:
        return {language: _Labels(self.lexicon, language) for language in LANGUAGES}

    @cached_property
    def _longest(self) -> dict[str, dict[str, dict[str, int]]]:
        """For each first stem, and each second, the length of the longest label that begins with both."""
        longest: dict[str, dict[str, dict[str, int]]] = {language: {} for language in LANGUAGES}
        for language, phrases in self.lexicon.phrases.items():
            for phrase in phrases:
                first, *others = phrase.split(" ")
                seconds = longest[language].setdefault(first, {})
                if others:
                    seconds[others[0]] = max(1 + len(others), seconds.get(others[0], 1))
        return longest


class _Labels:
    """The labels of one language as sequences of characters, weighed like terms."""

    def __init__(self, lexicon: Lexicon, language: str) -> None:
        from scipy import sparse

        arrays = lexicon.arrays
        self.sequences, self.rarity = arrays[f"{language}_sequences"], arrays[f"{language}_sequences_rarity"]
        lengths = arrays[f"{language}_label_lengths"]
        places = arrays[f"{language}_label_sequences"].astype(np.int32)
        weights = self.rarity[places].astype(np.float64)
        starts = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
        norms = np.sqrt(np.add.reduceat(weights**2, starts[:-1]))
        matrix = sparse.csr_matrix((weights / np.repeat(norms, lengths), places, starts))
        matrix.resize(len(lengths), len(self.sequences))
        by_sequence = matrix.T.tocsr()
        self._starts, self._labels, self._weights = by_sequence.indptr, by_sequence.indices, by_sequence.data
        self._count = len(lengths)
        occupations = arrays[f"{language}_label_occupations"]
        self._first = np.searchsorted(occupations, np.arange(len(lexicon.labels[language])))

    def best(self, title: str) -> Numbers:
        """The likeness to the nearest label of each occupation."""
        found = sorted({sequence for word in title.split() for sequence in sequences(word)})
        numbers = np.array(keys(found), np.int64)
        places = np.minimum(np.searchsorted(self.sequences, numbers), len(self.sequences) - 1)
        known = self.sequences[places] == numbers
        weights = self.rarity[places[known]].astype(np.float64)
        if not len(weights):
            return np.zeros(len(self._first))
        spans = [slice(*self._starts[place : place + 2]) for place in places[known].tolist()]
        labels = np.concatenate([self._labels[span] for span in spans])
        shares = np.concatenate([self._weights[span] * weight for span, weight in zip(spans, weights, strict=True)])
        likeness = np.bincount(labels, shares, self._count) / np.linalg.norm(weights)
        return np.asarray(np.maximum.reduceat(likeness, self._first))


def _of_length_one(row: Numbers) -> Numbers:
    return row / (np.linalg.norm(row) or 1)
