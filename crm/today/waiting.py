"""Who waits for an answer from us. Days count what the person heard, not what we did."""

from datetime import datetime

from sqlalchemy import Select, func
from sqlalchemy.orm import contains_eager, joinedload

from crm.extensions import db
from models import Application, Candidate, Vacancy

LIMIT_DAYS = 14
"""After so many days of silence somebody has waited too long."""


def waiting(now: datetime) -> Select[Application]:
    """Open applications, whoever waits longest first."""
    return _undecided(now).options(
        contains_eager(Application.candidate).load_only(
            Candidate.public_id, Candidate.first_name, Candidate.last_name, Candidate.email
        ),
        joinedload(Application.vacancy).load_only(Vacancy.title),
    )


def waiting_count(now: datetime) -> int:
    return db.session.scalars(_undecided(now).order_by(None).with_only_columns(func.count())).one()


def _undecided(now: datetime) -> Select[Application]:
    return Application.undecided().join(Application.candidate).where(Candidate.is_visible(now))
