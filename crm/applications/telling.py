"""Whether somebody has been told yet: until the letter leaves, nothing on their own page may say more than it did."""

from datetime import datetime

from sqlalchemy import func, select

from crm.extensions import db
from models import Application, Candidate, Message, MessageClass, Outcome
from models.message import ON_ITS_WAY


def untold(candidate: Candidate) -> list[Application]:
    """Candidacies that were decided against, of which the letter still waits or is just leaving."""
    rejected = {f"rejection:a{each.id}": each for each in candidate.applications if each.outcome is Outcome.REJECTED}
    if not rejected:
        return []
    waits = select(Message.dedupe_key).where(Message.dedupe_key.in_(rejected), Message.state.in_(ON_ITS_WAY))
    return [rejected[key] for key in db.session.scalars(waits)]


def last_heard(application: Application) -> datetime:
    """When the person last got a mail about this vacancy; else the day on which they applied."""
    heard = select(func.max(Message.sent_at)).where(
        Message.candidate_id == application.candidate_id,
        Message.vacancy_id == application.vacancy_id,
        Message.message_class == MessageClass.PROCESS,
    )
    return db.session.scalar(heard) or application.applied_at
