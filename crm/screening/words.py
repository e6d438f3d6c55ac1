"""Words about what may not weigh in a decision about applicants, from `words.toml`: Dutch, English, French, German.

Whole words and phrases count, unless they speak of work: “patients with diabetes” says nothing about the writer.
"""

import re
import tomllib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

from crm.screening.finding import Action, Finding, Kind

_WORD = re.compile(r"[^\W_]+")
_VALUE = re.compile(r"[ ]{0,3}(?:[:=–-]|\n)[ ]{0,3}[^\n;|,.]{1,40}|[ ]{2,}[^\n;|,.]{1,40}")
_FEW = frozenset(
    "een twee drie vier vijf zes one two three four five six deux trois quatre cinq zwei drei vier".split()
)
NEAR = 6
"""How many words before a phrase, and half as many behind it, may say that it is about work."""


class _Phrase(NamedTuple):
    kind: Kind
    rest: tuple[str, ...]
    is_label: bool


def _read() -> tuple[dict[tuple[str, str], list[_Phrase]], dict[Kind, frozenset[str]]]:
    """Phrases by their first two words, and per kind the words that clear it."""
    content = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    everywhere = content.pop("work")["words"].split()
    phrases: dict[tuple[str, str], list[_Phrase]] = {}
    clearing: dict[Kind, frozenset[str]] = {}
    for name, lists in content.items():
        kind = Kind(name)
        for listed in ("labels", "words"):
            for phrase in filter(None, map(str.split, re.split(r"[,\n]", lists.get(listed, "")))):
                begins = phrase[0], phrase[1] if len(phrase) > 1 else ""
                phrases.setdefault(begins, []).append(_Phrase(kind, tuple(phrase[1:]), listed == "labels"))
        clearing[kind] = frozenset(everywhere) | frozenset(lists.get("cleared_by", "").split())
    return phrases, clearing


_PHRASES, _CLEARING = _read()
_FIRST = frozenset(first for first, _second in _PHRASES) | _FEW | frozenset(str(number) for number in range(100))


def words(text: str) -> Iterator[Finding]:
    """Every phrase of the list that nothing clears. After a label, what it announces belongs to the finding."""
    said = [word.lower() for word in _WORD.findall(text)]
    places = [place for place, word in enumerate(said) if word in _FIRST]
    hits = [(place, phrase) for place in places for phrase in _phrases(said, place)]
    if not hits:
        return
    spans = [match.span() for match in _WORD.finditer(text)]
    for place, phrase in hits:
        end = spans[place + len(phrase.rest)][1]
        if phrase.is_label and (value := _VALUE.match(text, end)):
            end = value.end()
        yield Finding(phrase.kind, Action.WARN, spans[place][0], end)


def _phrases(said: list[str], place: int) -> Iterator[_Phrase]:
    """The phrases that begin here and that nothing clears."""
    seconds = ("", *_marks(said[place + 1])) if place + 1 < len(said) else ("",)
    for begins in product(_marks(said[place]), seconds):
        for phrase in _PHRASES.get(begins, ()):
            last = place + len(phrase.rest)
            if _continues(said, place, phrase) and not _is_cleared(said, place, last, phrase.kind):
                yield phrase


def _marks(word: str) -> tuple[str, ...]:
    """The word itself, and the mark by which phrases hold a number."""
    if word.isdecimal() and len(word) <= 2:
        return ("<age>",) if 14 <= int(word) <= 99 else ("<few>",)
    return (word, "<few>") if word in _FEW else (word,)


def _continues(said: list[str], place: int, phrase: _Phrase) -> bool:
    after = said[place + 1 : place + 1 + len(phrase.rest)]
    return len(after) == len(phrase.rest) and all(
        wanted in _marks(word) for wanted, word in zip(phrase.rest, after, strict=True)
    )


def _is_cleared(said: list[str], first: int, last: int, kind: Kind) -> bool:
    around = said[max(0, first - NEAR) : first] + said[last + 1 : last + 1 + NEAR // 2]
    return not _CLEARING[kind].isdisjoint(around)
