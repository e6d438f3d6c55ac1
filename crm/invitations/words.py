"""Why somebody cannot be invited, as a recruiter reads it."""

from datetime import datetime

from flask_babel import gettext as _

from crm.mail.contact import budget_of
from crm.mail.contact_words import contact_words
from models import Candidate, User


def why_not_words(reason: str, candidate: Candidate, *, by: User, now: datetime) -> str:
    """Refused, withdrawn and never asked are one sentence."""
    if reason == "too_soon":
        return contact_words(budget_of(candidate, by=by, now=now), candidate.first_name or candidate.name)
    return {
        "already_invited": _("Invited for this vacancy already."),
        "vacancy_closed": _("This vacancy is closed."),
        "call_first": _(
            "%(name)s told us that it went badly. Call first; after that inviting is possible again.",
            name=candidate.first_name or candidate.name,
        ),
        "no_address": _("We have no e-mail address of this person."),
        "address_bounces": _("Mail to their address does not arrive. Their page says what to do."),
    }.get(reason, _("This person gives no permission to mail."))
