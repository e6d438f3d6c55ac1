"""What a profile says about each requirement, and where it says so."""

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


class Seeker:
    """Looks for requirements in one profile."""

    def __init__(self, reader: Reader, profile: Profile, language: str) -> None:
        self.reader = reader
        self.profile = profile
        self.language = language
        self.tokens = reader.tokens(profile.text, language)
        self.title = {token.stem for token in reader.tokens(profile.title, language)}

    def evidence(self, requirement: Requirement, language: str) -> Evidence:
        """`language`: the one in which the requirement is written. Words missing in another language prove nothing."""
        asked = self._asked(requirement.text, language)
        total = sum(asked.values())
        if not total:
            return Evidence(requirement.text, requirement.must, Finding.UNCLEAR)
        in_title = sum(asked[word] for word in asked.keys() & self.title) / total
        share, first, last = self._best_place(asked)
        share /= total
        if max(share, in_title) >= FOUND:
            finding = Finding.FOUND
        elif max(share, in_title) >= SOMETHING or language != self.language:
            finding = Finding.UNCLEAR
        else:
            finding = Finding.NOT_FOUND
        if finding is Finding.NOT_FOUND or not max(share, in_title):
            return Evidence(requirement.text, requirement.must, finding)
        if in_title > share or first is None or last is None:
            return Evidence(requirement.text, requirement.must, finding, snippet=self.profile.title)
        return Evidence(
            requirement.text,
            requirement.must,
            finding,
            first.start,
            last.end,
            self._snippet(first.start, last.end),
        )

    def _asked(self, text: str, language: str) -> dict[str, float]:
        """The stems of a requirement as the profile's language makes them, each with its rarity."""
        written = " ".join(word.text for word in words(text, language))
        stems = sorted({token.stem for token in self.reader.tokens(written, self.language)})
        return dict(
            zip(
                stems,
                self.reader.lexicon.rarity(self.reader.lexicon.columns(stems)).tolist(),
                strict=True,
            )
        )

    def _best_place(self, asked: dict[str, float]) -> tuple[float, Token | None, Token | None]:
        hits = [(place, token) for place, token in enumerate(self.tokens) if token.stem in asked]
        best: tuple[float, Token | None, Token | None] = (0.0, None, None)
        begin = 0
        for end, (place, token) in enumerate(hits):
            while place - hits[begin][0] > NEAR:
                begin += 1
            share = sum(asked[word] for word in {hit.stem for _, hit in hits[begin : end + 1]})
            if share > best[0]:
                best = (share, hits[begin][1], token)
        return best

    def _snippet(self, start: int, end: int) -> str:
        text = self.profile.text
        first = text.find(" ", max(0, start - MARGIN)) + 1 if start > MARGIN else 0
        last = text.rfind(" ", end, end + MARGIN)
        return " ".join(text[min(first, start) : last if last > end else min(len(text), end + MARGIN)].split())
