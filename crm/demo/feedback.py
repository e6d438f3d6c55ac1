"""What a recruiter found, requirement by requirement, and the sentence that only this person gets.

A finding follows from the CV where the CV tells (`met_by`); what only a talk can tell is found in talks. Phrases that
begin with * come from a meeting or a test, and are kept for people who came that far.
"""

import random
from collections.abc import Sequence

from crm.demo.cards import Deck, read, read_folder
from crm.demo.careers import trades
from crm.demo.cast import DemoApplication, DemoFinding, DemoPerson
from crm.demo.company import DemoRequirement, DemoVacancy
from models import Finding, Stage

_LEVELS = {Finding.STRONG: "strong", Finding.ENOUGH: "enough", Finding.NOT_YET: "lacking"}
_MET = (Stage.INTERVIEWED, Stage.FINAL)


class Feedback:
    """Deals findings and sentences, so that two people who were rejected for one vacancy read different letters."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._phrases = read_folder("findings")
        self._words = read("headings.toml")
        self._decks: dict[tuple[str, ...], Deck[str]] = {}
        self._said: set[str] = set()

    def stage(self, vacancy: DemoVacancy, trade: str) -> Stage:
        """How far somebody of this trade came: a must-have missing from the CV mostly ends it there."""
        stages, weights = (Stage.SCREENED, *_MET), (25, 60, 15)
        if any(item.must and not _meets(item, trade) for item in vacancy.requirements):
            stages, weights = (Stage.APPLIED, Stage.SCREENED, Stage.INTERVIEWED), (50, 30, 20)
        return self._rng.choices(stages, weights)[0]

    def findings(self, vacancy: DemoVacancy, person: DemoPerson, stage: Stage) -> tuple[DemoFinding, ...]:
        """One or two reasons for the no, after what was good: never only the one or only the other."""
        in_cv = [item for item in vacancy.requirements if item.met_by is not None]
        missing = [item for item in in_cv if not _meets(item, person.trade)][:2]
        if stage is Stage.APPLIED:
            found = [item for item in in_cv if item not in missing][:1]
        else:
            in_talk = [item for item in vacancy.requirements if item.met_by is None]
            missing = missing or [self._rng.choice(in_talk)]
            found = [item for item in vacancy.requirements if item not in missing][: 3 if stage in _MET else 2]
        levels = {item.key: self._rng.choices([Finding.STRONG, Finding.ENOUGH], [3, 2])[0] for item in found}
        levels |= {item.key: Finding.NOT_YET for item in missing}
        return tuple(self._finding(vacancy, key, finding, person, stage) for key, finding in levels.items())

    def _finding(
        self, vacancy: DemoVacancy, requirement: str, finding: Finding, person: DemoPerson, stage: Stage
    ) -> DemoFinding:
        language = person.language.value
        phrases: dict[str, list[str]] = self._phrases[vacancy.key][requirement][language]
        fitting = [phrase for phrase in phrases[_LEVELS[finding]] if stage in _MET or not phrase.startswith("*")]
        where = (vacancy.key, requirement, language)
        note = self._deal((*where, *fitting), fitting).removeprefix("* ")
        advice = self._deal((*where, "advice"), phrases["advice"]) if finding is Finding.NOT_YET else ""
        return DemoFinding(requirement, finding, note, advice)

    def sentence(self, person: DemoPerson, stage: Stage, *, again: bool) -> str:
        """Something true of this person alone: a remark about what stands in their CV, or their own words."""
        words = self._words[person.language.value]
        sentence = self._remark(person) if stage in _MET else None
        if sentence is None:
            kind = "quote" if stage is Stage.APPLIED else "called"
            sentence = self._deal((kind, person.language.value), words[kind]).format(task=person.line)
        return f"{self._deal(('again', person.language.value), words['again'])} {sentence}" if again else sentence

    def _remark(self, person: DemoPerson) -> str | None:
        """What nobody was told before: first about something in this CV, else about the trade."""
        remarks: list[dict[str, str]] = trades()[person.trade]["remarks"]
        cv = person.cv.lower()
        about = [remark["say"] for remark in remarks if "about" in remark and remark["about"].lower() in cv]
        general = [remark["say"] for remark in remarks if "about" not in remark]
        new = [remark for remark in [*about, *general] if remark not in self._said]
        self._said.update(new[:1])
        return new[0] if new else None

    def _deal(self, name: tuple[str, ...], cards: Sequence[str]) -> str:
        return self._decks.setdefault(name, Deck(cards, self._rng)).one()


def _meets(requirement: DemoRequirement, trade: str) -> bool:
    return requirement.met_by is None or trade in requirement.met_by


def check_back(person: DemoPerson, application: DemoApplication) -> int | None:
    """So many days ago the letter's advice comes back; None when nobody asks."""
    advised = any(found.finding is Finding.NOT_YET and found.advice for found in application.findings)
    chance = random.Random(f"{person.email} back").random()  # noqa: S311 (invented people are no secret)
    if not advised or not application.decided or (person.trade and chance > 0.3):
        return None
    return application.decided - 95
