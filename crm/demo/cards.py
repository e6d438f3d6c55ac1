"""Chance that can be repeated: decks that deal every card before any comes twice, and sentences with gaps."""

import random
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

Card = TypeVar("Card")
CONTENT = Path(__file__).parent / "content"
_GAP = re.compile(r"\{([^{}]*)\}")
_RANGE = re.compile(r"(\d+)-(\d+)")
_YEAR = re.compile(r"y(?:ear)?([+-]\d+)?")


def read(path: str) -> dict[str, Any]:
    """One file of content, by its path below `crm/demo/content`."""
    return tomllib.loads((CONTENT / path).read_text(encoding="utf-8"))


def read_folder(folder: str) -> dict[str, dict[str, Any]]:
    """Every file of a folder in the order of their names, by name without `.toml`."""
    return {path.stem: read(f"{folder}/{path.name}") for path in sorted((CONTENT / folder).glob("*.toml"))}


class Deck(Generic[Card]):
    """Cards dealt without repeats until all are gone; so two people rarely share a sentence."""

    def __init__(self, cards: Sequence[Card], rng: random.Random) -> None:
        self._cards = list(cards)
        self._rng = rng
        self._pile: list[Card] = []

    def deal(self, count: int = 1) -> list[Card]:
        """A hand of different cards, at most all there are."""
        hand: list[Card] = []
        while len(hand) < min(count, len(self._cards)):
            if not self._pile:
                self._pile = self._rng.sample(self._cards, len(self._cards))
            card = self._pile.pop()
            if card in hand:
                self._pile.insert(0, card)
            else:
                hand.append(card)
        return hand

    def one(self) -> Card:
        return self.deal()[0]


def fill(text: str, rng: random.Random, *, year: int, years: int = 0) -> str:
    """Close the gaps of a sentence: {40-60} a number, {five|six} one of these, {y-3} a year, {years} the career."""

    def close(gap: re.Match[str]) -> str:
        inside = gap[1]
        if inside == "years":
            return str(years)
        if distance := _YEAR.fullmatch(inside):
            return str(year + int(distance[1] or 0))
        if numbers := _RANGE.fullmatch(inside):
            return str(rng.randint(int(numbers[1]), int(numbers[2])))
        return rng.choice(inside.split("|"))

    return _GAP.sub(close, text)
