"""How text becomes words that can be searched: the same for a stored profile and for a typed query."""

import re
import unicodedata
from collections.abc import Iterable

_SIGNED = (
    (re.compile(r"c\+\+", re.I), " cplusplus "),
    (re.compile(r"\b([cf])#", re.I), r" \1sharp "),
    (re.compile(r"(?<!\w)\.net\b", re.I), " dotnet "),
)
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_WORD = re.compile(r"[^\W_]+")

MAX_WORDS = 20_000


def fold(text: str) -> str:
    """Lower case without accents: Łukasz and LUKASZ are one."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def search_words(text: str) -> list[str]:
    """Folded words in order. `c++`, `c#` and `.net` stay words of their own."""
    for pattern, replacement in _SIGNED:
        text = pattern.sub(replacement, text)
    return [word[:60] for word in _WORD.findall(fold(text))]


def search_text(parts: Iterable[str | None]) -> str:
    """Each word once, separated by spaces: what the search index holds of a person."""
    words: dict[str, None] = {}
    for part in parts:
        words.update(dict.fromkeys(search_words(part or "")))
    return " ".join(list(words)[:MAX_WORDS])
