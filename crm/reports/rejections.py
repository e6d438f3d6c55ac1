"""Whether people who were turned down heard why: a finding about at least one requirement went with the letter."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from crm.extensions import db
from crm.reports.block import Block, Column, Drawing, Row, Unit, percent_of, share, step_column, step_words
from crm.reports.period import Period
from models import Application, Candidate, Outcome, Verdict


def rejections(period: Period, now: datetime) -> list[tuple[int, int]]:
    """By step: how many people were rejected, and to how many of them findings were sent."""
    step = period.step_of(Application.decided_at)
    with_findings = Application.id.in_(select(Verdict.application_id))
    query = (
        select(step, func.count(), func.count().filter(with_findings))
        .join(Application.candidate)
        .where(Application.outcome == Outcome.REJECTED, period.holds(Application.decided_at))
        .where(Candidate.is_visible(now))
        .group_by(step)
    )
    found = {at: (people, told) for at, people, told in db.session.execute(query)}
    return [found.get(at, (0, 0)) for at in range(len(period.steps))]


def feedback(period: Period, now: datetime) -> Block:
    found = rejections(period, now)
    people, told = (sum(each) for each in zip(*found, strict=True))
    return Block(
        name="feedback",
        question=_("Did people hear why?"),
        answer=_(
            "In %(people)s rejections people read what was found about a requirement.",
            people=percent_of(told, people),
        )
        if people
        else _("Nobody was rejected in this time."),
        first_column=step_column(period),
        columns=[
            Column(_("With findings")),
            Column(_("Without")),
            Column(_("Share with findings"), Unit.PERCENT),
        ],
        rows=[
            Row(words, [told, people - told, share(told, people)])
            for words, (people, told) in zip(step_words(period), found, strict=True)
        ],
        drawing=Drawing("stack", (1, 2)),
        is_empty=not people,
    )
