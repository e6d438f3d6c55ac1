"""Whether somebody has been told yet: until the letter leaves, nothing on their own page may say more than it did."""

from sqlalchemy import select

from crm.extensions import db
from models import Application, Candidate, Message, Outcome
from models.message import ON_ITS_WAY


def untold(candidate: Candidate) -> list[Application]:
    """Candidacies that were decided against, of which the letter still waits or is just leaving."""
    rejected = {f"rejection:a{each.id}": each for each in candidate.applications if each.outcome is Outcome.REJECTED}
    if not rejected:
        return []
    waits = select(Message.dedupe_key).where(Message.dedupe_key.in_(rejected), Message.state.in_(ON_ITS_WAY))
    return [rejected[key] for key in db.session.scalars(waits)]
