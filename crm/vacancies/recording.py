"""What a run writes down, so that it can be repeated: the question, and everything that shaped the answer."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from crm.extensions import db
from matching import Need, Query
from matching.bands import CUTS
from models import Organisation, Signal, Synonym


@dataclass(frozen=True, slots=True)
class Parameters:
    """What an organisation settled about matching, read once per run."""

    amounts: Mapping[Signal, float]
    synonyms: tuple[tuple[str, ...], ...]

    @classmethod
    def read(cls) -> "Parameters":
        organisation = db.session.scalars(Organisation.current()).one()
        groups = db.session.scalars(select(Synonym).order_by(Synonym.id))
        return cls(organisation.signal_amounts, tuple(tuple(group.words) for group in groups))


def parameters(query: Query, settled: Parameters, *, depth: int, through: int) -> dict[str, Any]:
    """`through`: the number of the last vector that took part."""
    need = query.need
    return {
        "question": fingerprint(_question(need)),
        "language": query.document.language,
        "foreign": query.foreign,
        "depth": depth,
        "through": through,
        "amounts": query.own.amounts.as_dict(),
        "amounts_elsewhere": query.other.amounts.as_dict(),
        "cuts": {band.value: cut for band, cut in CUTS},
        "signals": {signal.value: amount for signal, amount in settled.amounts.items()},
        "synonyms": fingerprint(settled.synonyms),
        "synonym_groups": len(settled.synonyms),
    }


def _question(need: Need) -> list[Any]:
    return [need.title, need.text, need.language, [[asked.text, asked.must] for asked in need.requirements]]


def fingerprint(content: Sequence[Any]) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:16]
