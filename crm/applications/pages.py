"""What the pages about one application share."""

from datetime import timedelta
from math import ceil

from flask import abort, redirect, render_template, request, url_for
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from crm.access import own_path
from crm.applications import services
from crm.applications.forms import CorrectionForm
from crm.clock import utcnow
from crm.extensions import db
from crm.mail.leaving import leaves_later
from models import Application, Candidate


def back(application: Application) -> Response:
    """To the list that it was done from, else to the person."""
    person = url_for("candidates.show", public_id=application.candidate.public_id)
    return redirect(own_path(request.args.get("next"), otherwise=person), 303)


def decided_page(application: Application, form: CorrectionForm) -> str:
    letter, now = services.letter_of(application), utcnow()
    waits = bool(letter and letter.may_be_cancelled)
    return render_template(
        "applications/decided.html",
        application=application,
        form=form,
        letter=letter,
        leaves=leaves_later(letter, now=now) if letter and waits else "",
        minutes=max(1, ceil((letter.due_at - now) / timedelta(minutes=1))) if letter and waits else 0,
    )


def application_or_404(application_id: int) -> Application:
    """An application of somebody whom staff may still see; any other does not exist here."""
    visible = Candidate.visible(utcnow()).with_only_columns(Candidate.id)
    application = db.session.scalars(
        db.select(Application)
        .where(Application.id == application_id, Application.candidate_id.in_(visible))
        .options(joinedload(Application.candidate), joinedload(Application.vacancy))
    ).one_or_none()
    if application is None:
        abort(404)
    return application
