"""What a machine reads on a passport or an identity card."""

import re
from collections.abc import Iterator

from crm.screening.finding import Action, Finding, Kind

# ICAO 9303: a line of names in capitals, and the line with number, birth and expiry that stands below it.
_MRZ = re.compile(
    r"(?<![A-Z0-9<])(?:"
    r"[A-Z0-9<]{9}[0-9<][A-Z<]{3}\d{6}\d[MFX<]\d{6}\d[A-Z0-9<]{2,16}"
    r"|\d{6}\d[MFX<]\d{6}\d[A-Z<]{3}[A-Z0-9<]{11}\d"
    r"|(?P<names>[PVACI][A-Z<][A-Z<]{3}[A-Z0-9<]{15,39}|[A-Z]{1,28}(?:<[A-Z]{1,28}){0,4}<<[A-Z<]{2,28})"
    r")(?![A-Z0-9<])"
)


def travel_documents(text: str) -> Iterator[Finding]:
    """The lines at the foot of a passport, or on the back of a card. Older Dutch ones hold the BSN."""
    if "<<" not in text:
        return
    for found in _MRZ.finditer(text):
        if not found["names"] or found["names"].count("<") >= 2:
            yield Finding(Kind.TRAVEL_DOCUMENT, Action.BLOCK, found.start(), found.end())
