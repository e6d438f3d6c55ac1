"""How vacancies ended: with somebody who applied, with somebody we do not know here, or with nobody."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from crm.extensions import db
from crm.reports.block import Block, Column, Drawing, Row, percent_of, step_column, step_words
from crm.reports.period import Period
from models import Vacancy, VacancyState
from models.vacancy import Filled

ORDER = (Filled.APPLICANT, Filled.OUTSIDE, Filled.NOBODY, None)


def ended(period: Period) -> list[dict[Filled | None, int]]:
    """By step in which they closed. None: nobody said, as with a vacancy that came out of another system."""
    step = period.step_of(Vacancy.closed_at)
    query = (
        select(step, Vacancy.filled, func.count())
        .where(Vacancy.state == VacancyState.CLOSED, period.holds(Vacancy.closed_at))
        .group_by(step, Vacancy.filled)
    )
    found: list[dict[Filled | None, int]] = [{} for _step in period.steps]
    for at, filled, vacancies in db.session.execute(query):
        found[at][filled] = vacancies
    return found


def endings(period: Period, _now: datetime) -> Block:
    found = [[each.get(how, 0) for how in ORDER] for each in ended(period)]
    applied, _outside, _nobody, unsaid = totals = [sum(each) for each in zip(*found, strict=True)]
    closed = sum(totals)
    if not closed:
        answer = _("No vacancy closed in this time.")
    elif unsaid == closed:
        answer = _("Vacancies closed, but nobody said with whom. Closing one asks for it.")
    else:
        answer = _(
            "Of the vacancies whose end we know, %(vacancies)s went to somebody who applied.",
            vacancies=percent_of(applied, closed - unsaid),
        )
    return Block(
        name="vacancies",
        question=_("How did vacancies end?"),
        answer=answer,
        first_column=step_column(period),
        columns=[
            Column(_("With somebody who applied")),
            Column(_("With somebody else")),
            Column(_("With nobody")),
            Column(_("Not said")),
        ],
        rows=[Row(words, each) for words, each in zip(step_words(period), found, strict=True)],
        drawing=Drawing("stack", (1, 2)),
        is_empty=not closed,
    )
