"""Whether we did what we promised: counted in the time in which each promise was due."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import and_, func, select

from crm.extensions import db
from crm.reports.block import Block, Column, Drawing, Row, percent_of, step_column, step_words
from crm.reports.period import Period
from models import Candidate, Organisation
from models.promise import Promise


def due(period: Period, now: datetime) -> list[tuple[int, int, int, int]]:
    """By step: kept, broken, late (past its day, and nobody said either), and due later this step."""
    zone = ZoneInfo(db.session.scalars(Organisation.current()).one().time_zone)
    late = and_(Promise.stands(), Promise.due_on < now.astimezone(zone).date())
    step = period.step_of_day(Promise.due_on)
    query = (
        select(
            step,
            func.count(),
            func.count(Promise.kept_at),
            func.count(Promise.broken_at),
            func.count().filter(late),
        )
        .where(period.holds_day(Promise.due_on), Promise.candidate_id.not_in(Candidate.hidden(now)))
        .group_by(step)
    )
    found = {
        at: (kept, broken, past, promised - kept - broken - past)
        for at, promised, kept, broken, past in db.session.execute(query)
    }
    return [found.get(at, (0, 0, 0, 0)) for at in range(len(period.steps))]


def promises(period: Period, now: datetime) -> Block:
    found = due(period, now)
    kept, broken, late, ahead = (sum(each) for each in zip(*found, strict=True))
    if kept + broken + late:
        answer = _(
            "Of the promises whose day came, we kept %(promises)s.", promises=percent_of(kept, kept + broken + late)
        )
    elif ahead:
        answer = _("No promise is due yet.")
    else:
        answer = _("Nothing was promised for this time.")
    return Block(
        name="promises",
        question=_("Did we do what we promised?"),
        answer=answer,
        first_column=step_column(period),
        columns=[Column(_("Kept")), Column(_("Broken")), Column(_("Late")), Column(_("Still ahead"))],
        rows=[Row(words, each) for words, each in zip(step_words(period), found, strict=True)],
        drawing=Drawing("stack", (1, 3)),
        is_empty=not (kept + broken + late + ahead),
    )
