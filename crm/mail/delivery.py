"""Sending what is due: claim, ask once more whether we may, note the attempt, commit; only then send."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select

from crm import codes
from crm.clock import utcnow
from crm.extensions import db
from crm.links import issue_for_candidate, issue_for_staff, public_url
from crm.logs import log
from crm.mail import contact
from crm.mail.mime import build
from crm.mail.quiet import next_opening
from crm.mail.rendering import CONFIRM_LINK, PERSONAL_LINK, STAFF_LINK, UNSUBSCRIBE_LINK, Rendered
from crm.mail.return_path import return_path
from crm.mail.suppressions import is_suppressed
from crm.mail.transports import PermanentFailure, TemporaryFailure, Transport, connect
from models import Attempt, Candidate, LinkKind, Message, MessageState, Organisation, Purpose, Vacancy, may
from models.consent import ConsentState, state

MOST_TRIES = 8


def deliver_due() -> None:
    """Send everything that is due. Safe to run twice, at once, or after a crash."""
    transport = connect(current_app.config["CRM_MAIL_URL"])
    recover(transport, now=utcnow())
    while deliver_one(transport, now=utcnow()):
        pass


def recover(transport: Transport, *, now: datetime) -> None:
    """Messages whose worker died while sending: sent if the transport knows so, else again, or `unknown`."""
    stuck = select(Message).where(Message.state == MessageState.SENDING, Message.leased_until <= now)
    for message in db.session.scalars(stuck.with_for_update(skip_locked=True)).all():
        sent = transport.has_sent(message.public_id)
        if sent:
            message.sent_at = now
            message.finish(MessageState.SENT)
        elif sent is None and message.message_class.at_most_once:
            message.finish(MessageState.UNKNOWN, reason="crash_while_sending")
        else:
            message.finish(MessageState.QUEUED)
    db.session.commit()


def deliver_one(transport: Transport, *, now: datetime) -> bool:
    """Take one due message as far as it goes; False when nothing is due."""
    claimed = db.session.execute(Message.claim(now, now + transport.lease)).scalar()
    if claimed is None:
        db.session.rollback()
        return False
    message = db.session.get_one(Message, claimed, populate_existing=True)
    refusal = reason_not_to_send(message, now=now)
    if refusal:
        message.finish(MessageState.CANCELLED, reason=refusal)
        db.session.commit()
        return True
    organisation = db.session.scalars(Organisation.current()).one()
    opening = next_opening(organisation, now) if message.message_class.keeps_quiet_hours else now
    if opening > now:
        message.due_at = opening
        message.finish(MessageState.QUEUED, reason="quiet_hours")
        db.session.commit()
        return True
    free_at = contact.free_at(message, now=now)
    if free_at > now:
        message.due_at = free_at
        message.finish(MessageState.QUEUED, reason="contact_budget")
        db.session.commit()
        return True
    _send(message, transport, organisation=organisation, now=now)
    return True


def reason_not_to_send(message: Message, *, now: datetime) -> str | None:
    """Asked inside the claim, at the moment of sending: what was true when it was queued may be true no more."""
    if not message.address:
        return "no_address"
    if message.user and message.user.disabled_at:
        return "no_access"
    purpose = message.message_class.purpose
    if message.message_class.is_ours and message.candidate:
        if purpose and not may(message.candidate, purpose, now).allowed:
            return "no_permission"
        if not purpose and not _still_asks(message, message.candidate, now):
            return "answered"
        if message.candidate.restricted_at or is_suppressed(message.address):
            return "suppressed"
        vacancy = db.session.get(Vacancy, message.vacancy_id) if message.vacancy_id else None
        if vacancy and not vacancy.is_open:
            return "vacancy_closed"
    return None


def _still_asks(message: Message, candidate: Candidate, now: datetime) -> bool:
    """The question in this mail waits for an answer."""
    if message.name == "ask_again":
        return any(state(candidate, purpose, now) is ConsentState.INVALIDATED for purpose in Purpose)
    return state(candidate, Purpose.KEEP_PROFILE, now) is ConsentState.REQUESTED


def _secrets(message: Message, *, now: datetime) -> dict[str, str]:
    """New links for this one mail, by mark; the stored bodies hold only the marks of where they come."""
    secrets = {}
    if message.candidate:
        kinds = {PERSONAL_LINK: (LinkKind.PERSONAL, "/p"), CONFIRM_LINK: (LinkKind.CONFIRM, "/confirm")}
        if message.message_class.is_ours:
            kinds[UNSUBSCRIBE_LINK] = (LinkKind.UNSUBSCRIBE, "/u")
        for mark, (kind, path) in kinds.items():
            if mark in message.text or mark == UNSUBSCRIBE_LINK:
                secret = issue_for_candidate(kind, message.candidate, now=now, message_id=message.id)
                secrets[mark] = public_url(f"{path}/{secret}")
        if codes.MARK in message.text:
            secrets[codes.MARK] = codes.issue(message.candidate.id, now=now)
    if message.user and STAFF_LINK in message.text:
        secrets[STAFF_LINK] = public_url(f"/password/{issue_for_staff(message.user, now=now)}")
    return secrets


def _send(message: Message, transport: Transport, *, organisation: Organisation, now: datetime) -> None:
    secrets = _secrets(message, now=now)
    attempt = Attempt(message_id=message.id, started_at=now)
    db.session.add(attempt)
    message.tries += 1
    stored = Rendered(message.sender_name, message.subject, message.text, message.html)
    body = stored.with_secrets(secrets)
    public = current_app.config["CRM_PUBLIC_URL"]
    try:
        mime = build(
            message,
            body,
            organisation=organisation,
            public_url=public,
            return_path=return_path(message, organisation),
            unsubscribe=secrets.get(UNSUBSCRIBE_LINK, ""),
            now=now,
        )
    except ValueError:
        message.finish(MessageState.FAILED, reason="bad_address")
        db.session.commit()
        return
    db.session.commit()
    outcome, state, due_at = "sent", MessageState.SENT, message.due_at
    try:
        transport.send(mime, message.public_id)
    except TemporaryFailure as error:
        outcome, state = f"later:{error}", MessageState.QUEUED
        due_at = utcnow() + timedelta(minutes=2**message.tries)
        if message.tries >= MOST_TRIES:
            outcome, state = f"gave_up:{error}", MessageState.FAILED
    except PermanentFailure as error:
        outcome, state = f"refused:{error}", MessageState.FAILED
    attempt.ended_at = utcnow()
    attempt.outcome = outcome
    message.due_at = due_at
    message.sent_at = attempt.ended_at if state is MessageState.SENT else None
    message.finish(state, reason=None if state is MessageState.SENT else outcome)
    db.session.commit()
    log.info("mail", message=message.id, name=message.name, outcome=outcome)
