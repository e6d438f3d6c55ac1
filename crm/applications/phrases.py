"""How a finding is said in a letter. Each kind has a few ways, used in turn, so that no two lines sound alike."""

from datetime import date

from flask_babel import gettext as _

from crm.formats import date_words, full_stop
from crm.letters import Point
from models import Finding


def said(
    asked: str, finding: Finding, note: str, *, number: int, advice: str = "", check_back_on: date | None = None
) -> Point:
    """One finding as a paragraph, in the reader's language; `number` counts within its kind."""
    ways = _ways(finding)
    parts = [ways[number % len(ways)], full_stop(note) if note.strip() else ""]
    return Point(asked, " ".join(filter(None, [*parts, *_advice(advice, check_back_on, number)])))


def _ways(finding: Finding) -> list[str]:
    return {
        Finding.STRONG: [
            _("this is one of your strong points."),
            _("here you are strong, too."),
            _("we were impressed by this."),
            _("we would have been glad of this."),
        ],
        Finding.ENOUGH: [
            _("this is good enough for the work."),
            _("this is fine as well."),
            _("nothing stood in the way here."),
        ],
        Finding.NOT_YET: [
            _("this is where the difference was."),
            _("this counted, too."),
            _("here something was missing, too."),
        ],
    }[finding]


def promised(words: str, due_on: date) -> str:
    """A promise as it stands in the letter; it is kept, with its owner and its day."""
    return _(
        "%(words)s You can hold me to that: by %(date)s at the latest.", words=full_stop(words), date=date_words(due_on)
    )


def _advice(advice: str, check_back_on: date | None, number: int) -> list[str]:
    """What would help, and when we ask about it: only somebody who lets us keep their details is asked."""
    if not advice.strip():
        return []
    ways = [
        _("What would help: %(advice)s", advice=_begun(advice)),
        _("A good next step: %(advice)s", advice=_begun(advice)),
        _("If you want to go that way: %(advice)s", advice=_begun(advice)),
    ]
    asking = (
        _("If we may keep your details, we will ask on %(date)s how it went.", date=date_words(check_back_on))
        if check_back_on
        else ""
    )
    return [ways[number % len(ways)], *filter(None, [asking])]


def _begun(advice: str) -> str:
    """As it goes on after a colon: a capital stays only where the word is written so."""
    words = full_stop(advice)
    was_small = advice.strip()[:1].islower()
    return words[:1].lower() + words[1:] if was_small else words
