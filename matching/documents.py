"""A text made ready: its language, its terms part by part, and how each term was written by who wrote it."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from matching.records import Need, Profile
from matching.text import Token, language_of, tokens

HEADLINE_WORDS = 6
"""Without a title the first words of the text stand for it: most CVs begin with what somebody is."""

PART_WORDS = 100
"""A CV is read in parts of so many words that count, about one job each, so that no job drowns in the others."""

NEED_TITLE = 2
"""How often the title of a vacancy is read: it says best what the vacancy is about."""


@dataclass(frozen=True, slots=True)
class Document:
    language: str
    parts: list[Counter[str]]
    """Stems and how often they occur, part by part."""
    pairs: Counter[str]
    """Two stems with a space between."""
    title: str
    """The stems of the title; the block of characters is made of them."""
    headline: str
    """The title as it is written."""
    surfaces: dict[str, str] = field(repr=False)
    """Stem or pair of stems, to the way it is written in the text."""

    @property
    def stems(self) -> set[str]:
        return set().union(*self.parts)


def read(title: str, text: str, hint: str | None, title_repeats: int = 1) -> Document:
    whole = f"{title} . {text}" if title else text
    language = language_of(whole, hint)
    found = tokens(whole, language)
    named = [token for token in found if token.end <= len(title)]
    head = named or found[:HEADLINE_WORDS]
    counted = named * (title_repeats - 1) + found
    return Document(
        language=language,
        parts=[Counter(token.stem for token in part) for part in _parts(counted)],
        pairs=Counter(_pair(first, second) for first, second in pairwise(counted)),
        title=" ".join(token.stem for token in head),
        headline=title.strip() if named else whole[head[0].start : head[-1].end] if head else "",
        surfaces=_surfaces(whole, found),
    )


def _parts(found: list[Token]) -> list[list[Token]]:
    return [found[start : start + PART_WORDS] for start in range(0, len(found), PART_WORDS)] or [[]]


def _pair(first: Token, second: Token) -> str:
    return f"{first.stem} {second.stem}"


def _surfaces(whole: str, found: list[Token]) -> dict[str, str]:
    """The first way of writing counts."""
    surfaces: dict[str, str] = {}
    for token in found:
        surfaces.setdefault(token.stem, whole[token.start : token.end])
    for first, second in pairwise(found):
        surfaces.setdefault(_pair(first, second), " ".join(whole[each.start : each.end] for each in (first, second)))
    return surfaces


def profile_document(profile: Profile) -> Document:
    return read(profile.title, profile.text, profile.language)


def need_document(need: Need) -> Document:
    requirements = " . ".join(requirement.text for requirement in need.requirements)
    text = f"{need.text} . {requirements}" if requirements else need.text
    return read(need.title, text, need.language, NEED_TITLE)


def title_document(need: Need, language: str) -> Document:
    """The title by itself, read in the language of the whole vacancy."""
    return read(need.title, "", language)
