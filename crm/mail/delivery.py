"""Sending what is due, in three transactions with the server's answers between them.

1. Lease it, after asking whether we may. A crash from here on costs nothing: nothing has left.
2. When the server takes mail for this recipient: ask again, note the attempt, say `sending`; then the words leave.
   Noted any earlier, a crash while connecting would leave an invitation `unknown`, and those are never sent again.
3. What came of it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage

from flask import current_app
from sqlalchemy import select

from crm import queue
from crm.clock import utcnow
from crm.extensions import db
from crm.logs import log, log_exception
from crm.mail import outcomes
from crm.mail.failures import PermanentFailure, TemporaryFailure, Unanswered, Unreachable
from crm.mail.holding import reason_to_wait
from crm.mail.marks import secrets_for
from crm.mail.mime import Envelope, build, envelope
from crm.mail.recovery import recover
from crm.mail.refusals import reason_not_to_send
from crm.mail.rendering import UNSUBSCRIBE_LINK, Rendered
from crm.mail.transports import Transport, connect
from models import Attempt, Candidate, Message, MessageState, Organisation
from models.message import new_lease


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message in our hands; plain values, for between transactions nothing may ask the database."""

    id: int
    name: str
    lease: str
    candidate_id: int | None
    envelope: Envelope


def deliver_due() -> None:
    """Send everything that is due. Safe to run twice, at once, or after a crash."""
    transport = connect(current_app.config["CRM_MAIL_URL"])
    recover(transport, now=utcnow())
    db.session.commit()
    try:
        while not queue.is_stopping() and deliver_one(transport, now=utcnow()):
            pass
    except Unreachable as error:  # what else is due waits for the next sweep, and loses no try
        log.warning("mail_server", outcome=str(error))
    finally:
        transport.close()


def deliver_one(transport: Transport, *, now: datetime) -> bool:
    """Take one due message as far as it goes; False when nothing is due. Raises Unreachable after putting it off."""
    message_id = db.session.execute(Message.claim(now)).scalar()
    if message_id is None:
        db.session.rollback()
        return False
    try:
        claimed = _checked(db.session.get_one(Message, message_id, populate_existing=True), now=now)
        db.session.commit()
        if claimed:
            _send(claimed, transport, now=now)
    except Unreachable:
        raise
    except Exception as error:  # a mistake of ours in one mail must keep no other from leaving
        log_exception(error, message=message_id)
        db.session.rollback()
        transport.close()
        outcomes.stumble(message_id, now=utcnow())
        db.session.commit()
    return True


def _checked(message: Message, *, now: datetime) -> Claimed | None:
    """Whether it may leave now; if not, the message says why, or when it may."""
    organisation = db.session.scalars(Organisation.current()).one()
    refusal = reason_not_to_send(message, now=now)
    if refusal:
        message.finish(MessageState.CANCELLED, reason=refusal)
        return None
    waiting = reason_to_wait(message, organisation=organisation, now=now)
    if waiting:
        until, reason = waiting
        message.put_off(until, reason=reason)
        return None
    try:
        addressed = envelope(message, organisation=organisation)
        return Claimed(message.id, message.public_id, message.lease or "", message.candidate_id, addressed)
    except ValueError:
        message.finish(MessageState.FAILED, reason="bad_address")
        return None


def _send(claimed: Claimed, transport: Transport, *, now: datetime) -> None:
    attempt = None
    failure: Exception | None = None
    try:
        transport.offer(claimed.envelope)
        begun = _begin(claimed, now=now)
        if begun is None:
            transport.take_back()
            return
        claimed, attempt, mime = begun
        transport.send(mime, claimed.name)
    except (TemporaryFailure, PermanentFailure, Unanswered) as error:
        failure = error
    outcome = outcomes.note(claimed.id, claimed.lease, attempt, failure, began=now, now=utcnow())
    db.session.commit()
    log.info("mail", message=claimed.id, outcome=outcome)
    if isinstance(failure, Unreachable):
        raise failure


def _begin(claimed: Claimed, *, now: datetime) -> tuple[Claimed, int, EmailMessage] | None:
    """The point of no return, committed. None when it may not leave after all."""
    # Whoever withdraws locks the person and then their mail: in the other order each would wait for the other.
    person = select(Candidate.id).where(Candidate.id == claimed.candidate_id)
    db.session.execute(person.with_for_update(read=True, key_share=True))
    held = Message.held(claimed.id, claimed.lease).execution_options(populate_existing=True)
    message = db.session.scalars(held).one_or_none()
    if message is None:
        db.session.rollback()
        return None
    checked = _checked(message, now=now)
    if checked != claimed:
        if checked:  # their address changed meanwhile
            message.finish(MessageState.QUEUED)
        db.session.commit()
        return None
    lease = new_lease()
    attempt = Attempt(message_id=message.id, started_at=now)
    message.state, message.lease, message.tries = MessageState.SENDING, lease, message.tries + 1
    db.session.add(attempt)
    db.session.flush()
    mime = _filled_in(message, now=now)
    begun = replace(claimed, lease=lease), attempt.id, mime
    db.session.commit()
    return begun


def _filled_in(message: Message, *, now: datetime) -> EmailMessage:
    organisation = db.session.scalars(Organisation.current()).one()
    secrets = secrets_for(message, now=now)
    stored = Rendered(message.sender_name, message.subject, message.text, message.html)
    return build(
        message,
        stored.with_secrets(secrets),
        organisation=organisation,
        public_url=current_app.config["CRM_PUBLIC_URL"],
        unsubscribe=secrets.get(UNSUBSCRIBE_LINK, ""),
        now=now,
    )
