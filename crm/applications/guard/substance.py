"""What a letter says that no standard letter says: words of its own, and words of the requirements or the person."""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from matching.text import stems, words

_END = re.compile(r"(?<=[.!?])[”\"')]*\s+|\n\s*\n|\n(?=[*•-] )")
_GREETING = re.compile(r"\A\s*[^\n.!]{1,60}[,!]\s*\n")
_SIGNED = re.compile(
    # “Kind regards,” with what follows it, or a last line of at most three words: a name.
    r"\n[ \t]*(?:[^\n.!?]{1,40},[ \t]*(?:\n[^\n]{0,60}){0,5}|(?:[^\W\d_][^\s.!?]*[ \t]*){1,3})\s*\Z"
)
_PARTICULAR = re.compile(r"\d+|(?<=[\w,;] )[A-Z]\w*[^\W\d_]")


@lru_cache
def _stock(language: str) -> frozenset[str]:
    """The stems of stock_nl.txt or stock_en.txt."""
    lines = (Path(__file__).parent / f"stock_{language}.txt").read_text("utf-8").splitlines()
    return stemmed(" ".join(line for line in lines if not line.startswith("#")), language)


def stemmed(text: str, language: str) -> frozenset[str]:
    return frozenset(stems([word.text for word in words(text, language)], language))


def telling(text: str, language: str) -> frozenset[str]:
    """The stems that are not of a standard letter."""
    return stemmed(text, language) - _stock(language)


def sentences(text: str) -> list[str]:
    """The sentences between greeting and signature; without a greeting it is a part of a letter, which has neither."""
    body, is_whole = _GREETING.subn("", text)
    if is_whole:
        body = _SIGNED.sub("", body)
    return [" ".join(each.split()) for each in _END.split(body) if each and each.strip()]


def has_particular(sentence: str, language: str, known: frozenset[str]) -> bool:
    """A figure, or a name inside the sentence, other than the words that are known."""
    found = _PARTICULAR.findall(sentence)
    return any(each.isdigit() or telling(each, language) - known for each in found)


def anchors(texts: Iterable[str], language: str) -> frozenset[str]:
    """The words by which a sentence shows that it speaks of a requirement, or of the person's own background."""
    return frozenset().union(*(telling(each, language) for each in texts))


def touches(stem: str, known: frozenset[str]) -> bool:
    """The same word, or one inside the other as Dutch writes them: `zorgdata` and `zorg`."""
    return stem in known or any(
        len(short) > 3 and short in long for each in known for short, long in [sorted((stem, each), key=len)]
    )
