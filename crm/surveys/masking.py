"""Making a text say less about its writer: what somebody wrote without their name must not hold it after all."""

import re

from models import Candidate

MASK = "•••"
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+|https?://\S+|\bwww\.\S+")
_NUMBER = re.compile(r"\+?\d[\d\s().-]{6,}\d")


def without_traces(text: str, candidate: Candidate) -> str:
    """Their own names, e-mail addresses, web addresses and telephone numbers made unreadable."""
    text = _NUMBER.sub(MASK, _ADDRESS.sub(MASK, text))
    names = [name for name in re.split(r"[\s-]+", candidate.name) if len(name) > 2]
    for name in names:
        text = re.sub(rf"\b{re.escape(name)}\b", MASK, text, flags=re.IGNORECASE)
    return text
