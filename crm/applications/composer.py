"""The composer: from what was typed to the letter, its judgement, and the decision."""

from datetime import datetime

from flask import render_template
from flask_babel import get_locale

from crm.applications import guarding, promises, services
from crm.applications.forms import RejectionForm
from crm.applications.guard.rules import rules
from crm.applications.letter import as_text, in_order, preview, refuse_incomplete
from crm.applications.phrases import promised
from crm.clock import utcnow
from crm.database import begin_reading
from crm.extensions import db
from crm.mail import speaking_to
from models import Application, Finding, Message, MessageClass, Organisation, User


def send(application: Application, form: RejectionForm, *, by: User, now: datetime) -> Message | None:
    """Check the whole letter before anything is written, so that a refusal has changed nothing."""
    candidate, rows = application.candidate, form.rows
    if not candidate.first_name and form.first_name.data:
        candidate.first_name = form.first_name.data.strip()
        candidate.refresh_search()
    found, sentence, body = [row.found for row in rows], form.sentence.data or "", form.letter.data or ""
    refuse_incomplete(candidate, found, sentence, body=body)
    seen = guarding.seen(application, found, sentence, body=body, has_promise=form.makes_a_promise)
    guarding.refuse(seen, reason=form.reason.data or "")
    unnamed = [row for row in rows if not row.requirement_id.data]
    named = services.name_requirements(application.vacancy, [row.asked.data for row in unnamed])
    ids = iter(requirement.id for requirement in named)
    numbers = [int(row.requirement_id.data or next(ids)) for row in rows]
    letter = services.reject(
        application,
        findings={
            number: (Finding(row.finding.data), row.note.data or "") for number, row in zip(numbers, rows, strict=True)
        },
        advice={
            number: services.Advice(each.advice, each.check_back_on)
            for number, each in zip(numbers, found, strict=True)
        },
        sentence=with_promise(application, form),
        body=body,
        by=by,
        now=now,
    )
    guarding.note_override(application, seen, reason=form.reason.data or "", by=by, now=now)
    if form.makes_a_promise:
        promises.make(
            candidate,
            words=form.promise.data or "",
            due_on=form.promise_on.data,
            owner=by,
            now=now,
            application=application,
        )
    return letter


def with_promise(application: Application, form: RejectionForm) -> str:
    """The writer's own sentence, and behind it the promise with its day."""
    sentence = form.sentence.data or ""
    if not form.makes_a_promise:
        return sentence
    with speaking_to(application.candidate):
        return f"{sentence}\n\n{promised(form.promise.data or '', form.promise_on.data)}".strip()


def page(application: Application, form: RejectionForm, *, by: User, refused: bool = False) -> str:
    db.session.rollback()
    begin_reading()  # a preview at every pause in typing must keep nobody from writing
    form.leave_out(form.drop.data or "")
    found, sentence = [row.found for row in form.rows], form.sentence.data or ""
    with speaking_to(application.candidate):
        points = in_order(found)
    if form.compose.data:
        form.letter.data = ""
    elif form.edit.data:
        form.letter.data = as_text(application, found, with_promise(application, form), by=by, now=utcnow())
    elif form.add.data:
        form.letter.data = f"{form.letter.data}\n\n{form.add.data}"
    body = form.letter.data or ""
    is_begun = bool(body.strip() or sentence.strip() or points)
    return render_template(
        "applications/reject.html",
        application=application,
        form=form,
        letter=preview(application, found, with_promise(application, form), body=body, by=by, now=utcnow()),
        to_add=[each for each in (f"{point.about}: {point.text}" for point in points) if each not in body],
        seen=guarding.seen(
            application, found, sentence, body=body, called=form.first_name.data or "", has_promise=form.makes_a_promise
        )
        if is_begun
        else None,
        refused=refused,
        delay=db.session.scalars(Organisation.current()).one().delay_of(MessageClass.PROCESS),
        rules=rules(),
        spoken="nl" if str(get_locale()) == "nl" else "en",
    )
