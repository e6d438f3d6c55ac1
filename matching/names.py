"""Names of people, which say nothing about what somebody can do. They are gone before anything is computed.

Known are the person's own name, where whoever asks gives it, and some twelve thousand given names of many countries
that are no word of work (`resources/given_names.txt`), with the surname behind them. A surname alone is not known.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

_CAPITALS = re.compile(r"[^\W\d_a-z][^\W\d_]{2,}(?:-[^\W\d_]+)*")
_REST = re.compile(
    r"""(?:[ ]+(?:[^\W\d_a-z]\.)+)*
    (?i:[ ]+(?:van|de|den|der|het|'t|ten|ter|te|in|op|von|zu|el|al|ben|bin|bint|abu|da|dos|di|du|la|le|mac|st\.))*
    [ ]+(?:[Oo]['’]|[dD]['’])?[^\W\d_a-z][^\W\d_]+(?:-[^\W\d_]+)*""",
    re.VERBOSE,
)


@lru_cache
def given_names() -> frozenset[str]:
    lines = (Path(__file__).parent / "resources" / "given_names.txt").read_text("utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())


def blank_names(text: str) -> str:
    """The same text, equally long, with spaces for given names that are written as such, and for what follows them."""
    kept: list[str] = []
    past = 0
    for start, end in _places(text):
        kept += text[past:start], " " * (end - start)
        past = end
    return "".join([*kept, text[past:]]) if kept else text


def blank_own(text: str, name: str) -> str:
    """The same text, equally long, without the whole of this name, in either order and however it is written."""
    parts = [re.escape(part) for part in name.split()]
    if len(parts) < 2:
        return text
    first, rest = parts[0], parts[1:]
    orders = (r"[\s,]+".join(order) for order in (parts, [*rest, first]))
    return re.sub(rf"(?<!\w)(?:{'|'.join(orders)})(?!\w)", lambda found: " " * len(found.group()), text, flags=re.I)


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Given names and the surname behind them; several given names are one name."""
    names, past = given_names(), 0
    for found in _CAPITALS.finditer(text):
        start, end = found.span()
        if start < past or not _is_given(found.group(), names):
            continue
        while rest := _REST.match(text, end):
            end = rest.end()
            if not _is_given(rest.group().split()[-1], names):
                break
        yield start, end
        past = end


def _is_given(word: str, names: frozenset[str]) -> bool:
    lower = word.lower()
    return lower in names or ("-" in lower and lower.partition("-")[0] in names)
