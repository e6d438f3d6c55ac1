"""Telling the privacy officers in time: a request that has waited 21 days must have an answer within the next ten."""

from datetime import datetime

from sqlalchemy import exists, literal, select
from sqlalchemy.orm import joinedload

from crm import mail
from crm.clock import utcnow
from crm.extensions import db
from crm.queue import sweep
from crm.requests.services import ALARM_AFTER
from models import Message, MessageClass, PrivacyRequest, Role, User


@sweep
def requests() -> None:
    if alarm(now=utcnow()):
        db.session.commit()
    db.session.rollback()


def alarm(*, now: datetime) -> int:
    """Mail every privacy officer once about each request that has waited 21 days; how many mails. No commit."""
    officers = [user for user in db.session.scalars(User.active()) if user.has_role(Role.PRIVACY_OFFICER)]
    return sum(_tell(officer, now) for officer in officers)


def _tell(officer: User, now: datetime) -> int:
    key = literal("request_due:").concat(PrivacyRequest.public_id).concat(f":{officer.id}")
    late = (
        select(PrivacyRequest)
        .where(
            PrivacyRequest.closed_at.is_(None),
            PrivacyRequest.received_at <= now - ALARM_AFTER,
            ~exists().where(Message.dedupe_key == key),
        )
        .order_by(PrivacyRequest.due_at)
        .limit(50)
        .options(joinedload(PrivacyRequest.candidate))
    )
    queued = [
        mail.queue(
            "request_due",
            officer,
            message_class=MessageClass.STAFF,
            dedupe_key=f"request_due:{each.public_id}:{officer.id}",
            now=now,
            request=each,
        )
        for each in db.session.scalars(late).all()
    ]
    return len([message for message in queued if message])
