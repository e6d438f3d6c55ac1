"""Taking a mail back and sending it again: who may, and what else that undoes."""

from datetime import datetime

from sqlalchemy import select

from crm import audit
from crm.applications.services import take_back as take_rejection_back
from crm.extensions import db
from crm.invitations.services import take_back as take_invitation_back
from crm.mail import outbox
from crm.messages.seeing import SEES_ALL
from models import Application, AuditEvent, Invitation, Message, MessageClass, User

TAKEN_BACK, SENT_AGAIN = "message.taken_back", "message.sent_again"
_NEEDS = {MessageClass.PROCESS: "decide", MessageClass.INVITATION: "invite"}


def may_cancel(message: Message, by: User) -> bool:
    """Whoever may write such a letter may take it back. What somebody waits for is never taken back."""
    return message.may_be_cancelled and message.message_class.may_wait and _may_act(message, by)


def may_send_again(message: Message, by: User) -> bool:
    return message.may_be_sent_again and _may_act(message, by)


def cancel(message: Message, *, by: User, now: datetime) -> None:
    """Take it back, with the decision that it told of. Raises TooLate when its words may have left."""
    if not may_cancel(message, by):
        raise outbox.TooLate
    application, invitation = _told(message)
    if application:
        take_rejection_back(application, message, by=by, now=now)
    elif invitation:
        take_invitation_back(invitation, message, by=by, now=now)
    else:
        outbox.cancel(message, reason="taken_back")
    audit.record(TAKEN_BACK, by=by, now=now, subject=subject(message))


def send_again(message: Message, *, by: User, now: datetime) -> None:
    """Raises TooLate when it may have arrived, or a colleague was quicker."""
    if not may_send_again(message, by):
        raise outbox.TooLate
    outbox.send_again(message, now=now)
    audit.record(SENT_AGAIN, by=by, now=now, subject=subject(message))


def acts(message: Message) -> list[tuple[AuditEvent, User | None]]:
    """Who took it back or sent it again, the newest last."""
    known = (
        select(AuditEvent, User)
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .where(AuditEvent.subject == subject(message), AuditEvent.action.in_((TAKEN_BACK, SENT_AGAIN)))
        .order_by(AuditEvent.id)
    )
    return [(event, user) for event, user in db.session.execute(known)]


def subject(message: Message) -> str:
    return f"message:{message.id}"


def _may_act(message: Message, by: User) -> bool:
    if message.user_id:
        return by.can("users")
    return by.can(_NEEDS.get(message.message_class, SEES_ALL))


def _told(message: Message) -> tuple[Application | None, Invitation | None]:
    """The decision that this letter tells of; a rejection and its letter were written at one moment."""
    if message.name == "rejection":
        decided = select(Application).where(
            Application.candidate_id == message.candidate_id,
            Application.vacancy_id == message.vacancy_id,
            Application.decided_at == message.created_at,
        )
        return db.session.scalars(decided.limit(1)).first(), None
    if message.name == "invitation":
        return None, db.session.scalars(select(Invitation).filter_by(message_id=message.id)).one_or_none()
    return None, None
