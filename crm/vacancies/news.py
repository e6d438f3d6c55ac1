"""What an alert says. The sentences are plain text made here, in the reader's language when a template asks for them,
so that the HTML of a mail escapes them and its text does not."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from crm.formats import number
from crm.vacancies.confirming import ToConfirm, to_confirm
from models import AlertFrequency, Band, Match, MatchRun, Vacancy

MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Named:
    """A person in a mail to staff: first name and initial, and the vacancy's own requirements. No text of a CV."""

    name: str
    place: str | None
    band: Band
    found: list[str]
    unclear: list[str]
    not_found: list[str]
    confirm: ToConfirm
    path: str

    @classmethod
    def of(cls, match: Match, confirm: ToConfirm) -> "Named":
        asked: dict[str, list[str]] = {"found": [], "unclear": [], "not_found": []}
        for each in match.evidence:
            asked[each["finding"]].append(each["requirement"])
        person, path = match.candidate, f"/vacancies/{match.vacancy_id}?match={match.id}"
        return cls(person.short_name, person.place, match.band, **asked, confirm=confirm, path=path)

    @classmethod
    def all_of(cls, matches: Sequence[Match], now: datetime) -> "list[Named]":
        """In the order of the matches."""
        confirm = to_confirm([match.candidate for match in matches], now)
        return [cls.of(match, confirm[match.candidate_id]) for match in matches]

    @property
    def band_word(self) -> str:
        return {Band.STRONG: _("strong"), Band.GOOD: _("good"), Band.POSSIBLE: _("possible")}[self.band]

    @property
    def found_words(self) -> str:
        return _("Found: %(requirements)s", requirements=", ".join(self.found)) if self.found else ""

    @property
    def absent_words(self) -> str:
        words = []
        if self.unclear:
            words.append(_("Unclear: %(requirements)s", requirements=", ".join(self.unclear)))
        if self.not_found:
            words.append(_("Not found: %(requirements)s", requirements=", ".join(self.not_found)))
        return ". ".join(words)


@dataclass(frozen=True, slots=True)
class News:
    """Who fits one vacancy, of whom the reader had not heard. `everybody` are their ids, `people` those who are named;
    `earlier`: the reader had heard of others."""

    vacancy: Vacancy
    run: MatchRun
    people: Sequence[Named]
    everybody: Set[int]
    earlier: bool

    @property
    def total(self) -> int:
        return len(self.everybody)

    @property
    def heading(self) -> str:
        title = self.vacancy.title
        if self.earlier:
            return ngettext(
                "%(num)s more person fits %(title)s", "%(num)s more people fit %(title)s", self.total, title=title
            )
        return ngettext("%(num)s person fits %(title)s", "%(num)s people fit %(title)s", self.total, title=title)

    @property
    def names(self) -> str:
        return ", ".join(person.name for person in self.people)

    @property
    def more(self) -> str:
        unnamed = self.total - len(self.people)
        return ngettext("And %(num)s more person.", "And %(num)s more people.", unnamed) if unnamed else ""

    @property
    def compared(self) -> str:
        people = self.run.compared + self.run.compared_since
        return ngettext("%(count)s person compared.", "%(count)s people compared.", people, count=number(people))


@dataclass(frozen=True, slots=True)
class Digest:
    """What came together since the last morning, by vacancy."""

    frequency: AlertFrequency
    news: Sequence[News]

    @property
    def heading(self) -> str:
        """Whoever fits two vacancies is one person."""
        people, vacancies = len(frozenset().union(*(each.everybody for each in self.news))), len(self.news)
        if vacancies == 1:
            return self.news[0].heading
        return _("New for %(vacancies)s vacancies: %(people)s people", vacancies=vacancies, people=people)

    @property
    def titles(self) -> str:
        return ", ".join(each.vacancy.title for each in self.news)

    @property
    def rhythm(self) -> str:
        if self.frequency is AlertFrequency.WEEKLY:
            return _("You get this once a week, on Monday at eight.")
        return _("You get this once a day, on working days at eight.")
