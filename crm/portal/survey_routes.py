"""The questions how it was: each answer kept as it is given, sent with a name or without.

The link of the mail opens them, and the person's own link does, too, for whoever allows no mail.
"""

from collections.abc import Mapping
from datetime import datetime

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm import links
from crm.access import public, secret_form
from crm.clock import utcnow
from crm.extensions import db
from crm.portal.access import enter, enter_form
from crm.portal.blueprint import bp
from crm.surveys import questions, services
from crm.surveys.ambassadors import ambassador_of
from crm.surveys.due import answered_lately, stands_open
from models import Candidate, Language, LinkKind
from models.survey import QuestionKind

Answer = str | Response | tuple[str, int]
NAMED, NAMELESS = "named", "anonymous"


def _kind(secret: str, now: datetime) -> LinkKind:
    return LinkKind.SURVEY if links.opened(secret, LinkKind.SURVEY, now=now) else LinkKind.PERSONAL


def _said() -> dict[str, str]:
    return {topic: request.form.get(topic, "") for topic in questions.topics()}


@bp.get("/s/<secret>")
@public
def survey(secret: str) -> str:
    now = utcnow()
    _link, candidate = enter(secret, now=now, kind=_kind(secret, now))
    return _page(secret, candidate, _kept(candidate))


@bp.post("/s/<secret>/answers")
@secret_form
def keep_answers(secret: str) -> Answer:
    """What is filled in so far; htmx sends it at every answer, the button for later without JavaScript."""
    now = utcnow()
    _link, candidate = enter_form(secret, now=now, kind=_kind(secret, now))
    try:
        draft = services.keep(candidate, _said(), now=now)
    except services.NotAsked:
        db.session.rollback()
        return _page(secret, candidate, {})
    db.session.commit()
    if "HX-Request" in request.headers:
        return render_template("portal/_survey_progress.html", answered=len(draft.answers), total=_total(), kept=True)
    return _page(secret, candidate, _kept(candidate), kept=True)


@bp.post("/s/<secret>")
@secret_form
def send_answers(secret: str) -> Answer:
    now = utcnow()
    _link, candidate = enter_form(secret, now=now, kind=_kind(secret, now))
    sender = request.form.get("sender")
    if sender not in (NAMED, NAMELESS):
        return _page(secret, candidate, _said(), lacking="sender"), 422
    try:
        services.send(candidate, _said(), with_name=sender == NAMED, now=now)
    except services.NothingSaid:
        db.session.rollback()
        return _page(secret, candidate, {}, lacking="answers", sender=sender), 422
    except services.NotAsked:
        db.session.rollback()
        return _page(secret, candidate, {})
    db.session.commit()
    return redirect(url_for(".survey", secret=secret, language=g.language), 303)


def _page(
    secret: str,
    candidate: Candidate,
    said: Mapping[str, str],
    *,
    lacking: str = "",
    sender: str = "",
    kept: bool = False,
) -> str:
    now = utcnow()
    is_own_page = _kind(secret, now) is LinkKind.PERSONAL
    if not stands_open(candidate, now=now):
        answered = answered_lately(candidate, now=now)
        return render_template(
            "portal/survey_closed.html",
            secret=secret,
            answered=answered,
            is_own_page=is_own_page,
            ambassador=ambassador_of(candidate),
        )
    last = candidate.last_application
    return render_template(
        "portal/survey.html",
        secret=secret,
        speaks=Language(g.language),
        questions=questions.questions(),
        kinds=QuestionKind,
        given=said,
        answered=len([topic for topic in said if said[topic]]),
        total=_total(),
        title=last.vacancy.title if last else "",
        lacking=lacking,
        sender=sender,
        kept=kept,
        is_own_page=is_own_page,
    )


def _total() -> int:
    return len(questions.topics())


def _kept(candidate: Candidate) -> dict[str, str]:
    """The draft as the form says it."""
    draft = services.draft_of(candidate)
    return {
        answer.question.topic: str(answer.value) if answer.value is not None else answer.text or ""
        for answer in (draft.answers if draft else [])
    }
