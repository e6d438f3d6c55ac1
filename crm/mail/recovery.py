"""What workers that died left behind. Leased: nothing had left. Sending: the class decides what may have happened."""

from datetime import datetime

from sqlalchemy import update

from crm.extensions import db
from crm.mail import leases
from crm.mail.outcomes import MOST_TRIES
from crm.mail.transports import Transport
from models import Attempt, Message, MessageState


def held() -> set[str]:
    """Every lease that somebody holds, living or dead."""
    return {lease for (lease,) in db.session.execute(Message.leased().with_only_columns(Message.lease)) if lease}


def recover(transport: Transport, *, now: datetime) -> None:
    """Take over what a dead worker held; the caller commits."""
    for lease in leases.over(held(), transport.lease):
        left = Message.leased().where(Message.lease == lease)
        for message in db.session.scalars(left.with_for_update(skip_locked=True)):
            _take_over(message, transport, now=now)


def _take_over(message: Message, transport: Transport, *, now: datetime) -> None:
    left = update(Attempt).where(Attempt.message_id == message.id, Attempt.ended_at.is_(None))
    db.session.execute(left.values(ended_at=now, outcome="crash"))
    was_sending = message.state is MessageState.SENDING
    sent = transport.has_sent(message.public_id) if was_sending else False
    message.tries += 0 if was_sending else 1
    if sent:
        message.sent_at = now
        message.finish(MessageState.SENT)
    elif sent is None and message.message_class.at_most_once:
        message.finish(MessageState.UNKNOWN, reason="crash_while_sending")
    elif message.tries >= MOST_TRIES:  # whatever kills the workers, this message may be it
        message.finish(MessageState.FAILED, reason="gave_up:crash")
    else:
        message.finish(MessageState.QUEUED)
