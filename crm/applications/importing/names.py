"""One name into a first and a last name: a Dutch prefix belongs to the last name."""

from models.words import fold

PREFIXES = frozenset(
    "van de den der des het 't ter ten te op in aan bij onder over uit uijt voor vande vanden vander van't "
    "d' l' la le les du dos da di del della von vom zu zum zur el al ait bin ben".split()
)


def split_name(name: str) -> tuple[str, str]:
    """`Jan van der Berg` and `Berg, Jan van der` are one. Without a prefix only the last word is the last name."""
    last, comma, first = name.partition(",")
    if comma and first.strip() and "," not in first:
        words = first.split()
        begins = next((n for n, word in enumerate(words) if n and _is_prefix(word)), len(words))
        return " ".join(words[:begins]), " ".join([*words[begins:], *last.split()])
    words = name.replace(",", " ").split()
    begins = next((n for n, word in enumerate(words[:-1]) if n and _is_prefix(word)), max(1, len(words) - 1))
    return " ".join(words[:begins]), " ".join(words[begins:])


def _is_prefix(word: str) -> bool:
    return fold(word).replace("’", "'").rstrip(".") in PREFIXES
