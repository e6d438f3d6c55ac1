"""How a finding is said in a letter. Each kind has a few ways, used in turn, so that no two lines sound alike."""

from flask_babel import gettext as _

from crm.formats import full_stop
from crm.letters import Point
from models import Finding


def said(asked: str, finding: Finding, note: str, *, number: int) -> Point:
    """One finding as a paragraph, in the reader's language; `number` counts within its kind."""
    ways = _ways(finding)
    return Point(asked, " ".join(filter(None, [ways[number % len(ways)], full_stop(note) if note.strip() else ""])))


def _ways(finding: Finding) -> list[str]:
    return {
        Finding.STRONG: [
            _("this is one of your strong points."),
            _("here you are strong, too."),
            _("we were impressed by this."),
        ],
        Finding.ENOUGH: [_("this is good enough for the work."), _("this is fine as well.")],
        Finding.NOT_YET: [_("not yet enough for this work."), _("here something was missing, too.")],
    }[finding]
