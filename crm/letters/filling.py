"""Putting values in the places of a letter. One pass over stored text, so what is put in is never looked at again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from crm.letters.placeholders import BY_NAME, SPOT
from models import LetterText

# What no letter needs and what can break one: control characters, and signs that turn the reading direction.
STRANGE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")


@dataclass(frozen=True, slots=True)
class Point:
    """A paragraph that begins with what it is about."""

    about: str
    text: str


Value = str | Sequence[Point]


@dataclass(frozen=True, slots=True)
class Written:
    """A letter with everything filled in. The text and the page are made from the same paragraphs."""

    subject: str
    heading: str
    paragraphs: tuple[str | Point, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(
            f"* {each.about}: {each.text}" if isinstance(each, Point) else each for each in self.paragraphs
        )

    @property
    def html(self) -> Markup:
        return Markup("\n").join(_html(each) for each in self.paragraphs)


def fill(letter: LetterText, values: Mapping[str, Value]) -> Written:
    """The letter for one person. Raises KeyError for a placeholder that has no value here."""
    clean = {key: value if not isinstance(value, str) else tidy(value) for key, value in values.items()}
    paragraphs: list[str | Point] = []
    for paragraph in split(letter.body):
        keys = [BY_NAME[name].key for name in SPOT.findall(paragraph)]
        found = [clean[key] for key in keys]
        points = [each for value in found if not isinstance(value, str) for each in value]
        if points:
            paragraphs += [Point(_line(each.about), _line(each.text)) for each in points]
        elif all(found):
            paragraphs += split(_put(paragraph, clean))
    return Written(_line(_put(letter.subject, clean)), _line(_put(letter.heading, clean)), tuple(paragraphs))


def split(text: str) -> list[str]:
    """An empty line begins a paragraph; a line break stays one."""
    return [paragraph for paragraph in _PARAGRAPH.split(tidy(text)) if paragraph]


def tidy(text: str) -> str:
    """One kind of line break, and nothing invisible."""
    return STRANGE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _put(text: str, values: Mapping[str, Value]) -> str:
    return SPOT.sub(lambda spot: str(values[BY_NAME[spot.group(1)].key]), text)


def _line(text: str) -> str:
    return " ".join(tidy(text).split())


def _html(paragraph: str | Point) -> Markup:
    if isinstance(paragraph, Point):
        return Markup("<p><b>{}</b>: {}</p>").format(paragraph.about, paragraph.text)
    return Markup("<p>{}</p>").format(Markup("<br>").join(escape(line) for line in paragraph.split("\n")))
