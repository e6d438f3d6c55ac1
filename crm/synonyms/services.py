"""Write and remove groups of words that mean the same. Each change makes every open vacancy due again."""

import re
from datetime import datetime

from crm import audit
from crm.extensions import db
from crm.queue import wake
from crm.screening import weighable
from models import Synonym, User, Vacancy
from models.words import fold

MOST_GROUPS, MOST_WORDS, LONGEST = 500, 12, 60

_SIGNS = re.compile(r"\s*(?:=|≈|;|\n)\s*|\s*,\s+")


class NotAGroup(ValueError):
    """One word alone means the same as nothing; the message is for a developer, the page has its own."""


class AlreadyThere(ValueError):
    """Another group has this word already; `args[0]` is the word."""


class MayNotWeigh(ValueError):
    """The words say who somebody is; `args[0]` is the phrase."""


class TooMany(ValueError):
    """A group, or the list, would be longer than anybody can keep true."""


def read(line: str) -> list[str]:
    """The words of a line such as "ML = machine learning", each once, as they are written."""
    found = [" ".join(part.split()) for part in _SIGNS.split(line.strip())]
    return list({fold(each): each for each in found if each}.values())


def write(line: str, *, group: Synonym | None = None, by: User, now: datetime) -> Synonym:
    """A new group, or this one anew. Raises NotAGroup, AlreadyThere, MayNotWeigh or TooMany."""
    words = read(line)
    if len(words) < 2:
        raise NotAGroup(line)
    others = [each for each in db.session.scalars(Synonym.listed()) if each is not group]
    if len(words) > MOST_WORDS or max(map(len, words)) > LONGEST or len(others) >= MOST_GROUPS:
        raise TooMany(line)
    taken = {fold(word): word for each in others for word in each.words}
    for word in words:
        if fold(word) in taken:
            raise AlreadyThere(taken[fold(word)])
        if weighable(word).split() != word.split():
            raise MayNotWeigh(word)
    if group is None:
        group = Synonym()
        db.session.add(group)
    group.words, group.written_at, group.written_by = words, now, by
    _changed("synonyms_written", by, now)
    return group


def remove(group: Synonym, *, by: User, now: datetime) -> None:
    db.session.delete(group)
    _changed("synonyms_removed", by, now)


def _changed(action: str, by: User, now: datetime) -> None:
    db.session.execute(Vacancy.rematch_all(), execution_options={"synchronize_session": False})
    audit.record(action, by=by, now=now)
    wake("match")
