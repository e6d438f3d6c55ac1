"""One applicant out of nothing: a name, a home, a career and the CV they would write about it."""

import random
from datetime import date, timedelta

from crm.demo.cards import read
from crm.demo.careers import Sidelines, Trade, trades
from crm.demo.cast import DemoApplication, DemoPerson
from crm.demo.cv import CvWriter
from crm.demo.names import Names
from models import Language, Stage

_HOURS = ("24", "24-32", "32", "32-36", "36", "36-40", "40")


class Portraits:
    def __init__(self, rng: random.Random, names: Names, today: date) -> None:
        self._rng = rng
        self._names = names
        self._today = today
        self._places = read("places.toml")["place"]
        self._writer = CvWriter(rng)
        sidelines = {language: Sidelines(language, rng) for language in Language}
        self._trades = {name: Trade(name, sidelines[Language(name.rsplit(".", 1)[1])], rng) for name in trades()}

    def person(self, trade: str, *, vacancy: str, applied: int) -> DemoPerson:
        """Somebody of this trade, as they were on the day they applied."""
        practice = self._trades[trade]
        who = self._names.identity(practice.language)
        career = practice.career(year=(self._today - timedelta(days=applied)).year, speaks=who.speaks)
        (home,) = self._rng.choices(self._places, [place["weight"] for place in self._places])
        wish = {"place": home["name"], "region": home["region"], "hours": self._rng.choice(_HOURS)}
        return DemoPerson(
            first_name=who.first_name,
            last_name=who.last_name,
            email=who.email,
            phone=who.phone,
            language=practice.language,
            headline=career.headline,
            cv=self._writer.write(who, career, language=practice.language, **wish),
            work=career.work,
            tags=tuple(practice.tags),
            applications=(DemoApplication(vacancy, applied, Stage.APPLIED),),
            trade=trade,
            line=self._rng.choice(career.jobs[0].tasks),
            **wish,
        )
