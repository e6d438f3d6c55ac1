"""Many mails of every class, each to somebody of its own who may get it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import sqlalchemy as sa

from crm.extensions import db
from models import Candidate, ConsentKind, Language, Message, MessageClass, MessageState, Permission, Purpose
from models.candidate import FAR_FUTURE
from tests.factories import make_organisation, make_user

LONG_AGO = timedelta(days=30)
BATCH = 1_000


def make_mails(count: int) -> dict[int, str]:
    """The classes in turn, due from now on; the random name of each by its number."""
    make_organisation()
    colleague, now = make_user().id, datetime.now(UTC)
    for start in range(1, count + 1, BATCH):
        numbers = range(start, min(start + BATCH, count + 1))
        db.session.execute(sa.insert(Candidate), [_person(number, now) for number in numbers])
        db.session.execute(sa.insert(Permission), [each for number in numbers for each in _permissions(number, now)])
        db.session.execute(sa.insert(Message), [_mail(number, colleague, now) for number in numbers])
        db.session.commit()
    return dict(db.session.execute(sa.select(Message.id, Message.public_id)).all())


def class_of(number: int) -> MessageClass:
    return list(MessageClass)[number % len(MessageClass)]


def _person(number: int, now: datetime) -> dict[str, object]:
    return {
        "id": number,
        "public_id": uuid4().hex,
        "first_name": "Noor",
        "last_name": f"van Dijk {number}",
        "email": f"noor{number}@example.org",
        "language": Language.DUTCH,
        "created_at": now - LONG_AGO,
        "profile_changed_at": now - LONG_AGO,
        "procedure_closed_at": now - LONG_AGO,
        "keep_until": FAR_FUTURE,
    }


def _permissions(number: int, now: datetime) -> list[dict[str, object]]:
    is_asked = class_of(number) is MessageClass.CONSENT_REQUEST
    kind = ConsentKind.REQUESTED if is_asked else ConsentKind.GIVEN
    until = None if is_asked else FAR_FUTURE
    return [
        {"candidate_id": number, "purpose": purpose, "kind": kind, "since": now - LONG_AGO, "expires_at": until}
        for purpose in Purpose
    ]


def _mail(number: int, colleague: int, now: datetime) -> dict[str, object]:
    message_class = class_of(number)
    to_staff = message_class is MessageClass.STAFF
    return {
        "public_id": uuid4().hex,
        "dedupe_key": f"fire:{number}",
        "name": "rejection",
        "message_class": message_class,
        "candidate_id": None if to_staff else number,
        "user_id": colleague if to_staff else None,
        "sender_name": "Sanne",
        "language": Language.DUTCH,
        "subject": f"Brief {number}",
        "text": "Dag Noor,\n\n.Een regel die met een punt begint.\n",
        "html": "<p>Dag Noor</p>",
        "state": MessageState.QUEUED,
        "created_at": now,
        "due_at": now,
        "tries": 0,
    }
