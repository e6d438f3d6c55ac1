"""A candidacy begins, and whatever happens to it besides a decision."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from crm import audit, mail
from crm.applications import promises
from crm.applications.phrases import promised
from crm.applications.telling import last_heard
from crm.consent.ledger import lock
from crm.extensions import db
from crm.mail import outbox
from models import (
    AlreadyDecided,
    Application,
    Candidate,
    Invitation,
    Message,
    Organisation,
    Outcome,
    Requirement,
    Stage,
    User,
    Vacancy,
)


def apply(
    candidate: Candidate,
    vacancy: Vacancy,
    *,
    now: datetime,
    stage: Stage = Stage.APPLIED,
    invitation: Invitation | None = None,
) -> Application:
    """A new candidacy: from now on the person is in a procedure. `invitation` is the one that it answers."""
    application = Application(candidate=candidate, vacancy=vacancy, stage=stage, applied_at=now, last_told_at=now)
    application.invitation_id = invitation.id if invitation else None
    db.session.add(application)
    candidate.open_procedure()
    db.session.flush()
    return application


def step_back(application: Application, *, now: datetime) -> None:
    """The person ends their own candidacy; as after any decision the clock begins when it was the last one.

    A rejection that has not left yet is never sent then. Raises AlreadyDecided. The caller holds the person's lock.
    """
    if application.outcome is Outcome.REJECTED and (letter := letter_of(application)) and letter.may_be_cancelled:
        _unsay(application, letter, reason="stepped_back")
    application.withdraw(now)
    end_procedure(application.candidate, now=now)


def resume(application: Application, *, now: datetime) -> None:
    """They want it after all: the same candidacy goes on. Raises AlreadyDecided. The caller holds the lock."""
    application.resume(now)
    application.candidate.open_procedure()


def name_requirements(vacancy: Vacancy, texts: Sequence[str]) -> list[Requirement]:
    """Write down what a vacancy asked, when nobody had: an import knows only its title."""
    start = len(vacancy.requirements)
    named = [Requirement(position=start + number, text=" ".join(text.split())) for number, text in enumerate(texts)]
    vacancy.requirements.extend(named)
    db.session.flush()
    return named


def keep_draft(application: Application, draft: dict[str, Any]) -> None:
    """Keep an answer that was begun. Raises AlreadyDecided when there is one already."""
    lock(application.candidate)
    db.session.refresh(application, attribute_names=["outcome"])
    if application.outcome is not Outcome.OPEN:
        raise AlreadyDecided(application.id)
    application.draft = draft


def letter_of(application: Application) -> Message | None:
    """The rejection of this application, whether it left or waits; none without an address or when taken back."""
    key = f"rejection:a{application.id}"
    return db.session.scalars(select(Message).where(Message.dedupe_key == key)).one_or_none()


def take_back(application: Application, letter: Message, *, by: User, now: datetime) -> None:
    """Undo a rejection whose letter has not left: the procedure is open again. Raises mail.outbox.TooLate."""
    lock(application.candidate)
    _unsay(application, letter, reason="taken_back")
    audit.record("rejection_taken_back", by=by, now=now, subject=f"application:{application.id}")


def _unsay(application: Application, letter: Message, *, reason: str) -> None:
    """As if nobody had decided. That the letter was going to ask stays in the ledger: it gives no permission, and the
    next letter asks anew."""
    candidate = application.candidate
    outbox.cancel(letter, reason=reason)
    promise = promises.unmake(application, since=application.decided_at)
    application.take_back(last_heard(application))
    if promise and application.draft:
        with mail.speaking_to(candidate):
            said = promised(promise.words, promise.due_on)
        application.draft = application.draft | {
            "sentence": application.draft["sentence"].removesuffix(said).strip(),
            "promise": promise.words,
            "promise_on": promise.due_on.isoformat(),
        }
    candidate.open_procedure()


def end_procedure(candidate: Candidate, *, now: datetime) -> None:
    """The clock begins when the last open application is decided."""
    db.session.flush()
    still_open = select(func.count(Application.id)).where(
        Application.candidate_id == candidate.id, Application.outcome == Outcome.OPEN
    )
    if not db.session.execute(still_open).scalar_one():
        organisation = db.session.scalars(Organisation.current()).one()
        candidate.close_procedure(now, candidate.preset(organisation))
