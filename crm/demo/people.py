"""The 150 people who once applied to the invented company. The same seed and day give the same people."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from crm.demo.answers import answers
from crm.demo.cast import DemoApplication, DemoPerson
from crm.demo.company import DemoVacancy, vacancies
from crm.demo.feedback import Feedback
from crm.demo.leads import leads
from crm.demo.names import Names
from crm.demo.portraits import Portraits
from models import Outcome, Stage

SEED = 20
_IMPORTED = 12
_SILVER_MEDALLISTS = 2
_STILL_IN_THEIR_WEEKS = 24
DAYS_UNTIL_HEARD = 8


def people(seed: int = SEED, *, today: date) -> tuple[DemoPerson, ...]:
    """Everybody, in the order in which they first applied."""
    rng = random.Random(seed)  # noqa: S311 (invented people are no secret)
    names = Names(rng)
    cast = [*leads(names, today), *TwoYears(rng, Portraits(rng, names, today)).applicants()]
    return tuple(sorted(cast, key=lambda person: (-person.applications[0].applied, person.email)))


class TwoYears:
    """Lets the applicants come by, vacancy after vacancy, and decides on them."""

    def __init__(self, rng: random.Random, portraits: Portraits) -> None:
        self._rng = rng
        self._portraits = portraits
        self._feedback = Feedback(rng)

    def applicants(self) -> list[DemoPerson]:
        cast: list[DemoPerson] = []
        for vacancy in vacancies():
            for trade in _each(vacancy.returning):
                known = self._rng.choice([person for person in cast if person.trade == trade and _may_return(person)])
                cast[cast.index(known)] = self._again(known, vacancy)
            cast += self._first_timers(vacancy)
            cast += [self._from_an_old_list(vacancy, trade) for trade in _each(vacancy.unproven)]
        return cast

    def _first_timers(self, vacancy: DemoVacancy) -> Iterator[DemoPerson]:
        stories = list(_each(vacancy.answers))
        self._rng.shuffle(stories)
        silver = 0
        for trade, story in zip(_each(vacancy.cast), stories, strict=True):
            person = self._portraits.person(trade, vacancy=vacancy.key, applied=self._applied(vacancy, story))
            (application,) = person.applications
            application = self._heard(person, vacancy, application, story)
            if application.stage is Stage.FINAL and application.decided and silver < _SILVER_MEDALLISTS:
                silver += 1
                application = replace(application, silver_medallist=True)
            said = answers(story, application.decided, self._rng)
            yield replace(person, applications=(application,), answers=said)

    def _again(self, person: DemoPerson, vacancy: DemoVacancy) -> DemoPerson:
        """Somebody who was turned down before tries again; what they allowed us meanwhile stays as it was."""
        story = "waiting" if vacancy.is_open else "again"
        application = DemoApplication(vacancy.key, self._applied(vacancy, story), Stage.APPLIED)
        return replace(person, applications=(*person.applications, self._heard(person, vacancy, application, story)))

    def _from_an_old_list(self, vacancy: DemoVacancy, trade: str) -> DemoPerson:
        """Imported this month from a spreadsheet that says no more than when and for what they applied."""
        person = self._portraits.person(trade, vacancy=vacancy.key, applied=self._applied(vacancy, "imported"))
        decided = replace(
            person.applications[0], decided=(vacancy.closed or 0) + 2, outcome=Outcome.REJECTED, stage=Stage.SCREENED
        )
        return replace(person, applications=(decided,), imported=_IMPORTED)

    def _applied(self, vacancy: DemoVacancy, story: str) -> int:
        """Soon after the opening, or lately for whoever still waits for an answer."""
        if story == "waiting" and vacancy.closed:
            return vacancy.closed + self._rng.randint(DAYS_UNTIL_HEARD, 25)
        if story == "waiting":
            return min(vacancy.opened - 2, self._rng.randint(5, 20))
        return vacancy.opened - self._rng.randint(2, 12)

    def _heard(
        self, person: DemoPerson, vacancy: DemoVacancy, application: DemoApplication, story: str
    ) -> DemoApplication:
        """How the candidacy went, and what the person was told about it."""
        stage = self._feedback.stage(vacancy, person.trade)
        if story == "waiting":
            spoke = application.applied > DAYS_UNTIL_HEARD
            return replace(application, stage=stage, told=self._rng.randint(1, DAYS_UNTIL_HEARD - 2) if spoke else None)
        return replace(
            application,
            stage=stage,
            decided=self._decided(vacancy, application, story),
            outcome=Outcome.REJECTED,
            findings=self._feedback.findings(vacancy, person, stage),
            sentence=self._feedback.sentence(person, stage, again=story == "again"),
        )

    def _decided(self, vacancy: DemoVacancy, application: DemoApplication, story: str) -> int:
        """Whoever did not say yes is here only because their weeks are not over: they heard lately."""
        latest = (vacancy.closed or 2) + 1
        earliest = application.applied - DAYS_UNTIL_HEARD
        if story in ("refused", "unanswered", "withdrawn"):
            earliest = min(earliest, _STILL_IN_THEIR_WEEKS)
        if story == "expired":
            earliest = latest + 2
        return self._rng.randint(latest, max(latest, earliest))


def _each(counts: dict[str, int]) -> Iterator[str]:
    for name, count in counts.items():
        yield from [name] * count


def _may_return(person: DemoPerson) -> bool:
    return len(person.applications) == 1 and person.imported is None and person.applications[0].decided is not None
