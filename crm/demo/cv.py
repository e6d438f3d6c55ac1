"""How people lay out a CV: the same parts in another order, with other headings, in bullets or in sentences."""

import random
from dataclasses import dataclass

from crm.demo.cards import read
from crm.demo.careers import Career, Job
from crm.demo.names import Identity
from models import Language


@dataclass(frozen=True)
class Layout:
    """Patterns of one way to lay out a CV; without a bullet the tasks become sentences."""

    top: str
    job: str
    order: str
    heading: str = "{}"
    bullet: str = ""


LAYOUTS = (
    Layout(
        top="{name}\n{place}",
        job="{since} – {until}  {title}, {employer}",
        order="profile work education certificates systems languages hobby",
        bullet="- ",
    ),
    Layout(
        top="Curriculum vitae\n{name}, {place}\n{email}",
        job="{title}, {employer} ({since} – {until})",
        order="work education certificates profile languages systems hobby wish",
        bullet="• ",
    ),
    Layout(
        top="{name} | {place} | {headline}",
        job="{since}–{until}: {title}, {employer}.",
        order="profile certificates languages work education hobby",
        heading="{}:",
    ),
    Layout(
        top="{name}\n{place}, {phone}",
        job="{title} | {employer} | {since}–{until}",
        order="profile systems certificates work education languages wish",
        heading="{CAPITALS}",
        bullet="– ",
    ),
    Layout(
        top="{name}\n{headline}\n{place}",
        job="{employer}, {since} – {until}\n{title}",
        order="wish profile work systems education certificates hobby languages",
        bullet="* ",
    ),
    Layout(
        top="{name}, {place}",
        job="{title}, {employer}, {since} – {until}.",
        order="work profile systems education languages certificates wish hobby",
        heading="{CAPITALS}",
    ),
)


class CvWriter:
    """Puts a career on paper. `region` and `hours` belong to what the person is looking for."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._headings = read("headings.toml")

    def write(self, who: Identity, career: Career, *, language: Language, place: str, region: str, hours: str) -> str:
        layout = self._rng.choice(LAYOUTS)
        words = self._headings[language.value]
        now = self._rng.choice(words["now"])
        parts = {
            "profile": career.summary,
            "work": "\n".join(_job(job, layout, now) for job in career.jobs),
            "education": career.education,
            "certificates": _list(career.certificates, layout),
            "systems": ", ".join(career.systems),
            "languages": career.languages,
            "hobby": career.hobby,
            "wish": words["wanted"].format(work=career.work, hours=hours, region=region),
        }
        top = layout.top.format(
            name=f"{who.first_name} {who.last_name}",
            place=place,
            email=who.email,
            phone=who.phone,
            headline=career.headline,
        )
        sections = [
            f"{_heading(self._rng.choice(words[part]), layout)}\n{parts[part]}" for part in layout.order.split()
        ]
        return "\n\n".join([top, *sections])


def _heading(words: str, layout: Layout) -> str:
    return layout.heading.format(words, CAPITALS=words.upper())


def _job(job: Job, layout: Layout, now: str) -> str:
    first = layout.job.format(title=job.title, employer=job.employer, since=job.since, until=job.until or now)
    if layout.bullet:
        return "\n".join([first, *(f"{layout.bullet}{task}" for task in job.tasks)])
    return " ".join([first, *(f"{task}." for task in job.tasks)])


def _list(items: tuple[str, ...], layout: Layout) -> str:
    return "\n".join(f"{layout.bullet}{item}" for item in items) if layout.bullet else "; ".join(items)
