"""A person decides: invite, not for this one, later. One invitation per person per vacancy, ever."""

from datetime import datetime

from sqlalchemy import select

from crm import audit, mail
from crm.consent import services as consent
from crm.consent.ledger import Capture, lock
from crm.extensions import db
from crm.invitations import candidacy, telling
from crm.invitations.letter import letter
from crm.invitations.sentence import for_person
from crm.mail import outbox
from crm.mail.calls import must_be_called_first
from crm.mail.contact import budget_of
from crm.mail.suppressions import address_trouble, is_suppressed
from crm.queue import wake
from crm.screening import masked
from models import (
    AlreadyInvited,
    ConsentEvent,
    Invitation,
    Match,
    MatchDecision,
    Message,
    MessageClass,
    Purpose,
    Reply,
    User,
    may,
)
from models.contact import Budget
from models.invitation import Answer


class MayNotContact(Exception):
    """Why this person cannot be invited now: `no_permission`, `vacancy_closed`, `no_address`,
    `address_bounces` or `too_soon`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def why_not(match: Match, *, by: User, now: datetime, known: Budget | None = None) -> str | None:
    """The reason why `by` may not invite, asked when the page is drawn and again when the button is pressed.

    `call_first` while a call is due. `too_soon` when the contact budget of this person is used up; `known` is theirs,
    when it was read already.
    """
    candidate = match.candidate
    if not match.vacancy.is_open:
        return "vacancy_closed"
    if not candidate.email:
        return "no_address"
    if address_trouble(candidate.email):
        return "address_bounces"
    if not may(candidate, Purpose.EMAIL_VACANCIES, now).allowed or is_suppressed(candidate.email):
        return "no_permission"
    if must_be_called_first(candidate):
        return "call_first"
    budget = known or budget_of(candidate, by=by, now=now)
    return None if budget.allows else "too_soon"


def invitation_of(match: Match) -> Invitation | None:
    return db.session.scalars(
        select(Invitation).where(
            Invitation.vacancy_id == match.vacancy_id, Invitation.candidate_id == match.candidate_id
        )
    ).one_or_none()


def invite(match: Match, *, sentence: str, by: User, now: datetime) -> Invitation:
    """Decide to write to this person about this vacancy, and queue the one mail.

    Raises AlreadyInvited or MayNotContact. The person is locked first: of two colleagues who press the button at once
    the second one finds the invitation of the first.
    """
    lock(match.candidate)
    if invitation_of(match):
        raise AlreadyInvited
    reason = why_not(match, by=by, now=now)
    if reason:
        raise MayNotContact(reason)
    invitation = Invitation(
        match=match,
        vacancy=match.vacancy,
        candidate=match.candidate,
        invited_by=by,
        sentence=for_person(sentence.strip(), match.candidate),
        created_at=now,
    )
    db.session.add(invitation)
    match.decide(MatchDecision.INVITED, by=by, now=now)
    invitation.message = mail.queue(
        "invitation",
        match.candidate,
        message_class=MessageClass.INVITATION,
        dedupe_key=f"invitation:v{match.vacancy_id}:c{match.candidate_id}",
        now=now,
        sender=by,
        **letter(match, invitation, now=now),
    )
    db.session.flush()
    audit.record("invited", by=by, now=now, subject=f"match:{match.id}")
    return invitation


def take_back(invitation: Invitation, letter: Message, *, by: User, now: datetime) -> None:
    """Undo an invitation whose letter has not left: nobody was invited, and nobody decided.

    Raises mail.outbox.TooLate; also when the person found it on their page and answered.
    """
    lock(invitation.candidate)
    db.session.refresh(invitation)
    if invitation.reply:
        raise outbox.TooLate
    outbox.cancel(letter, reason="taken_back")
    if invitation.match:
        invitation.match.undecide()
    audit.record("invitation_taken_back", by=by, now=now, subject=f"match:{invitation.match_id}")
    db.session.delete(invitation)


def decide_against(match: Match, *, reason: str, by: User, now: datetime) -> None:
    """Not for this vacancy; the person stays in the pool. Raises AlreadyInvited."""
    _still_open(match)
    match.decide(MatchDecision.NOT_THIS_ONE, by=by, now=now, reason=reason)
    audit.record("decided_against", by=by, now=now, subject=f"match:{match.id}")


def postpone(match: Match, *, until: datetime, by: User, now: datetime) -> None:
    """Look again on that day. Raises AlreadyInvited."""
    _still_open(match)
    match.decide(MatchDecision.LATER, by=by, now=now)
    match.later_until = until
    audit.record("postponed", by=by, now=now, subject=f"match:{match.id}")


def reconsider(match: Match, *, by: User, now: datetime) -> None:
    """Take back "not for this one" or "later". Raises AlreadyInvited: a letter cannot be unwritten."""
    _still_open(match)
    audit.record("reconsidered", by=by, now=now, subject=f"match:{match.id}")
    match.undecide()


def _still_open(match: Match) -> None:
    if match.decision is MatchDecision.INVITED:
        raise AlreadyInvited


def answer(
    invitation: Invitation,
    *,
    reply: Reply,
    note: str,
    until: datetime | None,
    now: datetime,
    capture: Capture,
    moment: tuple[datetime, datetime] | None = None,
) -> list[ConsentEvent]:
    """What the person answers; the last answer stands. The colleague who invited hears it at once, and once.

    Of the note everything stays but numbers that we may not keep.

    *Interested* is a candidacy, and `moment` when they would like to talk. *Stop* withdraws the permission to mail: its
    events are returned, for a receipt. *Not now* with a day rests all mail and comparing until then; another answer
    ends that rest.
    """
    candidate = invitation.candidate
    given = Answer(reply, masked(note.strip()), until, moment)
    lock(candidate)
    db.session.refresh(invitation)
    if invitation.answered == given:
        return []
    if invitation.not_now_until and candidate.paused_until == invitation.not_now_until:
        candidate.paused_until = None
        wake("match")
    invitation.take(given, now)
    candidacy.follow(invitation, now=now)
    events = []
    if reply is Reply.STOP:
        events = consent.withdraw(candidate, [Purpose.EMAIL_VACANCIES], capture=capture, now=now)
    if reply is Reply.NOT_NOW and until:
        candidate.paused_until = until
    telling.tell(invitation, now=now)
    if reply is Reply.INTERESTED and candidacy.candidacy_of(invitation):
        telling.thank(invitation, now=now)
    return events
