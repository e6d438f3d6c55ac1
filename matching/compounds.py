"""Dutch words that the lexicon does not know as they are written.

Dutch writes as one word what English writes as two (vrachtwagenchauffeur, truck driver), and what a vacancy says to
somebody (je verzorgt) has a letter more than what that somebody says (ik verzorg); the stemmer leaves both alone.
"""

from matching.columns import keys
from matching.lexicon import Lexicon
from matching.text import stems

SHORTEST_PART = 4
LINKS = ("", "s", "en", "e", "n")
"""What may stand between two parts: personeel-s-zaken, boek-en-kast."""


class Compounds:
    """Splits words that the lexicon does not know into two that it does."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._known = frozenset(lexicon.words_of("nl").tolist())

    def parts(self, word: str, stem: str) -> tuple[str, ...]:
        """The stem of a known or indivisible word; else those of its two parts, the shorter as long as can be."""
        if self._knows(stem):
            return (stem,)
        if stem.endswith("t") and self._knows(stem[:-1]):
            return (stem[:-1],)
        places = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
        return max(
            (pair for place in places for pair in self._at(word, place)),
            key=_shorter,
            default=(stem,),
        )

    def _at(self, word: str, place: int) -> list[tuple[str, ...]]:
        head, (tail,) = word[:place], stems([word[place:]], "nl")
        if not self._knows(tail):
            return []
        heads = [head.removesuffix(link) for link in LINKS if head.endswith(link)]
        found = stems([each for each in heads if len(each) >= SHORTEST_PART], "nl")
        return [(each, tail) for each in found if self._knows(each)]

    def _knows(self, stem: str) -> bool:
        return keys([stem])[0] in self._known


def _shorter(pair: tuple[str, ...]) -> int:
    return min(map(len, pair))
