"""Inviting a hand-picked few at once: each opened by who invites, each with a letter and a decision of their own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from crm.candidates.looks import was_opened_by
from crm.extensions import db
from crm.invitations import services
from crm.mail.contact import budgets_of
from models import AlreadyInvited, Candidate, Invitation, Match, User, Vacancy

MOST_AT_ONCE = 10
"""More letters than this nobody reads one by one."""


@dataclass(slots=True)
class Sent:
    """Who was invited, and who was not and why: a word as `services.why_not` gives it."""

    invited: list[Match] = field(default_factory=list)
    refused: list[tuple[Match, str]] = field(default_factory=list)


def opened_matches(vacancy: Vacancy, *, by: User, now: datetime) -> list[Match]:
    """The people to decide about whom this colleague opened beside this vacancy, the best first."""
    query = Match.shown(now).where(Match.vacancy_id == vacancy.id, Match.is_to_decide(), was_opened_by(by, vacancy.id))
    permissions = contains_eager(Match.candidate).selectinload(Candidate.permissions)
    applications = contains_eager(Match.candidate).selectinload(Candidate.applications)
    return list(db.session.scalars(query.options(permissions, applications, selectinload(Match.vacancy))))


def why_not_each(vacancy: Vacancy, matches: Sequence[Match], *, by: User, now: datetime) -> dict[int, str | None]:
    """Why each of them cannot be invited now, by match id; None when they can."""
    people = [match.candidate for match in matches]
    budgets = budgets_of(people, by=by, now=now)
    known = select(Invitation.candidate_id).where(
        Invitation.vacancy_id == vacancy.id, Invitation.candidate_id.in_([person.id for person in people])
    )
    invited = set(db.session.scalars(known))  # also an invitation of before a merge, of which no match tells
    return {
        match.id: "already_invited"
        if match.candidate_id in invited
        else services.why_not(match, by=by, now=now, known=budgets[match.candidate_id])
        for match in matches
    }


def invite_several(matches: Sequence[Match], *, sentence: str, by: User, now: datetime) -> Sent:
    """Decide to write to each of these people. Who cannot be invited is told apart, and stops nobody else's letter.

    The people are locked in one order, so that two colleagues with overlapping choices never wait for each other in a
    ring.
    """
    sent = Sent()
    for match in sorted(matches, key=lambda each: each.candidate_id):
        try:
            with db.session.begin_nested():
                services.invite(match, sentence=sentence, by=by, now=now)
            sent.invited.append(match)
        except AlreadyInvited:
            sent.refused.append((match, "already_invited"))
        except services.MayNotContact as refusal:
            sent.refused.append((match, refusal.reason))
    return sent
