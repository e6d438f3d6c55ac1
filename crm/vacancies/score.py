"""One score, taken apart completely: every part by what it is, with a sum that is the score."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm.extensions import db
from models import Match

KINDS = ("term", "title", "occupation", "group", "title_found", "language", "signal", "foreign", "little", "other")
"""In the order in which they are explained."""


@dataclass(frozen=True, slots=True)
class Part:
    kind: str
    reasons: Sequence[dict[str, Any]]

    @property
    def amount(self) -> float:
        return math.fsum(reason["amount"] for reason in self.reasons)


def parts(match: Match) -> list[Part]:
    """The reasons by kind, the weightiest of each first; together they are everything that made the score."""
    by_kind: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for reason in match.reasons:
        by_kind[reason["kind"]].append(reason)
    return [Part(kind, by_kind[kind]) for kind in KINDS if kind in by_kind]


def place(match: Match, now: datetime) -> int | None:
    """Where the person stands among those to decide about, the best at 1; None for who is decided about."""
    listed = Match.shown(now).where(Match.vacancy_id == match.vacancy_id, Match.is_to_decide())
    ids = db.session.scalars(listed.with_only_columns(Match.id)).all()
    return ids.index(match.id) + 1 if match.id in ids else None
