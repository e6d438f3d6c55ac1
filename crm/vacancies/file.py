"""A vacancy as a JSON file: what it may say, and what is wrong with it when it is wrong."""

import json
import re
from dataclasses import dataclass
from typing import Any

from crm.vacancies.services import Asked
from models import Language

KNOWN = ("title", "description", "place", "hours", "language", "recruiters", "requirements")
LONGEST = {"title": 200, "description": 50_000, "place": 100, "hours": 100}
LONGEST_REQUIREMENT, MOST_REQUIREMENTS = 300, 40  # as in the form, so that every vacancy can be changed there
HOURS_IN_A_WEEK = 168
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


class Unreadable(ValueError):
    """The file is not a vacancy; the message says what to mend."""


@dataclass(frozen=True, slots=True)
class VacancyFile:
    title: str
    description: str
    place: str | None
    hours: str | None
    language: Language | None
    recruiters: list[str]
    requirements: list[Asked]
    unknown: list[str]
    """Fields that mean nothing to us: perhaps a typing error."""


def read(content: bytes) -> VacancyFile:
    """Raises Unreadable."""
    try:
        fields = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable("The file is not UTF-8 text. Save it as UTF-8 and try again.") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"This is not JSON: {error.msg} in line {error.lineno}, column {error.colno}.") from None
    except (RecursionError, ValueError):  # thousands of brackets, or of digits
        raise Unreadable("This is not a vacancy: nothing in one is that deep or that long.") from None
    if not isinstance(fields, dict):
        raise Unreadable('A vacancy is one JSON object: {"title": "…", "description": "…"}')
    title = _words(fields, "title")
    if not title:
        raise Unreadable("Give the vacancy a title.")
    description = _words(fields, "description")
    if not description:
        raise Unreadable("Give the vacancy a description: people are compared with it.")
    return VacancyFile(
        title=title,
        description=description,
        place=_words(fields, "place"),
        hours=_words(fields, "hours"),
        language=_language(fields.get("language")),
        recruiters=_recruiters(_list(fields, "recruiters")),
        requirements=_requirements(_list(fields, "requirements")),
        unknown=sorted(set(fields) - set(KNOWN)),
    )


def _words(fields: dict[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if name == "hours" and isinstance(value, int | float) and value is not True and 0 < value <= HOURS_IN_A_WEEK:
        value = f"{value:g}"
    if value is not None and not isinstance(value, str):
        raise Unreadable(f"“{name}” must be text.")
    return _whole(name, (value or "").strip(), LONGEST[name]) or None


def _whole(name: str, text: str, longest: int) -> str:
    r"""JSON can name what no text holds and no database keeps: `\u0000`, and half of a pair such as `\ud800`."""
    if _NO_TEXT.search(text):
        raise Unreadable(f"“{name}” holds a character that no text can hold. Write the words again.")
    if len(text) > longest:
        raise Unreadable(f"“{name}” has {len(text)} characters; {longest} is the most.")
    return text


def _list(fields: dict[str, Any], name: str) -> list[Any]:
    value = [] if fields.get(name) is None else fields[name]
    if not isinstance(value, list):
        raise Unreadable(f"“{name}” must be a list.")
    return value


def _language(value: Any) -> Language | None:
    if value is None:
        return None
    if value not in [language.value for language in Language]:
        raise Unreadable("“language” must be nl or en; leave it out and we look at the text.")
    return Language(value)


def _recruiters(value: list[Any]) -> list[str]:
    if not all(isinstance(email, str) for email in value):
        raise Unreadable("“recruiters” must be a list of e-mail addresses.")
    return [email.strip().lower() for email in value]


def _requirements(asked: list[Any]) -> list[Asked]:
    if len(asked) > MOST_REQUIREMENTS:
        raise Unreadable(f"There are {len(asked)} requirements; {MOST_REQUIREMENTS} is the most.")
    return [_requirement(number, each) for number, each in enumerate(asked, 1)]


def _requirement(number: int, asked: Any) -> Asked:
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str) or not asked["text"].strip():
        raise Unreadable(f'Requirement {number} must be like {{"text": "Code 95", "must": true}}.')
    if not isinstance(asked.get("must", False), bool):
        raise Unreadable(f"“must” of requirement {number} must be true or false.")
    text = _whole(f"text of requirement {number}", " ".join(asked["text"].split()), LONGEST_REQUIREMENT)
    return Asked(text, asked.get("must", False))
