"""How text becomes words that can be searched: the same for a stored profile and for a typed query."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

_SIGNED = (
    (re.compile(r"c\+\+", re.I), " cplusplus "),
    (re.compile(r"\b([cf])#", re.I), r" \1sharp "),
    (re.compile(r"(?<!\w)\.net\b", re.I), " dotnet "),
)
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_WORD = re.compile(r"[^\W_]+")
# A word as it stands in a text: one with a sign of its own, or letters and digits with the accents that follow them.
_TOKEN = re.compile(r"c\+\+|\b[cf]#|(?<!\w)\.net\b|[^\W_](?:[^\W_]|[\u0300-\u036f])*", re.I)

MAX_WORDS = 20_000


def fold(text: str) -> str:
    """Lower case without accents: Łukasz and LUKASZ are one. What was folded stays as it is."""
    if text.isascii():
        return text.lower()
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return plain.casefold().translate(_LETTERS)


def search_words(text: str) -> list[str]:
    """Folded words in order. `c++`, `c#` and `.net` stay words of their own."""
    for pattern, replacement in _SIGNED:
        text = pattern.sub(replacement, text)
    return [word[:60] for word in _WORD.findall(fold(text))]


def tokens(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each word of a text begins and ends, and the word by which it is found."""
    for match in _TOKEN.finditer(text):
        token = match.group()
        found = [token.lower()] if token.isascii() and token.isalnum() else search_words(token)
        if found:
            yield match.start(), match.end(), found[0]


def search_text(parts: Iterable[str | None]) -> str:
    """Each word once, separated by spaces: what the search index holds of a person."""
    words: dict[str, None] = {}
    for part in parts:
        words.update(dict.fromkeys(search_words(part or "")))
    return " ".join(list(words)[:MAX_WORDS])
