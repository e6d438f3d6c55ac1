"""Telling the colleague who invited, other systems and the person that an answer arrived: at once, once per answer."""

from datetime import datetime

from sqlalchemy import select

from crm import mail
from crm.extensions import db
from crm.invitations.letter import thanks
from crm.vacancies.announcing import announce
from crm.vacancies.recruiting import recruiters_of
from models import Alert, AlertKind, Invitation, MessageClass, User, WebhookEvent


def tell(invitation: Invitation, *, now: datetime) -> None:
    """The colleague who invited; when they are gone, the recruiters of the vacancy. And every webhook."""
    inviter = invitation.invited_by
    for user in recruiters_of(invitation.vacancy) if inviter.disabled_at else [inviter]:
        _tell(user, invitation, now=now)
    announce(WebhookEvent.REPLY, invitation.vacancy, invitation=invitation, now=now)


def _tell(user: User, invitation: Invitation, *, now: datetime) -> None:
    known = select(Alert).where(
        Alert.user_id == user.id, Alert.kind == AlertKind.REPLY, Alert.invitation_id == invitation.id
    )
    alert = db.session.scalars(known).first() or Alert(
        user_id=user.id, kind=AlertKind.REPLY, vacancy_id=invitation.vacancy_id, invitation_id=invitation.id
    )
    alert.created_at, alert.seen_at = now, None
    db.session.add(alert)
    mail.queue(
        "reply",
        user,
        message_class=MessageClass.STAFF,
        dedupe_key=f"reply:i{invitation.id}:u{user.id}:{now.isoformat()}",
        now=now,
        vacancy=invitation.vacancy,
        invitation=invitation,
    )


def thank(invitation: Invitation, *, now: datetime) -> None:
    """Tell the person that their yes arrived and who calls: once, however often they change their answer."""
    inviter = invitation.invited_by
    mail.queue(
        "thank_you",
        invitation.candidate,
        message_class=MessageClass.PROCESS,
        dedupe_key=f"thank_you:i{invitation.id}",
        now=now,
        due_at=now,
        sender=None if inviter.disabled_at else inviter,
        **thanks(invitation),
    )
