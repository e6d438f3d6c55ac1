"""What a person can show later: one choice, with everything that proves it."""

import json
from typing import Any

from crm.extensions import db
from models import ConsentEvent, Notice

SCHEMA = "1.0"


def receipt(event: ConsentEvent) -> dict[str, Any]:
    """One event with the words and facts it refers to. Fields after ISO/IEC TS 27560:2023; JSON holds all of it."""
    notice = db.session.get(Notice, event.notice_id) if event.notice_id else None
    return {
        "schema_version": SCHEMA,
        "record_id": f"{event.subject}-{event.number}",
        "subject_pseudonym": event.subject,
        "purpose": event.purpose.value,
        "event_state": event.kind.value,
        "event_time": event.at.isoformat(),
        "event_entity": event.actor,
        "expires_at": event.expires_at.isoformat() if event.expires_at else None,
        "channel": event.channel,
        "language": event.language.value,
        "notice": json.loads(notice.text) | {"version": notice.version} if notice else None,
        "notice_sha256": event.text_sha256,
        "policy_version": event.policy_version,
        "evidence_sha256": event.evidence_sha256,
        "previous_hash": event.previous_hash,
        "hash": event.hash,
    }
