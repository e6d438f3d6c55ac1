"""What keeps a text from being a letter: each problem with its place, so that the page can say what to do there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from crm.letters.filling import STRANGE, split
from crm.letters.kinds import Letter
from crm.letters.placeholders import BY_NAME, SPOT, Placeholder
from models import Language, LetterText

MOST = {"subject": 150, "heading": 150, "body": 10_000}


@dataclass(frozen=True, slots=True)
class Problem:
    """`field` and `line` say where, `quoted` what stands there, `instead` what could."""

    field: str
    kind: str
    line: int = 0
    quoted: str = ""
    instead: str = ""


class Unfit(Exception):
    """The text cannot be kept as a letter."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(f"{each.field}: {each.kind}" for each in problems))
        self.problems = problems


def problems(letter: Letter, text: LetterText) -> list[Problem]:
    """Every problem, in the order of the page; none means that it can be kept."""
    fields = {"subject": text.subject, "heading": text.heading, "body": text.body}
    found = [problem for field, words in fields.items() for problem in _in_field(letter, text.language, field, words)]
    return found or list(_in_letter(letter, text))


def _in_field(letter: Letter, language: Language, field: str, words: str) -> Iterator[Problem]:
    if not words.strip():
        yield Problem(field, "empty")
    elif len(words) > MOST[field]:
        yield Problem(field, "too_long", quoted=str(len(words)), instead=str(MOST[field]))
    elif field != "body" and re.search(r"[\r\n]", words.strip()):
        yield Problem(field, "one_line")
    else:
        for number, line in enumerate(words.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
            yield from _in_line(letter, language, field, number, line)


def _in_line(letter: Letter, language: Language, field: str, number: int, line: str) -> Iterator[Problem]:
    if strange := STRANGE.search(line.replace("\t", " ")):
        yield Problem(field, "strange", number, f"U+{ord(strange.group()):04X}")
    for spot in SPOT.finditer(line):
        known = BY_NAME.get(spot.group(1))
        if known is None:
            yield Problem(field, "unknown", number, spot.group(), _nearest(letter, language, spot.group(1)))
        elif known not in letter.placeholders:
            yield Problem(field, "not_here", number, spot.group())
        elif known.is_long and field != "body":
            yield Problem(field, "not_in_field", number, spot.group())
    if loose := re.search(r"[{}]", SPOT.sub("", line)):
        yield Problem(field, "brace", number, loose.group())


def _in_letter(letter: Letter, text: LetterText) -> Iterator[Problem]:
    """What only shows when every place is one of ours."""
    used = used_in(text.body)
    for needed in letter.required:
        if needed not in used:
            yield Problem("body", "missing", instead=needed.name(text.language))
    for paragraph in split(text.body):
        for alone in (each for each in used_in(paragraph) if each.stands_alone):
            if SPOT.sub("", paragraph).strip() or len(used_in(paragraph)) > 1:
                yield Problem("body", "alone", quoted=alone.name(text.language))


def used_in(text: str) -> list[Placeholder]:
    """The known placeholders of a text, in order."""
    return [BY_NAME[name] for name in SPOT.findall(text) if name in BY_NAME]


def _nearest(letter: Letter, language: Language, name: str) -> str:
    names = {known: each for each in letter.placeholders for known in (each.key, each.dutch)}
    near = get_close_matches(name.strip().casefold().replace(" ", "_"), names, n=1, cutoff=0.6)
    return names[near[0]].name(language) if near else ""
