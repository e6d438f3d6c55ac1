"""Open, change, stop and close a vacancy. Whatever changes the question makes the comparison due again."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from crm import audit
from crm.applications.waiting import waiting_count
from crm.extensions import db
from crm.queue import wake
from crm.vacancies.language import language_of
from models import Filled, Language, Organisation, Requirement, User, Vacancy, Verdict


class Asked(NamedTuple):
    """One thing a vacancy asks. `must` lowers the band of people in whose profile it is not found; it hides nobody."""

    text: str
    must: bool = False


def open_vacancy(
    *,
    title: str,
    description: str,
    place: str | None = None,
    hours: str | None = None,
    language: Language | None = None,
    country: str | None = None,
    recruiters: Iterable[User] = (),
    requirements: Iterable[tuple[str, bool]] = (),
    by: User | None = None,
    now: datetime,
) -> Vacancy:
    """A new opening. The worker compares it with everyone who may be matched as soon as this is committed."""
    vacancy = Vacancy(opened_at=now, opened_by=by)
    db.session.add(vacancy)
    _write(vacancy, title, description, place, hours, language, country, recruiters)
    vacancy.requirements = [
        Requirement(position=position, text=text, must=must) for position, (text, must) in enumerate(requirements)
    ]
    db.session.flush()
    audit.record("vacancy_opened", by=by, now=now, subject=f"vacancy:{vacancy.id}")
    wake("match")
    return vacancy


def change(
    vacancy: Vacancy,
    *,
    title: str,
    description: str,
    place: str | None = None,
    hours: str | None = None,
    language: Language | None = None,
    country: str | None = None,
    recruiters: Iterable[User] = (),
    requirements: Iterable[tuple[str, bool]] = (),
    by: User | None = None,
    now: datetime,
) -> bool:
    """Write the vacancy anew; True when it now asks something else and will be compared again.

    The row is locked first: a worker that takes it a moment later reads the new text.
    """
    db.session.refresh(vacancy, with_for_update={"of": Vacancy})
    before = _question(vacancy)
    _write(vacancy, title, description, place, hours, language, country, recruiters)
    _ask(vacancy, [Asked(*asked) for asked in requirements], now)
    asks_something_else = _question(vacancy) != before
    if asks_something_else:
        vacancy.rematch()
        wake("match")
    audit.record("vacancy_changed", by=by, now=now, subject=f"vacancy:{vacancy.id}", rematch=asks_something_else)
    return asks_something_else


class PeopleWait(Exception):
    """Somebody who applied has had no answer; a closed vacancy would never give one."""


def close(vacancy: Vacancy, *, filled: Filled | None = None, by: User | None = None, now: datetime) -> None:
    """Nobody is compared with it or invited for it any more; an invitation that still waits will not be sent.

    Raises PeopleWait while an application for it is open.
    """
    if vacancy.is_open:
        if waiting_count(now, vacancy_id=vacancy.id):
            raise PeopleWait(vacancy.id)
        vacancy.close(now, filled=filled)
        audit.record("vacancy_closed", by=by, now=now, subject=f"vacancy:{vacancy.id}")


def stop_matching(vacancy: Vacancy, *, by: User | None = None, now: datetime) -> None:
    vacancy.matching = False
    audit.record("matching_stopped", by=by, now=now, subject=f"vacancy:{vacancy.id}")


def resume_matching(vacancy: Vacancy, *, by: User | None = None, now: datetime) -> None:
    """Whoever came while it was stopped is compared now."""
    vacancy.matching = True
    audit.record("matching_resumed", by=by, now=now, subject=f"vacancy:{vacancy.id}")
    wake("match")


def _write(
    vacancy: Vacancy,
    title: str,
    description: str,
    place: str | None,
    hours: str | None,
    language: Language | None,
    country: str | None,
    recruiters: Iterable[User],
) -> None:
    vacancy.rename(" ".join(title.split()))
    vacancy.description = description.replace("\r\n", "\n").strip()
    vacancy.place, vacancy.hours = place or None, hours or None
    vacancy.language = language or language_of(f"{title}\n{description}", _usual_language())
    vacancy.country = country or None
    vacancy.recruiters = list(recruiters)


def _usual_language() -> Language:
    organisation = db.session.scalars(Organisation.current()).one_or_none()
    return organisation.language if organisation else Language.DUTCH


def _question(vacancy: Vacancy) -> tuple[object, ...]:
    """What people are compared with. Place, hours and recruiters are not part of it yet."""
    asked = [(requirement.text, requirement.must) for requirement in vacancy.requirements if not requirement.retired_at]
    return vacancy.title, vacancy.description, vacancy.language, asked


def _ask(vacancy: Vacancy, wanted: Sequence[Asked], now: datetime) -> None:
    """Keep what is still asked, add what is new; what somebody was told about is retired, the rest goes."""
    current = {requirement.text: requirement for requirement in vacancy.requirements}
    for position, (text, must) in enumerate(wanted):
        requirement = current.pop(text, None)
        if requirement is None:
            vacancy.requirements.append(Requirement(position=position, text=text, must=must))
        else:
            requirement.position, requirement.must = position, must
    told = select(Verdict.requirement_id).where(Verdict.requirement_id.in_([old.id for old in current.values()]))
    spoken_of = set(db.session.scalars(told))
    for old in current.values():
        if old.id in spoken_of:
            old.retired_at = now
        else:
            vacancy.requirements.remove(old)
