"""What people asked about their data, what is due first, and answering it."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from crm.access import needs
from crm.clock import utcnow
from crm.extensions import db
from crm.requests import services
from crm.requests.forms import AnswerForm
from models import Match, PrivacyRequest, RequestKind

bp = Blueprint("requests", __name__, url_prefix="/requests")

PER_PAGE = 25


@bp.app_context_processor
def _alarm_count() -> dict[str, Any]:
    """The number beside Privacy in the menu: requests that have waited 21 days."""
    if not request or request.method != "GET" or not current_user.is_authenticated or not current_user.can("requests"):
        return {}
    if "alarm_count" not in g:
        g.alarm_count = services.alarms(utcnow())
    return {"alarm_count": g.alarm_count}


@bp.get("")
@needs("requests")
def index() -> str:
    answered = request.args.get("state") == "answered"
    page = db.paginate(services.closed() if answered else services.waiting(), per_page=PER_PAGE)
    return render_template("requests/index.html", page=page, answered=answered, alarm_after=services.ALARM_AFTER.days)


@bp.get("/<public_id>")
@needs("requests")
def show(public_id: str) -> str:
    return _page(_request(public_id), AnswerForm(None))


@bp.post("/<public_id>")
@needs("requests")
def answer(public_id: str) -> Response | tuple[str, int]:
    asked, form = _request(public_id), AnswerForm()
    words = (form.answer.data or "").strip()
    if not form.validate_on_submit():
        return _page(asked, form), 422
    if not words and (form.refuse.data or asked.kind is RequestKind.EXPLANATION):
        form.answer.errors = [
            _("Say why you do not do it; they may complain to the authority, and this is what it reads first.")
            if form.refuse.data
            else _("Fill in your explanation.")
        ]
        return _page(asked, form), 422
    decide = services.refuse if form.refuse.data else services.accept
    try:
        decide(asked, by=current_user, answer=words, now=utcnow())
    except services.AlreadyClosed:
        db.session.rollback()
        flash(_("A colleague answered this meanwhile."), "error")
        return redirect(url_for(".show", public_id=public_id), 303)
    db.session.commit()
    flash(_("Done. They get a mail about it."))
    return redirect(url_for(".index"), 303)


def _request(public_id: str) -> PrivacyRequest:
    found = db.session.scalars(
        db.select(PrivacyRequest)
        .where(PrivacyRequest.public_id == public_id)
        .options(joinedload(PrivacyRequest.candidate), joinedload(PrivacyRequest.closed_by))
    ).one_or_none()
    if found is None:
        abort(404)
    return found


def _page(asked: PrivacyRequest, form: AnswerForm) -> str:
    match = db.session.get(Match, asked.content["match"]) if asked.content.get("match") else None
    return render_template("requests/show.html", asked=asked, form=form, match=match)
