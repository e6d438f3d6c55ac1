"""What an alert says. The sentences are plain text made here, in the reader's language when a template asks for them,
so that the HTML of a mail escapes them and its text does not."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from crm.formats import number
from models import Band, Candidate, Match, MatchRun, Vacancy

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

    @classmethod
    def of(cls, person: Candidate, match: Match) -> "Named":
        asked: dict[str, list[str]] = {"found": [], "unclear": [], "not_found": []}
        for each in match.evidence:
            asked[each["finding"]].append(each["requirement"])
        return cls(person.short_name, person.place, match.band, **asked)

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
    """Whom a comparison found that the team had not heard of. `earlier`: it had heard of others."""

    vacancy: Vacancy
    run: MatchRun
    people: Sequence[Named]
    total: int
    earlier: bool

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
