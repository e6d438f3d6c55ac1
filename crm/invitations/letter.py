"""What the invitation says: why we thought of this person, in the vacancy's own words."""

from datetime import datetime
from typing import Any

from crm import mail
from crm.screening import masked
from models import Candidate, Invitation, Match, Outcome, Purpose, User, may

MOST_REASONS = 4


def letter(match: Match, invitation: Invitation, *, now: datetime) -> dict[str, Any]:
    """The context of `email/invitation`; the composer's preview and the mail itself are made from the same."""
    return {
        "vacancy": match.vacancy,
        "invitation": invitation,
        "why": why(match),
        "last_time": last_time(match.candidate),
        "until": may(match.candidate, Purpose.EMAIL_VACANCIES, now).until,
    }


def why(match: Match) -> list[str]:
    """What was found of what the vacancy asks; when nothing was, the person's own words that weigh most.

    An occupation that only resembles theirs is for a recruiter to weigh: in a letter "≈ …" says nothing.
    """
    found = [each["requirement"] for each in match.evidence if each["finding"] == "found"]
    return (found or [word for word in match.words if not word.startswith("≈")])[:MOST_REASONS]


def last_time(candidate: Candidate) -> Any:
    """The last candidacy that was decided: how we know each other."""
    decided = [each for each in candidate.applications if each.outcome is not Outcome.OPEN]
    return max(decided, key=lambda each: each.decided_at or each.applied_at, default=None)


def preview(match: Match, *, sentence: str, by: User, now: datetime) -> mail.Rendered:
    """The letter as the person will read it; nothing is kept of it, and numbers that must not be here are not shown."""
    draft = Invitation(public_id="preview", sentence=masked(sentence), created_at=now)
    return mail.render("invitation", match.candidate, sender=by, **letter(match, draft, now=now))
