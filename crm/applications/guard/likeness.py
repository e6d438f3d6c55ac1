"""How alike two letters are: the cosine of their words, weighted by how few of the letters have them (TF-IDF)."""

from collections import Counter
from collections.abc import Sequence
from math import log, sqrt

from matching.text import stems, words


def most_alike(
    text: str, others: Sequence[str], language: str, *, without: frozenset[str] = frozenset()
) -> tuple[int, float] | None:
    """Which of the others is most like the text, and how much, from 0 to 1. None when there is nothing to compare."""
    counts = [_counted(each, language, without) for each in (text, *others)]
    if not others or not counts[0]:
        return None
    spread = Counter(stem for each in counts for stem in each)
    rarity = {stem: log((1 + len(counts)) / (1 + letters)) + 1 for stem, letters in spread.items()}
    own, *rest = ({stem: count * rarity[stem] for stem, count in each.items()} for each in counts)
    alike = [_cosine(own, each) for each in rest]
    nearest = max(range(len(alike)), key=alike.__getitem__)
    return nearest, alike[nearest]


def _counted(text: str, language: str, without: frozenset[str]) -> Counter[str]:
    found = stems([word.text for word in words(text, language)], language)
    return Counter(stem for stem in found if stem not in without)


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    lengths = sqrt(sum(weight**2 for weight in one.values()) * sum(weight**2 for weight in other.values()))
    return sum(weight * other.get(stem, 0.0) for stem, weight in one.items()) / lengths if lengths else 0.0
