"""The list, one page at a time: the address says what is asked, and a page costs the same however many mails there are.

Pages go by the number of the last mail seen, since skipping a million rows takes as long as reading them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlencode

from sqlalchemy import Select, false, or_, select
from sqlalchemy.orm import defer, joinedload, selectinload
from werkzeug.datastructures import MultiDict

from crm.extensions import db
from crm.messages.seeing import visible
from models import Bounce, BounceKind, Candidate, Message, MessageClass, MessageState, User, Vacancy
from models.message import ON_ITS_WAY
from models.search import has_words

PER_PAGE = 25
MOST_PEOPLE = 50
MOST_VACANCIES = 200
STANDS = {
    "waiting": ON_ITS_WAY,
    "sent": (MessageState.SENT,),
    "failed": (MessageState.FAILED,),
    "unknown": (MessageState.UNKNOWN,),
    "returned": (MessageState.SENT,),
    "cancelled": (MessageState.CANCELLED,),
}


_FOR_A_ROW = (
    defer(Message.text),
    defer(Message.html),
    joinedload(Message.user),
    joinedload(Message.vacancy),
    selectinload(Message.bounces),
)


@dataclass(frozen=True)
class Asked:
    """What an address asks for; what cannot be read is left out. `person`: a public id, or words to find people by."""

    state: str = ""
    kind: MessageClass | None = None
    vacancy: int = 0
    person: str = ""
    before: int = 0
    after: int = 0

    @classmethod
    def from_address(cls, arguments: "MultiDict[str, str]") -> Self:
        kinds = {each.value: each for each in MessageClass}
        return cls(
            state=arguments.get("state", "") if arguments.get("state", "") in STANDS else "",
            kind=kinds.get(arguments.get("kind", "")),
            vacancy=_number(arguments.get("vacancy", "")),
            person=" ".join(arguments.get("person", "").split())[:200],
            before=_number(arguments.get("before", "")),
            after=_number(arguments.get("after", "")),
        )

    def address(self, **changes: Any) -> str:
        """This with something changed, as the query of a link; a change begins at the newest again."""
        asked = replace(self, **{"before": 0, "after": 0} | changes)
        pairs = [
            ("state", asked.state),
            ("kind", asked.kind.value if asked.kind else ""),
            ("vacancy", asked.vacancy),
            ("person", asked.person),
            ("before", asked.before),
            ("after", asked.after),
        ]
        return "?" + urlencode([(name, value) for name, value in pairs if value])

    @property
    def filters(self) -> int:
        return sum(map(bool, (self.state, self.kind, self.vacancy, self.person)))


@dataclass(frozen=True)
class Listed:
    messages: Sequence[Message]
    newer: str
    older: str


def listed(asked: Asked, user: User, *, now: datetime) -> Listed:
    """The newest first; `newer` and `older` are addresses, empty at the ends."""
    query = _matching(visible(user, now=now), asked, now).options(*_FOR_A_ROW)
    upwards = bool(asked.after)
    if upwards:
        query = query.where(Message.id > asked.after).order_by(Message.id)
    else:
        query = query.where(Message.id < asked.before) if asked.before else query
        query = query.order_by(Message.id.desc())
    found = list(db.session.scalars(query.limit(PER_PAGE + 1)))
    is_more, messages = len(found) > PER_PAGE, found[:PER_PAGE]
    if upwards:
        messages.reverse()
    has_newer, has_older = (is_more, True) if upwards else (bool(asked.before), is_more)
    return Listed(
        messages,
        newer=asked.address(after=messages[0].id) if messages and has_newer else "",
        older=asked.address(before=messages[-1].id) if messages and has_older else "",
    )


def vacancies(asked: Asked) -> Sequence[Vacancy]:
    """To choose from: the newest, open ones first, and always the one that is asked for."""
    newest = select(Vacancy).order_by(Vacancy.id != asked.vacancy, Vacancy.closed_at.is_not(None), Vacancy.id.desc())
    return db.session.scalars(newest.limit(MOST_VACANCIES)).all()


def _matching(query: Select[Message], asked: Asked, now: datetime) -> Select[Message]:
    if asked.state:
        query = query.where(Message.state.in_(STANDS[asked.state]))
    if asked.state == "returned":
        query = query.where(Message.id.in_(select(Bounce.message_id).where(Bounce.kind != BounceKind.COMPLAINT)))
    if asked.kind:
        query = query.where(Message.message_class == asked.kind)
    if asked.vacancy:
        query = query.where(Message.vacancy_id == asked.vacancy)
    if asked.person:
        query = query.where(Message.candidate_id.in_(_people(asked.person)))
    return query


def _people(words: str) -> list[int]:
    found = has_words(words)
    named = or_(Candidate.public_id == words, Candidate.email == words.lower(), false() if found is None else found)
    return list(db.session.scalars(select(Candidate.id).where(named).order_by(Candidate.id.desc()).limit(MOST_PEOPLE)))


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
