"""What a profile says about each requirement, and where it says so."""

import math
from collections import deque
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from matching.documents import Reader, Token
from matching.names import blank_own
from matching.records import Evidence, Finding, Profile, Requirement

NEAR = 30
"""Words of one requirement that stand within so many words of each other speak about one thing."""

FOUND = 0.65
"""This share of what a requirement asks, by the rarity of its words, in one place: found."""

SOMETHING = 0.3
"""Below this share, wherever it stands: not found. Between the two it is unclear."""

MARGIN = 60

TRANSLATES = 0.35
"""A word of the other language proves a requirement when it translates one of its words at least this well."""

_BEST = (Finding.FOUND, Finding.UNCLEAR, Finding.NOT_FOUND)

_Place = tuple[Token, Token]


class _Asked(NamedTuple):
    """The words of a requirement, by number."""

    proofs: dict[int, int]
    """Columns of words in the profile's language, to the word of the requirement that they prove."""
    rarity: list[float]

    def share(self, proven: Iterable[int]) -> float:
        """How much of the requirement these words of it are, by rarity."""
        return math.fsum(self.rarity[word] for word in set(proven)) / (math.fsum(self.rarity) or 1)


class Seeker:
    """Looks for requirements in one profile."""

    def __init__(self, reader: Reader, profile: Profile, language: str, *, foreign: bool = False) -> None:
        self.reader = reader
        self.profile = profile
        self.language = language
        self.foreign = foreign
        title, text = (blank_own(each, profile.name) for each in (profile.title, profile.text))
        self.tokens = reader.tokens(text, language)
        self.columns: list[int] = reader.lexicon.columns([token.stem for token in self.tokens]).tolist()
        self.title: list[int] = reader.lexicon.columns(
            [token.stem for token in reader.tokens(title, language)]
        ).tolist()

    def evidence(self, requirement: Requirement, language: str) -> Evidence:
        """`language`: the one in which the requirement is written. Words missing in another language prove nothing.

        A requirement that the team has synonyms for is looked up in each of its wordings; the best finding counts.
        """
        wordings = self.reader.variants(requirement.text, language)
        found = [self._evidence(requirement, wording, language) for wording in wordings]
        return min(found, key=lambda each: _BEST.index(each.finding))

    def _evidence(self, requirement: Requirement, wording: str, language: str) -> Evidence:
        asked = self._asked(wording, language)
        if not asked.rarity:
            return Evidence(requirement.text, requirement.must, Finding.UNCLEAR)
        in_title = asked.share(asked.proofs[column] for column in self.title if column in asked.proofs)
        in_text, place = self._best_place(asked)
        share = max(in_text, in_title)
        if share >= FOUND:
            finding = Finding.FOUND
        elif share >= SOMETHING or self.foreign or language != self.language:
            finding = Finding.UNCLEAR
        else:
            return Evidence(requirement.text, requirement.must, Finding.NOT_FOUND)
        if place is None or in_title > in_text:
            return Evidence(requirement.text, requirement.must, finding, snippet=self.profile.title if in_title else "")
        start, end = place[0].start, place[1].end
        return Evidence(requirement.text, requirement.must, finding, start, end, self._snippet(start, end))

    def _asked(self, text: str, language: str) -> _Asked:
        """What proves each word of a requirement: the same word, or in another language one that translates it."""
        lexicon, proofs = self.reader.lexicon, dict[int, int]()
        tokens = list({token.stem: token for token in self.reader.tokens(text, language)}.values())
        columns = lexicon.columns([token.stem for token in tokens])
        for word, (token, column) in enumerate(zip(tokens, columns.tolist(), strict=True)):
            same = [column]
            if language != self.language:
                written = self.reader.tokens(text[token.start : token.end], self.language)
                same += lexicon.columns([each.stem for each in written]).tolist()
                same += lexicon.translated(column, language, TRANSLATES)
            for each in same:
                proofs.setdefault(each, word)
        return _Asked(proofs, lexicon.rarity(columns).tolist())

    def _best_place(self, asked: _Asked) -> tuple[float, _Place | None]:
        """How much of what is asked stands together, at most, and where; of equal places the tightest."""
        best: tuple[float, int, _Place | None] = (0.0, 0, None)
        passage: deque[tuple[int, int]] = deque()
        for position, column in enumerate(self.columns):
            if (word := asked.proofs.get(column)) is None:
                continue
            passage.append((position, word))
            while position - passage[0][0] > NEAR or _comes_again(passage):
                passage.popleft()
            share = asked.share(each for _, each in passage)
            width = position - passage[0][0]
            if (share, -width) > best[:2]:
                best = (share, -width, (self.tokens[passage[0][0]], self.tokens[position]))
        return best[0], best[2]

    def _snippet(self, start: int, end: int) -> str:
        text = self.profile.text
        first = text.find(" ", max(0, start - MARGIN)) + 1 if start > MARGIN else 0
        last = text.rfind(" ", end, end + MARGIN)
        return " ".join(text[min(first, start) : last if last > end else min(len(text), end + MARGIN)].split())


def _comes_again(passage: deque[tuple[int, int]]) -> bool:
    """Whether the passage loses nothing without its first word."""
    return any(word == passage[0][1] for _, word in islice(passage, 1, None))
