"""What came from people who pass our vacancies on: who left their name and confirmed it, and who works here now."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from crm.extensions import db
from crm.reports.block import Block, Column, Drawing, Row, step_column, step_words
from crm.reports.period import Period
from models import Ambassador, Application, Candidate, Outcome, Referral


def referred(period: Period, now: datetime) -> list[tuple[int, int]]:
    """By step in which they confirmed their address: how many came, and how many were hired for that vacancy."""
    hired = select(Application.id).where(
        Application.candidate_id == Referral.candidate_id,
        Application.vacancy_id == Referral.vacancy_id,
        Application.outcome == Outcome.HIRED,
    )
    step = period.step_of(Referral.confirmed_at)
    query = (
        select(step, func.count(), func.count().filter(hired.exists()))
        .where(period.holds(Referral.confirmed_at), Referral.candidate_id.not_in(Candidate.hidden(now)))
        .group_by(step)
    )
    found = {at: (people, here) for at, people, here in db.session.execute(query)}
    return [found.get(at, (0, 0)) for at in range(len(period.steps))]


def ambassadors(period: Period, now: datetime) -> Block:
    found = referred(period, now)
    people, here = (sum(each) for each in zip(*found, strict=True))
    active = select(func.count()).where(Ambassador.since.is_not(None), Ambassador.ended_at.is_(None))
    passing_on = db.session.scalars(active).one()
    return Block(
        name="ambassadors",
        question=_("What came from our ambassadors?"),
        answer=ngettext(
            "%(num)s person came through an ambassador; hired since: %(hired)s.",
            "%(num)s people came through an ambassador; hired since: %(hired)s.",
            people,
            hired=here,
        )
        if people
        else _("Nobody came through an ambassador in this time."),
        first_column=step_column(period),
        columns=[Column(_("Came and confirmed")), Column(_("Hired"))],
        rows=[Row(words, each) for words, each in zip(step_words(period), found, strict=True)],
        drawing=Drawing("bar", (1,)),
        is_empty=not people,
        note=ngettext(
            "%(num)s person passes our vacancies on today.", "%(num)s people pass our vacancies on today.", passing_on
        )
        if passing_on
        else "",
    )
