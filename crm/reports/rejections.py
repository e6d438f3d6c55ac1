"""Whether people who were turned down heard why, and how often a letter left over the objection of the guard."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from crm.extensions import db
from crm.reports.block import Block, Column, Drawing, Row, Unit, percent_of, share, step_column, step_words
from crm.reports.period import Period
from models import Application, Candidate, LetterOverride, Outcome, Verdict


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


def customers(period: Period, now: datetime) -> tuple[int, int]:
    """The same of people who told us that they buy from us."""
    query = (
        select(func.count(), func.count().filter(Application.id.in_(select(Verdict.application_id))))
        .join(Application.candidate)
        .where(Application.outcome == Outcome.REJECTED, period.holds(Application.decided_at))
        .where(Candidate.is_visible(now), Candidate.customer_said_at.is_not(None))
    )
    people, told = db.session.execute(query).one()
    return people, told


def overridden(period: Period, now: datetime) -> list[int]:
    """By step: how many letters left although the guard refused them. A colleague gave a reason for each."""
    step = period.step_of(Application.decided_at)
    query = (
        select(step, func.count())
        .join(Application.candidate)
        .where(Application.outcome == Outcome.REJECTED, period.holds(Application.decided_at))
        .where(Candidate.is_visible(now), Application.id.in_(select(LetterOverride.application_id)))
        .group_by(step)
    )
    found: dict[int, int] = {}
    for at, letters in db.session.execute(query):
        found[at] = letters
    return [found.get(at, 0) for at in range(len(period.steps))]


def guard(period: Period, now: datetime) -> Block:
    letters, over = [people for people, _told in rejections(period, now)], overridden(period, now)
    if not sum(letters):
        answer = _("Nobody was rejected in this time.")
    elif not sum(over):
        answer = _("Not once in this time.")
    else:
        answer = _(
            "%(letters)s letters left although the guard refused them, each with a reason.",
            letters=percent_of(sum(over), sum(letters)),
        )
    return Block(
        name="guard",
        question=_("How often did a letter leave over the guard?"),
        answer=answer,
        first_column=step_column(period),
        columns=[
            Column(_("Over the guard")),
            Column(_("Rejections")),
            Column(_("Share over the guard"), Unit.PERCENT),
        ],
        rows=[
            Row(words, [each, all_of_them, share(each, all_of_them)])
            for words, each, all_of_them in zip(step_words(period), over, letters, strict=True)
        ],
        drawing=Drawing("bar", (1,)),
        is_empty=not sum(letters),
    )


def feedback(period: Period, now: datetime) -> Block:
    found = rejections(period, now)
    people, told = (sum(each) for each in zip(*found, strict=True))
    buy, buy_told = customers(period, now)
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
        note=_("Of those who told us that they are customers too: %(people)s.", people=percent_of(buy_told, buy))
        if buy
        else "",
    )
