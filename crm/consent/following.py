"""What a changed permission does in the same transaction: lists, vectors, waiting mail and what began with us."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete

from crm.extensions import db
from crm.queue import wake
from models import (
    Candidate,
    ConsentEvent,
    ConsentKind,
    Match,
    Mention,
    Message,
    MessageClass,
    Organisation,
    Outcome,
    ProfileVector,
    Purpose,
    may,
)


def follow(candidate: Candidate, organisation: Organisation, *, now: datetime) -> None:
    """Nobody is compared or mailed on a yes that is gone; whoever says yes is compared soon."""
    candidate.settle(now, candidate.preset(organisation))
    if may(candidate, Purpose.MATCH_VACANCIES, now).allowed:
        wake("match")
    else:
        stop_comparing(candidate)
    for mail_class in MessageClass:
        if mail_class.purpose and not may(candidate, mail_class.purpose, now).allowed:
            db.session.execute(Message.cancel_queued(candidate.id, [mail_class], "no_permission"))


def stop_comparing(candidate: Candidate) -> None:
    """No vector, no match that nobody decided about, no mail on its way that names them: out of every list at once."""
    db.session.execute(Mention.cancel_naming(candidate.id))
    db.session.execute(delete(ProfileVector).where(ProfileVector.candidate_id == candidate.id))
    db.session.execute(delete(Match).where(Match.candidate_id == candidate.id, Match.decision.is_(None)))


def leave_invited(
    candidate: Candidate, events: Iterable[ConsentEvent], organisation: Organisation, *, now: datetime
) -> None:
    """Whoever withdraws being kept leaves what began with an invitation of ours, too; their own applications go on."""
    if not any(event.purpose is Purpose.KEEP_PROFILE and event.kind is ConsentKind.WITHDRAWN for event in events):
        return
    is_open = [each for each in candidate.applications if each.outcome is Outcome.OPEN]
    invited = [each for each in is_open if each.invitation_id]
    for application in invited:
        application.withdraw(now)
    if invited and invited == is_open:
        candidate.close_procedure(now, candidate.preset(organisation))
