"""Letters with a label, and how often the guard is wrong about them."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crm.applications.guard.judging import Letter, Seen, judge


@dataclass(frozen=True, slots=True)
class Labelled:
    letter: Letter
    is_boilerplate: bool

    @property
    def seen(self) -> list[Seen]:
        return judge(self.letter)

    @property
    def is_wrong(self) -> bool:
        return any(each.refuses for each in self.seen) is not self.is_boilerplate


def read(path: Path) -> Iterator[Labelled]:
    """A file of vacancies and letters; `language` at its top, else the first two letters of its name."""
    content = tomllib.loads(path.read_text("utf-8"))
    for each in content["letter"]:
        vacancy = content["vacancies"][each["vacancy"]]
        letter = Letter(
            text=each["text"].strip(),
            language=content.get("language", path.name[:2]),
            names=names(each["name"]),
            vacancy=vacancy["title"],
            requirements=tuple(vacancy["requirements"]),
            background=(each["background"],),
        )
        yield Labelled(letter, each["kind"] == "boilerplate")


def names(whole: str) -> tuple[str, str]:
    first, _space, last = whole.partition(" ")
    return first, last


def errors(path: Path) -> tuple[list[Labelled], list[Labelled], int]:
    """Standard letters that passed, good letters that were refused, and how many there were."""
    labelled = list(read(path))
    wrong = [each for each in labelled if each.is_wrong]
    passed = [each for each in wrong if each.is_boilerplate]
    return passed, [each for each in wrong if not each.is_boilerplate], len(labelled)
