"""Who recruits for a vacancy, and how often each wants to hear of it."""

from collections.abc import Collection

from sqlalchemy import select

from crm.extensions import db
from models import AlertChoice, AlertFrequency, Role, User, Vacancy


def recruiters_of(vacancy: Vacancy) -> list[User]:
    """Those of the vacancy who are still here; when there is none, every recruiter."""
    active = db.session.scalars(User.active()).all()
    chosen = {user.id for user in vacancy.recruiters}
    return [user for user in active if user.id in chosen] or [user for user in active if user.has_role(Role.RECRUITER)]


def frequencies(user: User, vacancy_ids: Collection[int]) -> dict[int, AlertFrequency]:
    """By vacancy: what they chose for it, else what stands in their profile."""
    chosen = select(AlertChoice.vacancy_id, AlertChoice.frequency).where(
        AlertChoice.user_id == user.id, AlertChoice.vacancy_id.in_(vacancy_ids)
    )
    return dict.fromkeys(vacancy_ids, user.alert_frequency) | dict(db.session.execute(chosen).all())


def choose(vacancy: Vacancy, user: User, frequency: AlertFrequency | None) -> None:
    """For this vacancy; None follows the profile again. What waits goes by what stands here when it is looked at."""
    choice = db.session.get(AlertChoice, (vacancy.id, user.id))
    if frequency is None:
        if choice:
            db.session.delete(choice)
    elif choice:
        choice.frequency = frequency
    else:
        db.session.add(AlertChoice(vacancy_id=vacancy.id, user_id=user.id, frequency=frequency))
