"""What came of going back to people: invitations step by step, and new colleagues whom we once turned down."""

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from crm.extensions import db
from crm.reports.block import Block, Column, Drawing, Row, Unit, percent_of, share, step_column, step_words
from crm.reports.period import Period
from crm.vacancies.figures import came_of_invitations
from models import Application, Candidate, Outcome


def invited(period: Period, now: datetime) -> Block:
    """Invitations that were decided on in this time, and what they came to since.

    How many letters left is not among them: two periods that overlap would tell of whom one did not, and why.
    """
    found = came_of_invitations(now, between=period.bounds)
    steps = [
        (_("Invited"), found.invited),
        (_("Answered"), found.answered),
        (_("Interested"), found.interested),
        (_("Applied"), found.applied),
        (_("Hired"), found.hired),
    ]
    return Block(
        name="invitations",
        question=_("What came of our invitations?"),
        answer=_("Of those we invited, %(people)s answered.", people=percent_of(found.answered, found.invited))
        if found.invited
        else _("Nobody was invited in this time."),
        first_column=_("Step"),
        columns=[Column(_("People")), Column(_("Share of those invited"), Unit.PERCENT)],
        rows=[Row(words, [people, share(people, found.invited)]) for words, people in steps],
        drawing=Drawing("bar", (1,)),
        is_empty=not found.invited,
        more=(_("Of each vacancy"), url_for("vacancies.figures")) if found.invited else None,
    )


def hires(period: Period, now: datetime) -> list[tuple[int, int]]:
    """By step: how many people were hired, and how many of them we had turned down before they applied for this."""
    before = aliased(Application)
    once = select(before.id).where(
        before.candidate_id == Application.candidate_id,
        before.outcome == Outcome.REJECTED,
        before.decided_at <= Application.applied_at,
    )
    step = period.step_of(Application.decided_at)
    query = (
        select(step, func.count(), func.count().filter(once.exists()))
        .where(Application.outcome == Outcome.HIRED, period.holds(Application.decided_at))
        .where(Application.candidate_id.not_in(Candidate.hidden(now)))
        .group_by(step)
    )
    found = {at: (people, back) for at, people, back in db.session.execute(query)}
    return [found.get(at, (0, 0)) for at in range(len(period.steps))]


def returned(period: Period, now: datetime) -> Block:
    found = hires(period, now)
    people, back = (sum(each) for each in zip(*found, strict=True))
    return Block(
        name="returned",
        question=_("Who came back, and works here now?"),
        answer=_(
            "Of our new colleagues, %(people)s are people whom we once turned down.", people=percent_of(back, people)
        )
        if people
        else _("Nobody was hired in this time."),
        first_column=step_column(period),
        columns=[Column(_("Turned down before")), Column(_("Other")), Column(_("Share who came back"), Unit.PERCENT)],
        rows=[
            Row(words, [back, people - back, share(back, people)])
            for words, (people, back) in zip(step_words(period), found, strict=True)
        ],
        drawing=Drawing("stack", (1, 2)),
        is_empty=not people,
    )
