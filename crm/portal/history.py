"""Everything that happened with somebody's data, told to themselves, the newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_date
from flask_babel import gettext as _
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.applications.telling import untold
from crm.consent.notices import notice_text
from crm.consent.replay import chains_of
from crm.extensions import db
from crm.privacy.unsaid import told_events
from models import (
    AccessRecord,
    Candidate,
    ConsentEvent,
    ConsentKind,
    ContactNote,
    Language,
    Match,
    MatchDecision,
    Message,
    MessageState,
    Organisation,
    PrivacyRequest,
    Promise,
    ReceivedMail,
)


@dataclass(frozen=True)
class Happening:
    """One line. `receipt` is the number of the choice it proves; `match` what may be explained."""

    at: datetime
    text: str
    receipt: int | None = None
    match: Match | None = None


class Pages(Pagination):
    """A page of it at a time; it reads like a page of Flask-SQLAlchemy, so the pager draws it."""

    def __init__(self, candidate: Candidate, language: Language) -> None:
        self._happened = history(candidate, language)
        super().__init__(per_page=25, error_out=False)

    def _query_items(self) -> list[Happening]:
        return self._happened[self._query_offset :][: self.per_page]

    def _query_count(self) -> int:
        return len(self._happened)


def history(candidate: Candidate, language: Language) -> list[Happening]:
    happened = [
        Happening(candidate.created_at, _("Your details came in from our application system."))
        if candidate.source
        else Happening(candidate.created_at, _("Your details came in.")),
        *_applications(candidate),
        *_choices(candidate, language),
        *_mails(candidate),
        *_decisions(candidate),
        *_invitations(candidate),
        *_looks(candidate),
        *_requests(candidate),
        *_received(candidate),
        *_promises(candidate),
        *(
            Happening(note.at, _("A colleague of ours wrote down what you spoke about."))
            for note in db.session.scalars(ContactNote.of(candidate.id))
        ),
        *(
            Happening(
                document.created_at,
                _("Your certificate %(name)s came in.", name=document.filename)
                if document.is_certificate
                else _("Your CV %(name)s came in.", name=document.filename),
            )
            for document in candidate.documents
        ),
    ]
    return sorted(happened, key=lambda each: each.at, reverse=True)


def _applications(candidate: Candidate) -> Iterator[Happening]:
    waits = untold(candidate)
    for application in candidate.applications:
        title = application.vacancy.title
        yield Happening(application.applied_at, _("You applied for %(title)s.", title=title))
        if application.decided_at and application not in waits:
            yield Happening(application.decided_at, _("Your application for %(title)s was decided.", title=title))


def _choices(candidate: Candidate, language: Language) -> Iterator[Happening]:
    organisation = db.session.scalars(Organisation.current()).one()
    words = {
        ConsentKind.REQUESTED: _("We asked: %(what)s"),
        ConsentKind.PENDING: _("Yes, once your address is confirmed: %(what)s"),
        ConsentKind.GIVEN: _("You said yes: %(what)s"),
        ConsentKind.RENEWED: _("You said yes again: %(what)s"),
        ConsentKind.REFUSED: _("You said no: %(what)s"),
        ConsentKind.WITHDRAWN: _("You withdrew: %(what)s"),
        ConsentKind.EXPIRED: _("It ended: %(what)s"),
        ConsentKind.INVALIDATED: _("It ended because the words changed: %(what)s"),
        ConsentKind.REVOKED: _("We ended this for everybody: %(what)s"),
    }
    events = select(ConsentEvent).where(ConsentEvent.subject.in_(chains_of(candidate)))
    labels: dict[object, str] = {}
    for event in told_events(db.session.scalars(events).all(), candidate):
        if event.purpose not in labels:
            labels[event.purpose] = notice_text(event.purpose, language, organisation).label
        yield Happening(event.at, words[event.kind].replace("%(what)s", labels[event.purpose]), receipt=event.id)


def _mails(candidate: Candidate) -> Iterator[Happening]:
    sent = select(Message).where(Message.candidate_id == candidate.id, Message.state == MessageState.SENT)
    for message in db.session.scalars(sent):
        if message.sent_at:
            yield Happening(message.sent_at, _("We mailed you: %(subject)s", subject=message.subject))


def _received(candidate: Candidate) -> Iterator[Happening]:
    for each in db.session.scalars(ReceivedMail.of(candidate.id)):
        written = format_date(each.written_at, "d MMMM y")
        yield Happening(each.added_at, _("A colleague of ours kept what you wrote on %(date)s.", date=written))


def _promises(candidate: Candidate) -> Iterator[Happening]:
    waits = {each.id for each in untold(candidate)}
    for promise in db.session.scalars(Promise.of(candidate.id)):
        if promise.application_id in waits:
            continue
        yield Happening(promise.made_at, _("A colleague of ours promised: %(words)s", words=promise.words))
        if promise.kept_at:
            yield Happening(promise.kept_at, _("We kept what we promised: %(words)s", words=promise.words))
        if promise.broken_at:
            yield Happening(promise.broken_at, _("We did not keep what we promised: %(words)s", words=promise.words))


def _decisions(candidate: Candidate) -> Iterator[Happening]:
    """Matches that a person acted on: by whom is the organisation's, why is theirs to know."""
    decided = select(Match).where(Match.candidate_id == candidate.id, Match.decision.is_not(None))
    words = {
        MatchDecision.INVITED: _("A recruiter chose you for %(title)s."),
        MatchDecision.NOT_THIS_ONE: _("A recruiter did not choose you for %(title)s."),
        MatchDecision.LATER: _("A recruiter looked at you for %(title)s and decides later."),
    }
    for match in db.session.scalars(decided.options(joinedload(Match.vacancy))):
        if match.decided_at and match.decision:
            yield Happening(
                match.decided_at, words[match.decision].replace("%(title)s", match.vacancy.title), match=match
            )


def _invitations(candidate: Candidate) -> Iterator[Happening]:
    for invitation in candidate.invitations:
        if invitation.replied_at:
            yield Happening(
                invitation.replied_at, _("You answered our invitation for %(title)s.", title=invitation.vacancy.title)
            )


def _looks(candidate: Candidate) -> Iterator[Happening]:
    for record in db.session.scalars(select(AccessRecord).where(AccessRecord.candidate_id == candidate.id)):
        yield Happening(record.at, _("A colleague of ours looked at your data."))


def _requests(candidate: Candidate) -> Iterator[Happening]:
    for request in db.session.scalars(select(PrivacyRequest).where(PrivacyRequest.candidate_id == candidate.id)):
        yield Happening(request.received_at, _("You asked us something about your data."))
        if request.closed_at:
            yield Happening(request.closed_at, _("We answered what you asked about your data."))
