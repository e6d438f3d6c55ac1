"""What a colleague reads about a finding: what it is and why it may not be there, never the words or digits."""

from collections.abc import Iterable

from flask_babel import gettext as _

from crm.screening.finding import Kind
from crm.screening.texts import MASK


def name_of(kind: Kind) -> str:
    return {
        Kind.BSN: _("a citizen service number (BSN)"),
        Kind.NATIONAL_ID: _("a national identity number"),
        Kind.TRAVEL_DOCUMENT: _("lines of a passport or identity card"),
        Kind.BANK_ACCOUNT: _("a bank account number"),
        Kind.BIRTH: _("an age or birth"),
        Kind.FAMILY: _("marriage, children or pregnancy"),
        Kind.ORIGIN: _("nationality or origin"),
        Kind.BELIEF: _("belief"),
        Kind.HEALTH: _("health or a disability"),
        Kind.UNION: _("a trade union"),
        Kind.POLITICS: _("politics"),
        Kind.ORIENTATION: _("sexual orientation"),
        Kind.CONVICTION: _("a conviction"),
    }[kind]


def _listed(kinds: Iterable[Kind]) -> str:
    return ", ".join(name_of(kind) for kind in kinds)


def refused(kinds: Iterable[Kind]) -> str:
    """For a text with numbers in it; they are masked by now."""
    return _(
        "This held %(what)s, which we may not keep about applicants. We put %(mask)s there: take that out as well.",
        what=_listed(kinds),
        mask=MASK,
    )


def still_masked() -> str:
    return _("Take out %(mask)s, or write something else there.", mask=MASK)


def must_go(kinds: Iterable[Kind]) -> str:
    """While the text is being written."""
    return _("Take out %(what)s: we may not keep that about applicants.", what=_listed(kinds))


def better_not(kinds: Iterable[Kind]) -> str:
    """While the text is being written."""
    return _("You seem to write about %(what)s. That may not weigh in a decision.", what=_listed(kinds))


def unlawful(kinds: Iterable[Kind]) -> str:
    """For a reason or a tag, where such a word is never right."""
    return _("This speaks of %(what)s. That may not count for anybody here: say it without.", what=_listed(kinds))


def asked_about(kinds: Iterable[Kind]) -> str:
    """For a text that goes through when its writer wants it to."""
    return _(
        "This seems to speak of %(what)s, which may not weigh in a decision. Take it out, "
        "or send once more if it has to stay.",
        what=_listed(kinds),
    )


def perhaps_a_number(kinds: Iterable[Kind]) -> str:
    return _(
        "This holds what can be %(what)s. Take it out; if it is something else, send once more.", what=_listed(kinds)
    )
