"""What happened with a person, newest first: their acts and ours, but never a no to being kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.extensions import db
from crm.formats import date_words, period_words
from models import (
    Application,
    Candidate,
    ContactKind,
    ContactNote,
    Invitation,
    Message,
    MessageState,
    Outcome,
    Promise,
    Purpose,
    ReceivedMail,
    Referral,
    Reply,
    may,
)

MOST_MAILS = 50


@dataclass(frozen=True, slots=True)
class Entry:
    at: datetime
    icon: str
    text: str
    is_theirs: bool = False
    quote: str = ""
    reply_id: int | None = None
    note_id: int | None = None


def timeline(candidate: Candidate, *, now: datetime) -> list[Entry]:
    """Everything staff may know, the newest first."""
    entries = [
        *_arrival(candidate),
        *(entry for application in candidate.applications for entry in _application(application)),
        *(entry for invitation in candidate.invitations for entry in _invitation(invitation)),
        *_permission(candidate, now),
        *_mails(candidate),
        *_received(candidate),
        *_promises(candidate),
        *_notes(candidate),
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _arrival(candidate: Candidate) -> Iterator[Entry]:
    if candidate.source:
        yield Entry(candidate.created_at, "file-import", _("Came in with an import"))
    for referral in db.session.scalars(Referral.confirmed(candidate.id).options(joinedload(Referral.vacancy))):
        if referral.confirmed_at:
            words = _("Came through somebody who knows us, for %(title)s", title=referral.vacancy.title)
            yield Entry(referral.confirmed_at, "share", words, is_theirs=True, quote=referral.motivation)


def _application(application: Application) -> Iterator[Entry]:
    title = application.vacancy.title
    applied = (
        _("Became a candidate for %(title)s by our invitation", title=title)
        if application.invitation_id
        else _("Applied for %(title)s", title=title)
    )
    yield Entry(application.applied_at, "briefcase", applied, is_theirs=True)
    if application.decided_at is None:
        return
    if application.outcome is Outcome.REJECTED:
        words = (
            _("Turned down for %(title)s, with feedback", title=title)
            if application.feedback
            else _("Turned down for %(title)s", title=title)
        )
        yield Entry(application.decided_at, "message-circle", words)
    elif application.outcome is Outcome.HIRED:
        yield Entry(application.decided_at, "circle-check", _("Hired for %(title)s", title=title))
    else:
        yield Entry(application.decided_at, "x", _("Withdrew from %(title)s", title=title), is_theirs=True)


def _invitation(invitation: Invitation) -> Iterator[Entry]:
    title, name = invitation.vacancy.title, invitation.invited_by.name
    yield Entry(invitation.created_at, "send", _("%(name)s invited for %(title)s", name=name, title=title))
    if invitation.reply and invitation.replied_at:
        words = {
            Reply.INTERESTED: _("Is interested in %(title)s", title=title),
            Reply.NOT_NOW: _("Not now for %(title)s", title=title),
            Reply.NO: _("No to %(title)s", title=title),
            Reply.STOP: _("Wants no more mail about vacancies"),
        }[invitation.reply]
        if invitation.moment:
            moment = period_words(*invitation.moment)
            words = _("%(answer)s. Proposes to talk: %(moment)s", answer=words, moment=moment)
        if invitation.note:
            words = f"{words}. “{invitation.note}”"
        yield Entry(invitation.replied_at, "message-circle", words, is_theirs=True)


def _permission(candidate: Candidate, now: datetime) -> Iterator[Entry]:
    """A yes that holds. Once it ended it is gone from here too: withdrawn and expired look like never asked."""
    permission = candidate.permission(Purpose.KEEP_PROFILE)
    if permission and may(candidate, Purpose.KEEP_PROFILE, now).allowed:
        yield Entry(permission.since, "circle-check", _("Said yes to being kept"), is_theirs=True)


def _received(candidate: Candidate) -> Iterator[Entry]:
    """What they wrote back by mail."""
    for reply in db.session.scalars(ReceivedMail.of(candidate.id).limit(MOST_MAILS)):
        words = _("%(name)s wrote", name=candidate.first_name or candidate.name)
        yield Entry(reply.written_at, "mail", words, is_theirs=True, quote=reply.text, reply_id=reply.id)


def _notes(candidate: Candidate) -> Iterator[Entry]:
    """What colleagues wrote down after speaking with them."""
    icons = {ContactKind.CALL: "phone", ContactKind.MAIL: "mail", ContactKind.MEETING: "users"}
    for note in db.session.scalars(ContactNote.of(candidate.id).options(joinedload(ContactNote.by)).limit(MOST_MAILS)):
        words = {
            ContactKind.CALL: _("%(name)s spoke with them by telephone", name=note.by.name),
            ContactKind.MAIL: _("%(name)s wrote with them", name=note.by.name),
            ContactKind.MEETING: _("%(name)s met them", name=note.by.name),
        }[note.kind]
        yield Entry(note.at, icons[note.kind], words, quote=note.text, note_id=note.id)


def _promises(candidate: Candidate) -> Iterator[Entry]:
    for promise in db.session.scalars(Promise.of(candidate.id).options(joinedload(Promise.owner))):
        name, day = promise.owner.name, date_words(promise.due_on)
        made = _("%(name)s promised, by %(date)s", name=name, date=day)
        yield Entry(promise.made_at, "calendar", made, quote=promise.words)
        if promise.kept_at:
            yield Entry(promise.kept_at, "circle-check", _("A promise was kept"), quote=promise.words)
        if promise.broken_at:
            why = _("A promise was not kept: %(reason)s", reason=promise.broken_because)
            yield Entry(promise.broken_at, "circle-x", why, quote=promise.words)


def _mails(candidate: Candidate) -> Iterator[Entry]:
    sent = (
        select(Message)
        .where(Message.candidate_id == candidate.id, Message.state == MessageState.SENT)
        .where(Message.name.in_(["rejection", "invitation"]))
        .order_by(Message.id.desc())
        .limit(MOST_MAILS)
    )
    for message in db.session.scalars(sent):
        if message.sent_at:
            yield Entry(message.sent_at, "mail", _("Mail sent: %(subject)s", subject=message.subject))
