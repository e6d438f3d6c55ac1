"""The composer: from what was typed to the letter, its judgement, and the decision."""

from datetime import datetime

from flask import render_template
from flask_babel import get_locale

from crm.applications import guarding
from crm.applications.forms import RejectionForm
from crm.applications.guard.rules import rules
from crm.applications.letter import as_text, in_order, preview
from crm.applications.rejecting import reject
from crm.clock import utcnow
from crm.database import begin_reading
from crm.extensions import db
from crm.mail import speaking_to
from models import Application, Message, MessageClass, Organisation, User


def send(application: Application, form: RejectionForm, *, by: User, now: datetime) -> Message | None:
    """Raises what rejecting.reject raises; a name that was filled in is kept with the letter, or not at all."""
    candidate = application.candidate
    if not candidate.first_name and form.first_name.data:
        candidate.first_name = form.first_name.data.strip()
        candidate.refresh_search()
    return reject(application, form.answer, reason=form.reason.data or "", by=by, now=now)


def page(application: Application, form: RejectionForm, *, by: User, refused: bool = False) -> str:
    db.session.rollback()
    begin_reading()  # a preview at every pause in typing must keep nobody from writing
    form.leave_out(form.drop.data or "")
    answer, candidate = form.answer, application.candidate
    with speaking_to(candidate):
        points = in_order(answer.findings, start=application.id)
    if form.compose.data:
        form.letter.data = ""
    elif form.edit.data:
        form.letter.data = as_text(application, answer.findings, answer.spoken(candidate), by=by, now=utcnow())
    elif form.add.data:
        form.letter.data = f"{form.letter.data}\n\n{form.add.data}"
    answer = form.answer
    body = answer.body
    is_begun = bool(body.strip() or answer.sentence.strip() or points)
    return render_template(
        "applications/reject.html",
        application=application,
        form=form,
        letter=preview(application, answer.findings, answer.spoken(candidate), body=body, by=by, now=utcnow()),
        to_add=[each for each in (f"{point.about}: {point.text}" for point in points) if each not in body],
        seen=guarding.seen(application, answer, called=form.first_name.data or "") if is_begun else None,
        refused=refused,
        delay=db.session.scalars(Organisation.current()).one().delay_of(MessageClass.PROCESS),
        rules=rules(),
        spoken="nl" if str(get_locale()) == "nl" else "en",
    )
