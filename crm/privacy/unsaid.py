"""What we have not told somebody yet: nobody learns from a file what a letter is still going to say.

A decision whose letter waits can be taken back, so until it leaves the person's own copy stands as if nobody had
decided; an answer that a colleague is still writing is nobody's word yet.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from crm.applications.telling import last_heard, untold
from crm.extensions import db
from models import Application, Candidate, ConsentEvent, ConsentKind, Message, Outcome
from models.candidate import FAR_FUTURE

Tables = dict[str, list[dict[str, Any]]]
_ABOUT_THE_DECISION = ("verdict", "letter_override", "promise")
_ABOUT_THE_LETTER = ("attempt", "bounce", "link")


def as_told(tables: Tables, candidate: Candidate) -> Tables:
    """The rows of an export as the person may know them now."""
    waiting = {each.id: each for each in untold(candidate)}
    told = tables | {"application": [_application(row, waiting.get(row["id"])) for row in tables["application"]]}
    if not waiting:
        return told
    keys = [f"rejection:a{number}" for number in waiting]
    letters = set(db.session.scalars(select(Message.id).where(Message.dedupe_key.in_(keys))))
    for name in _ABOUT_THE_DECISION:
        told[name] = [row for row in tables[name] if row["application_id"] not in waiting]
    for name in _ABOUT_THE_LETTER:
        told[name] = [row for row in tables[name] if row["message_id"] not in letters]
    told["message"] = [row for row in tables["message"] if row["id"] not in letters]
    told["consent_evidence"] = [row for row in tables["consent_evidence"] if _of(row) not in waiting]
    asked = {(ConsentKind.REQUESTED.value, each.decided_at.isoformat()) for each in waiting.values() if each.decided_at}
    told["permission"] = [row for row in tables["permission"] if (row["kind"], row["since"]) not in asked]
    no_clock = {"procedure_closed_at": None} | dict.fromkeys(("keep_until", "purge_at"), FAR_FUTURE.isoformat())
    told["candidate"] = [row | no_clock for row in tables["candidate"]]
    return told


def told_events(events: Sequence[ConsentEvent], candidate: Candidate) -> list[ConsentEvent]:
    """Without the question that stands in a letter which still waits."""
    decided = {each.decided_at for each in untold(candidate)}
    return [each for each in events if not _asked_in_the_letter(each, decided)]


def _asked_in_the_letter(event: ConsentEvent, decided: set[datetime | None]) -> bool:
    return event.kind is ConsentKind.REQUESTED and event.channel == "rejection_mail" and event.at in decided


def _application(row: dict[str, Any], waiting: Application | None) -> dict[str, Any]:
    if waiting is None:
        return row | {"draft": None}
    heard = last_heard(waiting).isoformat()
    undecided = dict.fromkeys(("decided_at", "feedback", "letter", "draft"))
    return row | undecided | {"outcome": Outcome.OPEN.value, "last_told_at": heard}


def _of(evidence: dict[str, Any]) -> int | None:
    """The application whose letter asked."""
    details = evidence["details"]
    return details.get("application") if isinstance(details, dict) else None
