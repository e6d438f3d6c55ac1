"""How the order came about: one score with everything that made it, and the run that it comes from."""

from flask import abort, render_template
from flask_babel import format_decimal

from crm.access import needs
from crm.clock import utcnow
from crm.extensions import db
from crm.vacancies import score
from crm.vacancies.routes import bp
from crm.vacancies.signal_words import signal_words
from crm.vacancies.words import left_out_words
from models import Match

bp.add_app_template_filter(signal_words)


@bp.app_template_filter("exact_amount")
def exact_amount(value: float) -> str:
    """0,0001234: small parts too can be added up."""
    return format_decimal(value, "0.0000000")


@bp.get("/<int:vacancy_id>/matches/<int:match_id>/score")
@needs("vacancies")
def show_score(vacancy_id: int, match_id: int) -> str:
    now = utcnow()
    shown = Match.shown(now).order_by(None).where(Match.vacancy_id == vacancy_id, Match.id == match_id)
    match = db.session.scalars(shown).one_or_none()
    if match is None:
        abort(404)
    return render_template(
        "vacancies/score.html",
        match=match,
        vacancy=match.vacancy,
        parts=score.parts(match),
        place=score.place(match, now),
        run=match.run,
        left_out=left_out_words(match.run),
    )
