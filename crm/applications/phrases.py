"""How a finding is said in a letter. Each kind has a few ways, so that no two lines sound alike, and few letters."""

from datetime import date

from flask_babel import gettext as _

from crm.formats import date_words, full_stop
from crm.letters import Point
from models import Finding


def said(
    asked: str,
    finding: Finding,
    note: str,
    *,
    number: int,
    start: int = 0,
    advice: str = "",
    check_back_on: date | None = None,
) -> Point:
    """One finding as a paragraph, in the reader's language.

    `number` counts within its kind; `start` lets two people who compare their letters find other words.
    """
    first, further = _ways(finding)
    way = further[(start + number - 1) % len(further)] if number else first[start % len(first)]
    parts = [way, full_stop(note) if note.strip() else ""]
    return Point(asked, " ".join(filter(None, [*parts, *_advice(advice, check_back_on, start + number)])))


def _ways(finding: Finding) -> tuple[list[str], list[str]]:
    """To begin with, and for each further one of its kind."""
    return {
        Finding.STRONG: (
            [_("this is one of your strong points."), _("we were impressed by this."), _("you are good at this.")],
            [_("here you are strong, too."), _("we would have been glad of this."), _("this is a strong point, too.")],
        ),
        Finding.ENOUGH: (
            [_("you have what this work asks."), _("nothing stood in the way here.")],
            [_("this is fine as well."), _("here, too, you have what it takes.")],
        ),
        Finding.NOT_YET: (
            [_("this is where the difference was."), _("this is what we missed."), _("this is what it came down to.")],
            [_("this counted, too."), _("here something was missing, too.")],
        ),
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
    words = full_stop(advice)
    ways = [
        _("What would help? %(advice)s", advice=words),
        _("A good next step? %(advice)s", advice=words),
        _("Our advice? %(advice)s", advice=words),
    ]
    asking = (
        _("If we may keep your details, we will ask on %(date)s how it went.", date=date_words(check_back_on))
        if check_back_on
        else ""
    )
    return [ways[number % len(ways)], *filter(None, [asking])]
