"""What an answer does to a candidacy: *interested* begins one, once; any other answer ends it while nobody decided."""

from datetime import datetime

from sqlalchemy import select

from crm.applications import services as applications
from crm.extensions import db
from models import Application, Invitation, Outcome, Reply

DECIDED = (Outcome.HIRED, Outcome.REJECTED)


def candidacy_of(invitation: Invitation) -> Application | None:
    return db.session.scalars(select(Application).where(Application.invitation_id == invitation.id)).one_or_none()


def is_decided(invitation: Invitation) -> bool:
    """What came of it was decided: another answer changes that no more."""
    candidacy = candidacy_of(invitation)
    return candidacy is not None and candidacy.outcome in DECIDED


def follow(invitation: Invitation, *, now: datetime) -> None:
    """Bring the candidacy in line with the last answer. The caller holds the person's lock.

    Who began one otherwise in the meantime has no need of a second, and keeps it whatever they answer. A vacancy that
    closed gets none, nor does a person who wants us to do nothing with their data.
    """
    candidacy = candidacy_of(invitation)
    if invitation.reply is not Reply.INTERESTED:
        if candidacy and candidacy.outcome is Outcome.OPEN:
            applications.step_back(candidacy, now=now)
    elif not _may_begin(invitation):
        return
    elif candidacy is None and not _began_otherwise(invitation):
        applications.apply(invitation.candidate, invitation.vacancy, now=now, invitation=invitation)
    elif candidacy and candidacy.outcome is Outcome.WITHDREW:
        applications.resume(candidacy, now=now)


def _may_begin(invitation: Invitation) -> bool:
    candidate = invitation.candidate
    return invitation.vacancy.is_open and not candidate.restricted_at and not candidate.erase_requested_at


def _began_otherwise(invitation: Invitation) -> bool:
    known = select(Application.id).where(
        Application.candidate_id == invitation.candidate_id,
        Application.vacancy_id == invitation.vacancy_id,
        Application.outcome == Outcome.OPEN,
    )
    return db.session.scalars(known).first() is not None
