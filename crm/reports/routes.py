"""What it brought: each question with its answer, its drawing and its table, and each table as a file."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext as _

from crm.access import needs
from crm.clock import utcnow
from crm.extensions import db
from crm.reports.ambassadors import ambassadors
from crm.reports.answers import answers, waiting
from crm.reports.block import Block, value_words
from crm.reports.endings import endings
from crm.reports.overrides import by_rule, guard
from crm.reports.period import EVERYTHING, TWELVE_MONTHS, Period, choices, period_named
from crm.reports.promises import promises
from crm.reports.rejections import buyers, feedback
from crm.reports.returns import invited, returned
from crm.reports.surveys import by_question, by_stage, recommend
from crm.spreadsheets import neutralised
from models import Organisation

bp = Blueprint("reports", __name__, url_prefix="/reports")

BLOCKS: dict[str, Callable[[Period, datetime], Block]] = {
    "answers": answers,
    "waiting": waiting,
    "feedback": feedback,
    "customers": buyers,
    "guard": guard,
    "rules": by_rule,
    "promises": promises,
    "recommend": recommend,
    "stages": by_stage,
    "survey": by_question,
    "ambassadors": ambassadors,
    "invitations": invited,
    "returned": returned,
    "vacancies": endings,
}


@bp.get("")
@needs("vacancies")
def index() -> str:
    now = utcnow()
    period = _period(now)
    names = {TWELVE_MONTHS: _("The last 12 months"), EVERYTHING: _("Everything")}
    return render_template(
        "reports/index.html",
        now=now,
        period=period,
        periods=[(name, names.get(name, name)) for name in choices(now, _zone())],
        blocks=[block(period, now) for block in BLOCKS.values()],
        value_words=value_words,
    )


@bp.get("/<question>.csv")
@needs("vacancies")
def file(question: str) -> Response:
    """Counts alone, without grouping of thousands; what is not told on the page is an empty cell here."""
    if question not in BLOCKS:
        abort(404)
    now, text = utcnow(), io.StringIO()
    period = _period(now)
    block, writer = BLOCKS[question](period, now), csv.writer(text)
    writer.writerow([neutralised(words) for words in (block.first_column, *(each.words for each in block.columns))])
    for row in block.rows:
        writer.writerow([neutralised(row.full_words), *("" if value is None else f"{value:g}" for value in row.values)])
    response = Response("\ufeff" + text.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{question}-{period.name}.csv"'
    return response


def _period(now: datetime) -> Period:
    return period_named(request.args.get("period", TWELVE_MONTHS), now, _zone()) or abort(404)


def _zone() -> ZoneInfo:
    return ZoneInfo(db.session.scalars(Organisation.current()).one().time_zone)
