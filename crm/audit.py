"""Who did what. Kinds and ids only."""

from datetime import datetime

from crm.extensions import db
from models import AuditEvent, User


def record(action: str, *, by: User | None, now: datetime, subject: str = "", **details: object) -> None:
    db.session.add(AuditEvent(at=now, actor_id=by.id if by else None, action=action, subject=subject, details=details))
