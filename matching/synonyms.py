"""The team's own words: what means the same here, whatever a lexicon thinks of it."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from matching.text import LANGUAGES, stems, words

Groups = Sequence[Sequence[str]]


class Synonyms:
    """Groups of words or phrases that mean the same. They are read as stems, in either language."""

    def __init__(self, groups: Groups = ()) -> None:
        self.groups = groups

    def others(self, said: Sequence[str], language: str) -> Iterator[tuple[int, int, str]]:
        """Where stems are one of a group: the first and the last of them, and each of the others of that group."""
        phrases = self._phrases[language]
        starts = {phrase[0] for phrase in phrases}
        for first, stem in enumerate(said):
            if stem in starts:
                for phrase, others in phrases.items():
                    if tuple(said[first : first + len(phrase)]) == phrase:
                        for other in others:
                            yield first, first + len(phrase) - 1, other

    @cached_property
    def _phrases(self) -> dict[str, dict[tuple[str, ...], list[str]]]:
        found: dict[str, dict[tuple[str, ...], list[str]]] = {language: {} for language in LANGUAGES}
        for language, phrases in found.items():
            for group in self.groups:
                for phrase in group:
                    if said := tuple(stems((word.text for word in words(phrase, language)), language)):
                        phrases.setdefault(said, []).extend(other for other in group if other != phrase)
        return found
