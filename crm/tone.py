"""How Dutch mail addresses a candidate, *je* or *u*: a second catalogue with only the sentences in which it differs.

A sentence stays `_("…")` everywhere. `formal.po` beside `messages.po` holds its Dutch with *u*; what is not in there is
the same for both.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask_babel import Domain, get_domain

from models import Tone

_CATALOGUES = str(Path(__file__).parent / "translations")
# Of two catalogues the later one wins.
_FORMAL = Domain(translation_directories=[_CATALOGUES, _CATALOGUES], domain="messages;formal")


@contextmanager
def addressing(tone: Tone) -> Iterator[None]:
    """Inside, gettext speaks to the reader like this."""
    before = get_domain()
    if tone is Tone.U:
        _FORMAL.as_default()
    try:
        yield
    finally:
        before.as_default()
