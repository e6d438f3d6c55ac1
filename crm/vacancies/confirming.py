"""What a recruiter had better confirm before anything else: a permission that ends, an old CV, wishes."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from crm.extensions import db
from crm.formats import date_words, days_left
from models import Candidate, Document, DocumentKind, Purpose, Wishes, may

ENDS_SOON = timedelta(days=30)
OLD_CV = timedelta(days=2 * 365)


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """Facts; they become words in the language of whoever reads them."""

    ends_at: datetime | None = None
    cv_year: int | None = None
    hours: str = ""
    regions: str = ""
    available_on: date | None = None

    @property
    def words(self) -> list[str]:
        """For mail and other systems: of wishes only what they are about, since these are a person's own words."""
        wishes = {_("hours"): self.hours, _("region"): self.regions, _("from when"): self.available_on}
        about = ", ".join(subject for subject, wish in wishes.items() if wish)
        return [*self._dates, *([_("wishes about %(subjects)s", subjects=about)] if about else [])]

    @property
    def sentence(self) -> str:
        return _("Confirm first: %(what)s", what="; ".join(self.words)) if self.words else ""

    @property
    def in_full(self) -> list[str]:
        """For a page that staff sign in to."""
        wishes = [
            (self.hours, _("hours a week: %(hours)s", hours=self.hours)),
            (self.regions, _("region: %(regions)s", regions=self.regions)),
        ]
        words = [*self._dates, *(words for wish, words in wishes if wish)]
        return [*words, _("from %(date)s", date=date_words(self.available_on))] if self.available_on else words

    @property
    def _dates(self) -> list[str]:
        words = []
        if self.ends_at:
            days = days_left(self.ends_at)
            words.append(
                ngettext("permission ends in %(num)s day", "permission ends in %(num)s days", days)
                if days > 0
                else _("permission ends today")
            )
        if self.cv_year:
            words.append(_("CV from %(year)s", year=self.cv_year))
        return words


def to_confirm(people: Collection[Candidate], now: datetime) -> dict[int, ToConfirm]:
    """By candidate id, in two queries, however many they are."""
    ids = [person.id for person in people]
    newest = dict(
        db.session.execute(
            select(Document.candidate_id, func.max(Document.created_at))
            .where(Document.candidate_id.in_(ids), Document.kind == DocumentKind.CV)
            .group_by(Document.candidate_id)
        ).all()
    )
    wishes = {
        each.candidate_id: each for each in db.session.scalars(select(Wishes).where(Wishes.candidate_id.in_(ids)))
    }
    return {person.id: _of(person, newest.get(person.id), wishes.get(person.id), now) for person in people}


def _of(person: Candidate, cv_from: datetime | None, wishes: Wishes | None, now: datetime) -> ToConfirm:
    until = [may(person, purpose, now).until for purpose in (Purpose.MATCH_VACANCIES, Purpose.EMAIL_VACANCIES)]
    ends_at = min((end for end in until if end), default=None)
    facts = ToConfirm(
        ends_at=ends_at if ends_at and ends_at - now <= ENDS_SOON else None,
        cv_year=cv_from.year if cv_from and now - cv_from > OLD_CV else None,
    )
    if wishes is None:
        return facts
    is_later = wishes.available_on and wishes.available_on > now.date()
    return replace(
        facts, hours=wishes.hours, regions=wishes.regions, available_on=wishes.available_on if is_later else None
    )
