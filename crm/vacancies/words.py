"""Words for what a run left out."""

from flask_babel import gettext as _

from crm.formats import number
from models import MatchRun

FEWEST = 5
"""Below this a count is "a few": nobody can tell from it who refused. No total is given, for it would undo that."""


def left_out_words(run: MatchRun) -> list[str]:
    """The reasons, the commonest first."""
    ordered = sorted(run.left_out.items(), key=lambda item: (-item[1], item[0]))
    return [_reason(reason, number(count) if count >= FEWEST else _("a few")) for reason, count in ordered if count]


def _reason(reason: str, count: str) -> str:
    return {
        "no_permission": _("%(count)s without permission", count=count),
        "in_procedure": _("%(count)s in a procedure with us", count=count),
        "paused": _("%(count)s who paused", count=count),
        "hired": _("%(count)s who work here now", count=count),
        "invited": _("%(count)s already invited", count=count),
        "applied": _("%(count)s who applied for it themselves", count=count),
        "too_little_text": _("%(count)s with too little text", count=count),
    }[reason]
