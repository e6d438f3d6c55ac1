"""A text made ready: its language, its terms, and how each term was written by the person who wrote it."""

from collections import Counter
from dataclasses import dataclass, field

from matching.records import Need, Profile
from matching.text import Token, language_of, tokens

HEADLINE_WORDS = 6
"""Without a title the first words of the text stand for it: most CVs begin with what somebody is."""


@dataclass(frozen=True, slots=True)
class Document:
    language: str
    words: Counter[str]
    bigrams: Counter[str]
    title: str
    """The stems of the title, which the characters are taken from."""
    headline: str
    """The title as it is written."""
    surfaces: dict[str, str] = field(repr=False)
    """Stem, or two stems with a space between, to the way it is written in the text."""


def read(title: str, text: str, hint: str | None) -> Document:
    whole = f"{title} . {text}" if title else text
    language = language_of(whole, hint)
    found = tokens(whole, language)
    pairs = list(zip(found, found[1:], strict=False))
    head = tokens(title, language) or found[:HEADLINE_WORDS]
    return Document(
        language=language,
        words=Counter(token.stem for token in found),
        bigrams=Counter(f"{first.stem} {second.stem}" for first, second in pairs),
        title=" ".join(token.stem for token in head),
        headline=title.strip() or whole[head[0].start : head[-1].end] if head else "",
        surfaces=_surfaces(whole, found, pairs),
    )


def _surfaces(whole: str, found: list[Token], pairs: list[tuple[Token, Token]]) -> dict[str, str]:
    """The first way of writing counts."""
    surfaces: dict[str, str] = {}
    for token in found:
        surfaces.setdefault(token.stem, whole[token.start : token.end])
    for first, second in pairs:
        written = f"{whole[first.start : first.end]} {whole[second.start : second.end]}"
        surfaces.setdefault(f"{first.stem} {second.stem}", written)
    return surfaces


def profile_document(profile: Profile) -> Document:
    return read(profile.title, profile.text, profile.language)


def need_document(need: Need) -> Document:
    requirements = " . ".join(requirement.text for requirement in need.requirements)
    return read(need.title, f"{need.text} . {requirements}" if requirements else need.text, need.language)
