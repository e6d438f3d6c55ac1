"""Pasting what a candidate wrote back, and taking it away again."""

from datetime import UTC, datetime, time

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import get_timezone, to_user_timezone
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.access import needs
from crm.candidates.services import person
from crm.clock import utcnow
from crm.extensions import db
from crm.mail.return_path import reply_address
from crm.replies import services
from crm.replies.forms import ReplyForm
from models import Candidate, ReceivedMail

bp = Blueprint("replies", __name__, url_prefix="/replies")


@bp.get("/new/<public_id>")
@needs("pool")
def new(public_id: str) -> str:
    today = to_user_timezone(utcnow()).date()
    return _page(_candidate(public_id), ReplyForm(None, data={"written_on": today}))


@bp.post("/new/<public_id>")
@needs("pool")
def paste(public_id: str) -> Response | tuple[str, int]:
    candidate, form, now = _candidate(public_id), ReplyForm(), utcnow()
    if form.validate_on_submit():
        written_at = datetime.combine(form.written_on.data, time(12), get_timezone()).astimezone(UTC)
        if form.written_on.data > to_user_timezone(now).date():
            form.written_on.errors = [_("That day is still to come.")]
        elif services.paste(candidate, form.text.data, written_at=min(written_at, now), by=current_user, now=now):
            db.session.commit()
            flash(_("It stands on the timeline."))
            return redirect(url_for("candidates.show", public_id=public_id), 303)
        else:
            form.text.errors = [_("This only quotes another mail. Paste what they wrote themselves.")]
    return _page(candidate, form), 422


@bp.post("/<int:reply_id>/removal")
@needs("pool")
def remove(reply_id: int) -> Response:
    reply = db.get_or_404(ReceivedMail, reply_id)
    candidate = _candidate(reply.candidate.public_id)
    services.remove(reply, by=current_user, now=utcnow())
    db.session.commit()
    flash(_("Removed from the timeline."))
    return redirect(url_for("candidates.show", public_id=candidate.public_id), 303)


def _candidate(public_id: str) -> Candidate:
    found = person(public_id, utcnow())
    if found is None:
        abort(404)
    return found


def _page(candidate: Candidate, form: ReplyForm) -> str:
    return render_template("replies/new.html", candidate=candidate, form=form, forward_to=reply_address(candidate))
