"""The only way to turn somebody down: whole, judged by the guard, told in one letter.

Every page comes through here, and so will whatever comes later. An import only notes what another system decided long
ago, with no letter of ours; the demo and everybody else keep to the guard like the composer does.
"""

from collections.abc import Sequence
from datetime import datetime

from crm import audit, mail
from crm.applications import guarding, promises
from crm.applications.letter import Answer, Found, asks, letter, refuse_incomplete
from crm.applications.services import end_procedure, name_requirements
from crm.consent.ledger import Capture, lock, record
from crm.consent.notices import ASKED
from crm.extensions import db
from models import Application, Candidate, ConsentKind, Message, MessageClass, User, Verdict


def reject(application: Application, answer: Answer, *, by: User, now: datetime, reason: str = "") -> Message | None:
    """Decide against the application and tell the person why, in one letter; None when there is no address for it.

    `reason`: why the letter has to leave although the guard refuses it; it is kept. Raises IncompleteFeedback when the
    letter lacks something, guarding.Refused when it could go to anybody, AlreadyDecided when there was an outcome; then
    nothing has changed.
    """
    candidate, body = application.candidate, answer.body
    refuse_incomplete(candidate, answer.findings, answer.sentence, body=body)
    seen = guarding.seen(application, answer)
    guarding.refuse(seen, reason=reason)
    lock(candidate)
    db.session.refresh(application, attribute_names=["outcome"])
    sentence, question = answer.spoken(candidate), asks(application, now=now)
    application.reject((body or sentence).strip(), now)
    application.letter = body.strip() or None
    application.verdicts.extend(_verdicts(application, answer.findings))
    guarding.note_override(application, seen, reason=reason, by=by, now=now)
    told = mail.queue(
        "rejection",
        candidate,
        message_class=MessageClass.PROCESS,
        dedupe_key=f"rejection:a{application.id}",
        now=now,
        sender=by,
        **letter(application, answer.findings, sentence, body=body, now=now),
    )
    if candidate.email and question:
        _note_the_question(candidate, application, by=by, now=now)
    if answer.promise_on and answer.makes_a_promise:
        promises.make(
            candidate, words=answer.promise, due_on=answer.promise_on, owner=by, now=now, application=application
        )
    end_procedure(candidate, now=now)
    audit.record("rejected", by=by, now=now, subject=f"application:{application.id}")
    return told


def _verdicts(application: Application, findings: Sequence[Found]) -> list[Verdict]:
    """What the vacancy asked and nobody had written down becomes a requirement of it."""
    asked = {requirement.id: requirement for requirement in application.vacancy.requirements}
    unnamed = [each for each in findings if each.requirement_id not in asked]
    named = iter(name_requirements(application.vacancy, [each.asked for each in unnamed]))
    return [
        Verdict(
            requirement=asked[each.requirement_id] if each.requirement_id in asked else next(named),
            finding=each.finding,
            note=each.note.strip(),
            advice=each.advice.strip(),
            check_back_on=each.check_back_on,
        )
        for each in findings
    ]


def _note_the_question(candidate: Candidate, application: Application, *, by: User, now: datetime) -> None:
    capture = Capture(
        channel="rejection_mail",
        actor=f"user:{by.id}",
        language=candidate.language,
        details={"application": application.id},
    )
    for purpose in ASKED:
        record(candidate, purpose, ConsentKind.REQUESTED, capture=capture, now=now)
