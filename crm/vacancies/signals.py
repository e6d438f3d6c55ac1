"""What counts beside the text: each a line of its own in the reasons, with its own amount."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models import Application, Candidate, Finding, Followed, Language, Outcome, Signal, Stage, Vacancy
from models.words import fold

STAGES = {Stage.APPLIED: 0.0, Stage.SCREENED: 1 / 3, Stage.INTERVIEWED: 2 / 3, Stage.FINAL: 1.0}
FINDINGS = {Finding.STRONG: 1.0, Finding.ENOUGH: 0.5, Finding.NOT_YET: -1.0}

FRESH, STALE = timedelta(days=182), timedelta(days=730)
"""A profile of half a year is fresh; what it is worth runs out until two years."""

_HOURS = re.compile(r"\b\d{1,2}\b")


@dataclass(frozen=True, slots=True)
class Side:
    """What a vacancy asks besides the work, as plain values that outlive a transaction."""

    requirements: frozenset[str]
    place: str
    hours: tuple[int, int] | None
    language: Language

    @classmethod
    def of(cls, vacancy: Vacancy) -> "Side":
        asked = frozenset(fold(requirement.text) for requirement in vacancy.requirements)
        return cls(asked, fold(vacancy.place or ""), hours_of(vacancy.hours or ""), vacancy.language)


def reasons(side: Side, person: Candidate, amounts: Mapping[Signal, float], now: datetime) -> list[dict[str, Any]]:
    """As they are kept beside the reasons of the text; what adds nothing is left out."""
    found = ((signal, amounts[signal] * share) for signal, share in _shares(side, person, now))
    return [{"text": signal.value, "amount": amount, "kind": "signal"} for signal, amount in found if amount]


def _shares(side: Side, person: Candidate, now: datetime) -> Iterator[tuple[Signal, float]]:
    """How much of each amount this person gets, from -1 to 1."""
    if last := _last_time(person):
        yield Signal.SILVER_MEDALLIST, float(last.silver_medallist)
        yield Signal.STAGE, STAGES[last.stage]
        yield Signal.FINDINGS, _findings(side, last)
    if side.place:
        yield Signal.PLACE, float(_is_near(side.place, person))
    if side.hours and person.wishes and (wished := hours_of(person.wishes.hours)):
        yield Signal.HOURS, float(wished[0] <= side.hours[1] and side.hours[0] <= wished[1])
    yield Signal.LANGUAGE, float(person.language is side.language)
    yield Signal.FRESH, _freshness(person, now)


def _last_time(person: Candidate) -> Application | None:
    """The last candidacy that ended with a letter. Survey answers and refusals of our own invitations never count."""
    ended = [each for each in person.applications if each.outcome is Outcome.REJECTED and each.decided_at]
    return max(ended, key=lambda each: (each.decided_at, each.id), default=None)


def _findings(side: Side, last: Application) -> float:
    """What was sent about requirements that this vacancy asks too, taken together. Whoever followed our advice since is
    not held back by it any more."""
    told = [
        0.0 if each.followed is Followed.DONE else FINDINGS[each.finding]
        for each in last.verdicts
        if fold(each.requirement.text) in side.requirements
    ]
    return sum(told) / len(told) if told else 0.0


def _is_near(place: str, person: Candidate) -> bool:
    """The same place, or one that the person named as a region where they want to work."""
    regions = re.split(r"[,;/\n]", person.wishes.regions) if person.wishes else []
    return place in {fold(each.strip()) for each in (person.place or "", *regions)}


def _freshness(person: Candidate, now: datetime) -> float:
    """By the day, so that a run repeated on the same day comes out the same."""
    age = now.date() - person.profile_changed_at.date()
    return min(1.0, max(0.0, (STALE - age) / (STALE - FRESH)))


def hours_of(text: str) -> tuple[int, int] | None:
    """The least and the most of the numbers of hours in it: "32-40 uur" is from 32 to 40."""
    numbers = [int(number) for number in _HOURS.findall(text) if 1 <= int(number) <= 60]
    return (min(numbers), max(numbers)) if numbers else None
