"""What follows the letters of the invented company: promises, the survey, advice that comes back, ambassadors.

Who does what is drawn from a source of chance of each person's own, so nothing of it moves the others.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from crm.demo import touch, voices
from crm.demo.calendar import Act, Calendar
from crm.demo.cards import read
from crm.demo.cast import DemoApplication, DemoPerson
from crm.demo.feedback import check_back
from crm.demo.recruiters import Recruiters
from models import Followed, Outcome, Purpose, Stage

SCORES, HOW_OFTEN = (2, 4, 6, 7, 8, 9, 10), (1, 2, 3, 6, 10, 12, 6)
LET_DOWN = 3
FOLLOWED = (Followed.DONE, Followed.DONE, Followed.UNDER_WAY, Followed.NOT_DONE)
RECENT = 60
MET = (Stage.INTERVIEWED, Stage.FINAL)


class Afterwards:
    """Writes it into the calendar, by the `plan` that commits each act and lets its mail leave."""

    def __init__(self, calendar: Calendar, recruiters: Recruiters, plan: Callable[[datetime, Act], None]) -> None:
        self._at = calendar.at
        self._today = calendar.today
        self._recruiters = recruiters
        self._plan = plan
        self._words = read("afterwards.toml")

    def plan_for(self, everybody: tuple[DemoPerson, ...]) -> None:
        told = [(person, last) for person in everybody if (last := _turned_down(person))]
        for person, last in told:
            rng = random.Random(person.email)  # noqa: S311 (invented people are no secret)
            self._promise(person, last, rng)
            self._survey(person, last, rng)
            self._advice(person, last, rng)
            self._touch(person, last, rng)
        for person, _last in sorted(filter(_may_be_let_down, told), key=lambda each: each[1].decided or 0)[:4]:
            self._let_down(person)
        second = [person for person, last in told if last.silver_medallist and person.trade]
        for person, step, days in zip(second[-3:], self._words["steps"], (0, -9, -30), strict=True):
            on = self._today - timedelta(days=days)
            self._plan(self._at(1, 11), partial(touch.know, self._recruiters, person, step, on))
        for came in self._words["came"]:
            self._came(came)

    def _promise(self, person: DemoPerson, last: DemoApplication, rng: random.Random) -> None:
        decided, fate, words = last.decided or 0, rng.random(), rng.choice(self._words["promises"])
        if last.stage not in MET or rng.random() > 0.35:
            return
        due = decided - (rng.randint(30, 70) if decided > RECENT else rng.randint(12, 22))
        on = self._today - timedelta(days=due)
        self._plan(self._at(decided, 16, 20), partial(touch.promise, self._recruiters, person, last, words, on))
        if due < 1 or (decided <= RECENT and fate > 0.5):
            return  # its day is still to come, or came and nobody did it
        if fate < 0.8:
            self._plan(self._at(due + 1, 14), partial(touch.keep_promise, self._recruiters, person))
        else:
            because = rng.choice(self._words["broken"])
            self._plan(self._at(due, 14), partial(touch.break_promise, self._recruiters, person, because))

    def _survey(self, person: DemoPerson, last: DemoApplication, rng: random.Random) -> None:
        decided, score = last.decided or 0, rng.choices(SCORES, HOW_OFTEN)[0]
        is_asked = any(Purpose.SURVEY in said.purposes for said in person.answers)
        if is_asked:
            self._plan(self._at(decided - 5, 9), voices.asked_how_it_was)
        named, likes_it = rng.random() < 0.6, rng.random() < 0.55
        days = decided - rng.randint(6, 12)
        if days < 2 or rng.random() > (0.75 if is_asked else 0.45):
            return
        said = voices.answers(score, self._improve(person, score, rng), rng)
        self._plan(self._at(days, 20, 5), partial(voices.tell_how_it_was, person, said, named))
        if named and score <= 6:
            note = rng.choice(self._words["calls"])
            self._plan(self._at(days - 1, 10), partial(touch.call, self._recruiters, person, note))
        if named and score >= 9:
            self._plan(self._at(days - 1, 20), partial(voices.answer_ambassador, person, likes_it))

    def _let_down(self, person: DemoPerson) -> None:
        """Somebody had a bad time and waits for our call today."""
        rng = random.Random(0)  # noqa: S311 (invented people are no secret)
        said = voices.answers(LET_DOWN, self._improve(person, LET_DOWN, rng), rng)
        self._plan(self._at(1, 21), partial(voices.tell_how_it_was, person, said, True))

    def _improve(self, person: DemoPerson, score: int, rng: random.Random) -> str:
        lines: list[str] = self._words["improve"]["low" if score <= 6 else "high"][person.language.value]
        return rng.choice(lines)

    def _advice(self, person: DemoPerson, last: DemoApplication, rng: random.Random) -> None:
        back, followed = check_back(person, last), rng.choice(FOLLOWED)
        words = self._words["followed"].get(person.last_name) or rng.choice(
            self._words["followed"][person.language.value]
        )
        if back is None:
            return
        self._plan(self._at(back, 9), voices.asked_about_advice)
        if person.last_name in self._words["followed"]:
            followed = Followed.DONE
        if rng.random() < 0.7 or followed is Followed.DONE:
            self._plan(self._at(back - 2, 19), partial(voices.answer_advice, person, followed, words))

    def _touch(self, person: DemoPerson, last: DemoApplication, rng: random.Random) -> None:
        decided, buys, called = last.decided or 0, rng.random() < 0.15, rng.random()
        if buys:
            self._plan(self._at(decided - 2, 18), partial(voices.say_customer, person))
        if called < (0.6 if buys else 0.08):
            note = rng.choice(self._words["customer_notes" if buys else "notes"])
            self._plan(self._at(decided - 1, 11), partial(touch.note, self._recruiters, person, note))

    def _came(self, told: dict[str, Any]) -> None:
        came, days = voices.DemoReferred.of(told), told["days"]
        self._plan(self._at(days, 12), partial(voices.come, came, lambda: self._recruiters.vacancy(came.vacancy)))
        if told["confirms"]:
            self._plan(self._at(days - 1, 18), partial(voices.confirm, came))
            self._plan(self._at(days - 1, 18, 30), voices.thank)
        if told["hired"]:
            self._plan(self._at(days - 40, 17), partial(voices.hire, came, self._at(days - 2, 9)))


def _turned_down(person: DemoPerson) -> DemoApplication | None:
    """Their last candidacy, when it ended with a letter of ours."""
    last = person.applications[-1]
    is_told = last.outcome is Outcome.REJECTED and last.decided and person.imported is None
    return last if is_told else None


def _may_be_let_down(told: tuple[DemoPerson, DemoApplication]) -> bool:
    person, last = told
    return bool(person.trade) and (last.decided or 0) >= 6 and len(person.applications) == 1
