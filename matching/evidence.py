"""What a profile says about each requirement, and where it says so."""

import math
from collections import deque
from itertools import islice

from matching.documents import Reader, Token
from matching.records import Evidence, Finding, Profile, Requirement
from matching.text import words

NEAR = 30
"""Words of one requirement that stand within so many words of each other speak about one thing."""

FOUND = 0.65
"""This share of what a requirement asks, by the rarity of its words, in one place: found."""

SOMETHING = 0.3
"""Below this share, wherever it stands: not found. Between the two it is unclear."""

MARGIN = 60

_BEST = (Finding.FOUND, Finding.UNCLEAR, Finding.NOT_FOUND)

_Place = tuple[Token, Token]


class Seeker:
    """Looks for requirements in one profile."""

    def __init__(self, reader: Reader, profile: Profile, language: str, *, foreign: bool = False) -> None:
        self.reader = reader
        self.profile = profile
        self.language = language
        self.foreign = foreign
        self.tokens = reader.tokens(profile.text, language)
        self.title = {token.stem for token in reader.tokens(profile.title, language)}

    def evidence(self, requirement: Requirement, language: str) -> Evidence:
        """`language`: the one in which the requirement is written. Words missing in another language prove nothing.

        A requirement that the team has synonyms for is looked up in each of its wordings; the best finding counts.
        """
        wordings = self.reader.variants(requirement.text, language)
        found = [self._evidence(requirement, wording, language) for wording in wordings]
        return min(found, key=lambda each: _BEST.index(each.finding))

    def _evidence(self, requirement: Requirement, wording: str, language: str) -> Evidence:
        asked = self._asked(wording, language)
        total = math.fsum(asked.values())
        if not total:
            return Evidence(requirement.text, requirement.must, Finding.UNCLEAR)
        in_title = math.fsum(asked[word] for word in asked.keys() & self.title) / total
        in_text, place = self._best_place(asked)
        share = max(in_text / total, in_title)
        if share >= FOUND:
            finding = Finding.FOUND
        elif share >= SOMETHING or self.foreign or language != self.language:
            finding = Finding.UNCLEAR
        else:
            return Evidence(requirement.text, requirement.must, Finding.NOT_FOUND)
        if place is None or in_title > in_text / total:
            return Evidence(requirement.text, requirement.must, finding, snippet=self.profile.title if in_title else "")
        start, end = place[0].start, place[1].end
        return Evidence(requirement.text, requirement.must, finding, start, end, self._snippet(start, end))

    def _asked(self, text: str, language: str) -> dict[str, float]:
        """The stems of a requirement as the profile's language makes them, each with its rarity."""
        lexicon = self.reader.lexicon
        written = " ".join(word.text for word in words(text, language))
        stems = sorted({token.stem for token in self.reader.tokens(written, self.language)})
        return dict(zip(stems, lexicon.rarity(lexicon.columns(stems)).tolist(), strict=True))

    def _best_place(self, asked: dict[str, float]) -> tuple[float, _Place | None]:
        """How much of what is asked stands together, at most, and where; of equal places the tightest."""
        best: tuple[float, int, _Place | None] = (0.0, 0, None)
        passage: deque[tuple[int, Token]] = deque()
        for position, token in enumerate(self.tokens):
            if token.stem not in asked:
                continue
            passage.append((position, token))
            while position - passage[0][0] > NEAR or _comes_again(passage):
                passage.popleft()
            found = math.fsum(asked[stem] for stem in {each.stem for _, each in passage})
            width = position - passage[0][0]
            if (found, -width) > best[:2]:
                best = (found, -width, (passage[0][1], token))
        return best[0], best[2]

    def _snippet(self, start: int, end: int) -> str:
        text = self.profile.text
        first = text.find(" ", max(0, start - MARGIN)) + 1 if start > MARGIN else 0
        last = text.rfind(" ", end, end + MARGIN)
        return " ".join(text[min(first, start) : last if last > end else min(len(text), end + MARGIN)].split())


def _comes_again(passage: deque[tuple[int, Token]]) -> bool:
    """Whether the passage loses nothing without its first word."""
    return any(token.stem == passage[0][1].stem for _, token in islice(passage, 1, None))
