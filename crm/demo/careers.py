"""A working life for one trade: jobs that follow each other, and the papers and programs that belong to it."""

import random
from dataclasses import dataclass
from functools import cache
from typing import Any

from crm.demo.cards import Deck, fill, read, read_folder
from models import Language

_DEALT = ("headlines", "titles", "employers", "summaries", "tasks", "certificates", "systems", "education", "wishes")


@dataclass(frozen=True)
class Job:
    title: str
    employer: str
    since: int
    until: int | None
    tasks: tuple[str, ...]


@dataclass(frozen=True)
class Career:
    headline: str
    summary: str
    jobs: tuple[Job, ...]
    education: str
    certificates: tuple[str, ...]
    systems: tuple[str, ...]
    languages: str
    hobby: str
    work: str


@cache
def trades() -> dict[str, dict[str, Any]]:
    """What is written about each trade, by its name and language: `chauffeur.nl`."""
    return read_folder("banks")


class Sidelines:
    """Jobs before the trade, languages and hobbies: dealt over everybody who writes in this language."""

    def __init__(self, language: Language, rng: random.Random) -> None:
        content = read("sidelines.toml")[language.value]
        self.before = Deck[dict[str, Any]](content["before"], rng)
        self.languages = Deck[str](content["extra_languages"], rng)
        self.hobbies = Deck[str](content["hobbies"], rng)

    def languages_beside(self, speaks: str) -> str:
        """What somebody speaks from home, and what they learned: never one language twice."""
        learned = [language for language in self.languages.one().split(", ") if language.split()[0] not in speaks]
        return ", ".join([speaks, *learned])


class Trade:
    """The decks of one trade, shared by all who practise it."""

    def __init__(self, name: str, sidelines: Sidelines, rng: random.Random) -> None:
        content = trades()[name]
        self._rng = rng
        self._sidelines = sidelines
        self._always = content["always"]
        self._before = Deck[dict[str, str]](content["before"], rng)
        self._decks = {part: Deck[str](content[part], rng) for part in _DEALT}
        # At most three of every four tasks, so that two of a small trade do not tell the same story.
        self._most_tasks = len(content["tasks"]) * 3 // 4
        self.language = Language(name.rsplit(".", 1)[1])
        self.tags: list[str] = content["tags"]

    def career(self, *, year: int, speaks: str) -> Career:
        """A life in this trade, as somebody would write it down in `year`."""
        years = self._rng.randint(6, 15)
        jobs = self._jobs(year, years)
        certificates = self._always + self._decks["certificates"].deal(self._rng.randint(1, 3))
        return Career(
            headline=self._decks["headlines"].one(),
            summary=self._fill(self._decks["summaries"].one(), year, years),
            jobs=tuple(jobs),
            education=f"{self._decks['education'].one()}, {jobs[-1].since - self._rng.randint(0, 2)}",
            certificates=tuple(self._fill(certificate, year) for certificate in certificates),
            systems=tuple(self._decks["systems"].deal(self._rng.randint(2, 4))),
            languages=self._sidelines.languages_beside(speaks),
            hobby=self._fill(self._sidelines.hobbies.one(), year),
            work=self._decks["wishes"].one(),
        )

    def _jobs(self, year: int, years: int) -> list[Job]:
        """Newest first: two or three jobs in the trade, before them perhaps what led to it and something else."""
        count = 3 if years > 9 else 2
        started = [year - turn for turn in [*sorted(self._rng.sample(range(1, years), count - 1)), years]]
        ended = [None, *started]
        titles = sorted(self._decks["titles"].deal(count), key=_is_a_beginners)
        employers = self._decks["employers"].deal(count + 1)
        told = self._decks["tasks"].deal(min(self._rng.randint(7, 9 + count), self._most_tasks))
        tasks = [tuple(self._fill(task, year) for task in told[place::count]) for place in range(count)]
        jobs = [Job(*job) for job in zip(titles, employers, started, ended, tasks, strict=False)]
        if self._rng.random() < 0.6:
            led_here = self._before.one()
            employer, task = led_here.get("employer", employers[-1]), self._fill(led_here["task"], year)
            jobs.append(self._job_before(jobs[-1], led_here["title"], employer, [task]))
        if self._rng.random() < 0.65:
            first = self._sidelines.before.one()
            jobs.append(
                self._job_before(jobs[-1], first["title"], first["employer"], self._rng.sample(first["tasks"], 2))
            )
        return jobs

    def _job_before(self, job: Job, title: str, employer: str, tasks: list[str]) -> Job:
        return Job(title, employer, job.since - self._rng.randint(1, 3), job.since, tuple(tasks))

    def _fill(self, text: str, year: int, years: int = 0) -> str:
        return fill(text, self._rng, year=year, years=years)


def _is_a_beginners(title: str) -> bool:
    """A title that nobody takes after a full one, so it belongs to the oldest job."""
    return title.startswith(("Assistent", "Junior", "Leerling"))
