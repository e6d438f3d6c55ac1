"""Words that were searched, found back in what people wrote: pieces of text, each marked or not."""

import re
from collections.abc import Sequence

from models.words import fold

Pieces = list[tuple[str, bool]]
_WORD = re.compile(r"[^\W_]+")
WIDTH = 220
BEFORE = 60


def marked(text: str, words: Sequence[str]) -> Pieces:
    """The text in pieces; a word that begins with one of the searched words is marked."""
    pieces: Pieces = []
    end = 0
    for start, stop in _hits(text, words):
        pieces += [(text[end:start], False), (text[start:stop], True)]
        end = stop
    return [piece for piece in [*pieces, (text[end:], False)] if piece[0]]


def excerpt(text: str, words: Sequence[str]) -> Pieces:
    """The part of a long text around the first word that was searched; its beginning when there is none."""
    first = next(iter(_hits(text, words)), (0, 0))[0]
    start = max(0, first - BEFORE)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    stop = text.rfind(" ", start, start + WIDTH) if len(text) > start + WIDTH else len(text)
    part = " ".join(text[start : stop if stop > start else start + WIDTH].split())
    return marked(("… " if start else "") + part + (" …" if stop < len(text) else ""), words)


def _hits(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    if not words:
        return []
    found = (match for match in _WORD.finditer(text) if fold(match.group()).startswith(tuple(words)))
    return [(match.start(), match.end()) for match in found]
