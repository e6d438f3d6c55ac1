"""Reading and labelling people."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import joinedload, selectinload

from crm import audit
from crm.consent.ledger import lock
from crm.extensions import db
from crm.mail import bounces
from models import (
    Application,
    Candidate,
    Invitation,
    Match,
    Promise,
    Tag,
    User,
    Vacancy,
    VacancyState,
    Verdict,
    Wishes,
)
from models.words import fold

MOST_TAGS_PER_PERSON = 30


class TooManyTags(Exception):
    """A person with more labels than anybody reads."""


def person(public_id: str, now: datetime) -> Candidate | None:
    """The person with everything their page shows, in a fixed number of queries; None when staff may not see them."""
    query = Candidate.visible(now).where(Candidate.public_id == public_id)
    applications = selectinload(Candidate.applications)
    return db.session.scalars(
        query.options(
            applications.joinedload(Application.vacancy),
            applications.selectinload(Application.verdicts).joinedload(Verdict.requirement),
            selectinload(Candidate.invitations).options(
                joinedload(Invitation.vacancy), joinedload(Invitation.invited_by)
            ),
            selectinload(Candidate.documents),
            selectinload(Candidate.permissions),
            selectinload(Candidate.tags),
            joinedload(Candidate.owner),
            selectinload(Candidate.known_by),
        )
    ).one_or_none()


def open_matches(candidate: Candidate, now: datetime) -> list[Match]:
    """The open vacancies this person fits, while we may compare them."""
    return list(
        db.session.scalars(
            Match.shown(now)
            .join(Vacancy, Vacancy.id == Match.vacancy_id)
            .where(Match.candidate_id == candidate.id, Vacancy.state == VacancyState.OPEN)
            .options(joinedload(Match.vacancy))
            .limit(10)
        )
    )


def wishes_of(candidate: Candidate) -> Wishes | None:
    """What the person says they look for; None when they said nothing."""
    wishes = db.session.get(Wishes, candidate.id)
    said = wishes and (wishes.work or wishes.regions or wishes.hours or wishes.available_on)
    return wishes if said else None


def standing_promises(candidate: Candidate) -> list[Promise]:
    """What somebody still has to keep."""
    standing = Promise.of(candidate.id).where(Promise.stands())
    return list(db.session.scalars(standing.options(joinedload(Promise.owner))))


def address_works(candidate: Candidate, *, by: User, now: datetime) -> None:
    lock(candidate)
    bounces.works_again(candidate, now=now)
    audit.record("address_works", by=by, now=now, subject=f"candidate:{candidate.public_id}")


def all_tags() -> list[Tag]:
    """The vocabulary, for filters and suggestions."""
    return list(db.session.scalars(select(Tag).order_by(Tag.folded).limit(200)))


def add_tag(candidate: Candidate, name: str) -> Tag:
    """Label a person; a word that exists in another spelling is that word. Raises TooManyTags."""
    if len(candidate.tags) >= MOST_TAGS_PER_PERSON:
        raise TooManyTags
    tag = _tag(name)
    if tag not in candidate.tags:
        candidate.tags.append(tag)
        candidate.refresh_search()
    return tag


def _tag(name: str) -> Tag:
    """The tag of this word. Two colleagues who make it at once make one."""
    wanted = Tag.named(name)
    insert_into = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    db.session.execute(insert_into(Tag).values(name=wanted.name, folded=wanted.folded).on_conflict_do_nothing())
    return db.session.scalars(select(Tag).where(Tag.folded == wanted.folded)).one()


def remove_tag(candidate: Candidate, name: str) -> None:
    candidate.tags = [tag for tag in candidate.tags if tag.folded != fold(name)]
    candidate.refresh_search()
