"""What a hurried writer leaves behind."""

import re

# [name], {reason}, <…>, XXX, ___ and dots at the end of nothing.
_UNFILLED = re.compile(r"\[[^\]]*\]|\{[^}]*\}|<[^\s<>][^<>]*>|\bX{3,}\b|_{3,}|(?<!\w)(?:…|\.{3,})")


def unfilled(text: str) -> str | None:
    """The first place in the text that somebody still had to fill in."""
    place = _UNFILLED.search(text)
    return place.group() if place else None
