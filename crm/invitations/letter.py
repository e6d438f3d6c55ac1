"""What the invitation says: why we thought of this person, in the vacancy's own words."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from crm import mail
from crm.extensions import db
from crm.formats import month_words, period_words
from crm.invitations.sentence import for_person
from crm.languages import current_language
from crm.screening import masked
from models import Candidate, Invitation, Language, Match, Organisation, Outcome, Purpose, User, may

MOST_REASONS = 4
LEAST_TOLD = 0.02
"""Of a score, which counts to 1: a word that weighs less is chance, and no reason to write to somebody."""


def letter(match: Match, invitation: Invitation, *, now: datetime) -> dict[str, Any]:
    """The context of `email/invitation`; the composer's preview and the mail itself are made from the same."""
    with mail.speaking_to(match.candidate):
        values = {
            "vacancy": match.vacancy.title,
            "last_time": _how_we_know_each_other(match.candidate),
            "reasons": listed(why(match)),
            "sentence": invitation.sentence,
        }
    return {
        "letter": "invitation",
        "values": values,
        "vacancy": match.vacancy,
        "invitation": invitation,
        "until": may(match.candidate, Purpose.EMAIL_VACANCIES, now).until,
    }


def thanks(invitation: Invitation) -> dict[str, Any]:
    """The context of `email/thank_you`."""
    organisation, colleague = db.session.scalars(Organisation.current()).one(), invitation.invited_by
    with mail.speaking_to(invitation.candidate):
        values = {
            "vacancy": invitation.vacancy.title,
            "colleague": organisation.name if colleague.disabled_at else colleague.name,
            "moment": _within_a_sentence(period_words(*invitation.moment)) if invitation.moment else "",
        }
    return {"letter": "thank_you", "values": values, "vacancy": invitation.vacancy, "invitation": invitation}


def _within_a_sentence(moment: str) -> str:
    """Dutch writes days with a small letter, English does not."""
    return moment if current_language() is Language.ENGLISH else moment[:1].lower() + moment[1:]


def why(match: Match) -> list[str]:
    """What was found of what the vacancy asks; when nothing was, the person's own words that weigh enough.

    An occupation that only resembles theirs is for a recruiter to weigh: in a letter "≈ …" says nothing.
    """
    found = [each["requirement"] for each in match.evidence if each["finding"] == "found"]
    return (found or _own_words(match))[:MOST_REASONS]


def _own_words(match: Match) -> list[str]:
    """The weightiest first, each once. Where a word of the vacancy met its translation, the one that is theirs."""
    words: dict[str, str] = {}
    for reason in match.reasons:
        if reason["kind"] in ("term", "title") and reason["amount"] >= LEAST_TOLD:
            word = reason["text"].rpartition("≈")[2].strip()
            words.setdefault(word.casefold(), word)
    return list(words.values())


def listed(words: list[str]) -> str:
    """one, two and three"""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s", first=", ".join(words[:-1]), last=words[-1])


def _how_we_know_each_other(candidate: Candidate) -> str:
    organisation, last = db.session.scalars(Organisation.current()).one().name, last_time(candidate)
    if last is None:
        return _("You told %(organisation)s that we may write to you when something fits.", organisation=organisation)
    return _(
        "In %(month)s you applied to %(organisation)s for %(title)s. We have not forgotten that.",
        month=month_words(last.applied_at),
        organisation=organisation,
        title=last.vacancy.title,
    )


def last_time(candidate: Candidate) -> Any:
    """The last candidacy that was decided: how we know each other."""
    decided = [each for each in candidate.applications if each.outcome is not Outcome.OPEN]
    return max(decided, key=lambda each: each.decided_at or each.applied_at, default=None)


def preview(match: Match, *, sentence: str, by: User, now: datetime) -> mail.Rendered:
    """The letter as the person will read it; nothing is kept of it, and numbers that must not be here are not shown."""
    draft = Invitation(public_id="preview", sentence=masked(for_person(sentence, match.candidate)), created_at=now)
    return mail.render("invitation", match.candidate, sender=by, **letter(match, draft, now=now))
