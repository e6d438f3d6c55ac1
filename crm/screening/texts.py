"""The three questions that the rest of the product asks of a text."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from crm.screening.finding import Action, Finding, Kind
from crm.screening.numbers import numbers
from crm.screening.travel_documents import travel_documents
from crm.screening.words import words

MASK = "[███]"
"""Stands where a number stood: always as long, and in brackets, which no letter may hold (applications/letter.py)."""

VERSION = "1"
"""Raise it with every change of what is found: the matcher reads all CVs again."""

_BLANKS = "\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff"
_DASHES = "\u00ad\u2010-\u2015\u2212"
_ZEROS = "\u0660\u06f0\uff10"
_SIGNS = re.compile(f"[{_BLANKS}]|([{_DASHES}])|([{''.join(f'{zero}-{chr(ord(zero) + 9)}' for zero in _ZEROS)}])")


def findings(text: str) -> list[Finding]:
    """What must not be in this text, in its order and without overlap. Takes time in proportion to its length."""
    plain = text if text.isascii() else _SIGNS.sub(_plain, text)
    return _apart([*travel_documents(plain), *numbers(plain), *words(plain)])


def _plain(sign: re.Match[str]) -> str:
    """A sign that only looks otherwise: another blank, dash or digit. One for one, so that places stay."""
    if sign[2]:
        return str(unicodedata.digit(sign[2]))
    return "-" if sign[1] else " "


def _apart(found: Iterable[Finding]) -> list[Finding]:
    """Where two overlap, the graver one keeps its whole place and the other what is left before or behind it."""
    kept: list[Finding] = []
    for each in sorted(found, key=lambda one: (one.start, -one.action, -one.end)):
        before = kept[-1] if kept else None
        if before and each.start < before.end:
            if each.end <= before.end and each.action <= before.action:
                continue
            if (each.kind, each.action) == (before.kind, before.action):
                each = replace(kept.pop(), end=each.end)
            elif each.action < before.action:
                each = replace(each, start=before.end)
            elif before.start < each.start:
                kept[-1] = replace(before, end=each.start)
            else:
                kept.pop()
        kept.append(each)
    return kept


@dataclass(frozen=True, slots=True)
class Sieved:
    """A text as it may be kept, the kinds of what was masked in it, and of what is only to be asked about."""

    text: str = field(repr=False)
    taken: frozenset[Kind] = frozenset()
    left: frozenset[Kind] = frozenset()


def sieve(text: str) -> Sieved:
    """Put MASK where a number stood that must not be here."""
    found = findings(text)
    taken = [each for each in found if each.action is not Action.WARN]
    left = frozenset(each.kind for each in found if each.action is Action.WARN)
    return Sieved(_replaced(text, taken, MASK), frozenset(each.kind for each in taken), left)


def masked(text: str) -> str:
    """The text as it may be kept."""
    return sieve(text).text


def weighable(text: str) -> str:
    """The text as the matcher may read it: without anything that must not weigh."""
    return _replaced(text, findings(text), " ")


def _replaced(text: str, found: Iterable[Finding], by: str) -> str:
    kept: list[str] = []
    place = 0
    for each in found:
        kept += text[place : each.start], by
        place = each.end
    return "".join([*kept, text[place:]])
