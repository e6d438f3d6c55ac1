"""Words that were searched, found back in what people wrote: pieces of text, each marked or not."""

from collections.abc import Iterator, Sequence

from models.words import tokens

Pieces = list[tuple[str, bool]]
WIDTH = 220
BEFORE = 60
MOST_PARTS = 3
"""A query of many words shows the places of the first three; more would be the whole CV again."""


def marked(text: str, words: Sequence[str]) -> Pieces:
    """The text in pieces; a word that begins with one of the searched words is marked."""
    pieces: Pieces = []
    end = 0
    for start, stop, _word in _hits(text, words):
        pieces += [(text[end:start], False), (text[start:stop], True)]
        end = stop
    return [piece for piece in [*pieces, (text[end:], False)] if piece[0]]


def excerpt(text: str, words: Sequence[str]) -> Pieces:
    """The parts of a long text around the first place of each searched word; its beginning when there is none."""
    places = sorted(_first_places(text, words)) or [0]
    width = WIDTH // len(places)
    parts: list[tuple[int, int]] = []
    for place in places:
        start, stop = _whole_words(text, place, width)
        if parts and start <= parts[-1][1]:
            start = parts.pop()[0]
        parts.append((start, stop))
    shown = " … ".join(" ".join(text[start:stop].split()) for start, stop in parts)
    return marked(("… " if parts[0][0] else "") + shown + (" …" if parts[-1][1] < len(text) else ""), words)


def _first_places(text: str, words: Sequence[str]) -> list[int]:
    """Where each word stands for the first time; reads no further than it must."""
    sought = list(dict.fromkeys(words))[:MOST_PARTS]
    places: dict[str, int] = {}
    for start, _stop, hit in _hits(text, sought):
        for word in sought:
            if hit.startswith(word):
                places.setdefault(word, start)
        if len(places) == len(sought):
            break
    return list(places.values())


def _whole_words(text: str, place: int, width: int) -> tuple[int, int]:
    """About so many characters around a place, without cutting a word in two."""
    before = min(BEFORE, width // 3)
    start = text.rfind(" ", 0, place - before) + 1 if place > before else 0
    if len(text) <= start + width:
        return start, len(text)
    stop = text.rfind(" ", place, start + width)
    return start, stop if stop > place else start + width


def _hits(text: str, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    beginnings = tuple(words)
    for start, stop, word in tokens(text) if beginnings else ():
        if word.startswith(beginnings):
            yield start, stop, word
