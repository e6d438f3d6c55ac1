"""Today: what to do first, who waits, who fits, who answered."""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask_babel import to_user_timezone
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.access import needs
from crm.applications import promises
from crm.applications.waiting import (
    recruiters_with_people_waiting,
    vacancies_with_people_waiting,
    waiting,
    waiting_count,
)
from crm.clock import utcnow
from crm.extensions import db
from crm.relations import services as relations
from crm.retention import pool
from crm.today import arrivals, news
from crm.today.calls import calls_due
from crm.today.steps import next_step
from models import Alert, Organisation, Referral, User

bp = Blueprint("today", __name__)

SHOWN = 8
PER_PAGE = 25


@bp.app_context_processor
def _to_do_count() -> dict[str, Any]:
    """The number beside Today in the menu: people who wait, calls, promises and personal steps that are due, who came
    through an ambassador, news not put aside.

    It counts actions, not events.
    """
    if not request or request.method != "GET" or not current_user.is_authenticated or not current_user.can("vacancies"):
        return {}
    if "to_do_count" not in g:
        now = utcnow()
        g.to_do_count = (
            waiting_count(now)
            + len(calls_due(current_user, now))
            + promises.due_count(current_user, today=_today(now), now=now)
            + relations.steps_count(current_user, today=_today(now), now=now)
            + arrivals.arrivals_count(current_user, now)
            + news.unseen_count(current_user, now)
        )
    return {"to_do_count": g.to_do_count}


@bp.get("/")
@needs()
def home() -> Response:
    return redirect(url_for(".index"), 303)


@bp.get("/today")
@needs()
def index() -> str:
    now = utcnow()
    if pool.is_empty():
        return render_template("today/empty.html")
    figures = pool.pool_figures(now) if current_user.can("pool") else None
    if not current_user.can("vacancies"):
        return render_template("today/index.html", step=None, figures=figures, now=now)
    limits = db.session.scalars(Organisation.current()).one()
    longest = db.session.scalars(waiting(now).limit(SHOWN + 1)).all()
    about, replies = news.newest(current_user, now)
    due = db.session.scalars(promises.due(current_user, today=_today(now), now=now).limit(PER_PAGE)).all()
    calls = calls_due(current_user, now)
    step = next_step(longest, due, about, replies, calls=calls, limit=limits.silence_red_days)
    return render_template(
        "today/index.html",
        now=now,
        step=step,
        waiting=[application for application in longest if application is not step.application][:SHOWN],
        waiting_count=waiting_count(now),
        promises=[promise for promise in due if promise is not step.promise],
        steps=db.session.scalars(relations.steps(current_user, today=_today(now), now=now).limit(PER_PAGE)).all(),
        to_connect=db.session.scalars(relations.to_connect(current_user, now=now).limit(SHOWN)).all(),
        news=about,
        replies=replies,
        arrivals=db.session.scalars(arrivals.arrivals(current_user, now).limit(PER_PAGE)).all(),
        calls=[task for task in calls if task is not step.call],
        more_news=news.unseen_count(current_user, now) - len(about) - len(replies),
        figures=figures,
    )


@bp.get("/today/waiting")
@needs("decide")
def waiting_people() -> str:
    """Everybody who waits, a page at a time; of one vacancy, of mine, or of those of one colleague."""
    now, vacancy_id, of = utcnow(), request.args.get("vacancy", type=int), request.args.get("of", "")
    recruiter = current_user if of == "me" else db.session.get(User, int(of)) if of.isdecimal() else None
    query = waiting(now, vacancy_id=vacancy_id, recruiter=recruiter)
    return render_template(
        "today/waiting.html",
        page=db.paginate(query, per_page=PER_PAGE, max_per_page=PER_PAGE),
        vacancies=vacancies_with_people_waiting(now),
        recruiters=[each for each in recruiters_with_people_waiting(now) if each != current_user],
        vacancy_id=vacancy_id,
        of=of if recruiter else "",
    )


def _today(now: datetime) -> date:
    """The day of the calendar on the wall."""
    return to_user_timezone(now).date()


@bp.post("/today/referrals/<int:referral_id>/dismissal")
@needs("vacancies")
def look_at(referral_id: int) -> Response:
    """A colleague looked at who came; it is nobody's news any more."""
    referral = db.session.scalars(
        arrivals.arrivals(current_user, utcnow()).where(Referral.id == referral_id)
    ).one_or_none()
    if referral is None:
        abort(404)
    referral.seen_at = utcnow()
    db.session.commit()
    return redirect(url_for(".index"), 303)


@bp.post("/today/alerts/<int:alert_id>/dismissal")
@needs("vacancies")
def dismiss(alert_id: int) -> Response:
    """Put one line aside. Everybody has their own lines; a colleague's is not there."""
    alert = db.session.get(Alert, alert_id)
    if alert is None or alert.user_id != current_user.id:
        abort(404)
    alert.seen_at = alert.seen_at or utcnow()
    db.session.commit()
    return redirect(url_for(".index"), 303)
