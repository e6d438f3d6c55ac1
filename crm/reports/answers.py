"""How long people waited for our answer, and who waits now. Days count what the person heard, not what we did."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import BigInteger, ColumnElement, cast, extract, func, select

from crm.extensions import db
from crm.reports.block import (
    FEWEST,
    Block,
    Column,
    Drawing,
    Row,
    Unit,
    percent_of,
    share,
    step_column,
    step_words,
    value_words,
)
from crm.reports.period import Period
from models import Application, Candidate, Organisation, Outcome

Days = Counter[int]
"""How many people waited how many days."""


def days_to_an_answer(period: Period, now: datetime) -> list[Days]:
    """By step in which the answer was given. Whoever withdrew waits for none."""
    seconds = _seconds(Application.decided_at.expression) - _seconds(Application.applied_at.expression)
    step, days = period.step_of(Application.decided_at), (seconds // 86400).label("days")
    query = (
        select(step, days, func.count())
        .where(Application.outcome.in_((Outcome.REJECTED, Outcome.HIRED)), period.holds(Application.decided_at))
        .where(Application.candidate_id.not_in(Candidate.hidden(now)))
        .group_by(step, days)
    )
    found = [Days() for _step in period.steps]
    for at, waited, people in db.session.execute(query):
        found[at][max(0, int(waited))] += people
    return found


def median(days: Days) -> float | None:
    """The middle of them, between the two in the middle where they are even; None of fewer than five."""
    people = days.total()
    if people < FEWEST:
        return None
    low, high = (_of_rank(days, rank) for rank in ((people - 1) // 2, people // 2))
    return (low + high) / 2


def answers(period: Period, now: datetime) -> Block:
    limits, found = _limits(), days_to_an_answer(period, now)
    red = limits.silence_red_days
    everybody = sum(found, Days())
    middle, people = median(everybody), everybody.total()
    if not people:
        answer = _("Nobody was answered in this time.")
    elif middle is None:
        answer = _("Fewer than five people were answered: too few for a median.")
    else:
        answer = _(
            "Half of those we answered knew within %(days)s days; %(within)s heard within our limit of %(limit)s days.",
            days=value_words(middle, Unit.DAYS),
            within=percent_of(_within(everybody, red), people),
            limit=red,
        )
    return Block(
        name="answers",
        question=_("How long did people wait for an answer?"),
        answer=answer,
        first_column=step_column(period),
        columns=[
            Column(_("Answered")),
            Column(_("Days, median"), Unit.DAYS),
            Column(_("Within %(days)s days", days=red), Unit.PERCENT),
        ],
        rows=[
            Row(words, [each.total(), median(each), share(_within(each, red), each.total())])
            for words, each in zip(step_words(period), found, strict=True)
        ],
        drawing=Drawing("bar", (2,)),
        is_empty=not people,
    )


def waiting_now(now: datetime) -> tuple[int, int, int]:
    """Open applications by how long the person heard nothing: not yet amber, amber, red."""
    limits = _limits()
    amber, red = (now - timedelta(days=days) for days in (limits.silence_amber_days, limits.silence_red_days))
    told = Application.last_told_at
    query = select(
        func.count(),
        func.count().filter(told <= amber),
        func.count().filter(told <= red),
    ).where(Application.is_undecided(), Application.candidate_id.not_in(Candidate.hidden(now)))
    everybody, past_amber, past_red = db.session.execute(query).one()
    return everybody - past_amber, past_amber - past_red, past_red


def waiting(_period: Period, now: datetime) -> Block:
    """Of today, whatever period was chosen."""
    limits, counts = _limits(), waiting_now(now)
    amber, red, everybody, late = limits.silence_amber_days, limits.silence_red_days, sum(counts), counts[2]
    if not everybody:
        answer = _("Nobody waits for us.")
    elif not late:
        answer = ngettext(
            "%(num)s person waits, and heard from us less than %(days)s days ago.",
            "%(num)s people wait, and all heard from us less than %(days)s days ago.",
            everybody,
            days=red,
        )
    else:
        answer = _(
            "%(people)s of those who wait heard nothing for %(days)s days or longer.",
            people=percent_of(late, everybody),
            days=red,
        )
    rows = [
        _("less than %(days)s days", days=amber),
        _("from %(amber)s to %(red)s days", amber=amber, red=red),
        _("%(red)s days or longer", red=red),
    ]
    return Block(
        name="waiting",
        question=_("Who waits for us today?"),
        answer=answer,
        first_column=_("Heard nothing for"),
        columns=[Column(_("People")), Column(_("Share"), Unit.PERCENT)],
        rows=[Row(words, [people, share(people, everybody)]) for words, people in zip(rows, counts, strict=True)],
        drawing=Drawing("bar", (1,)),
        is_empty=not everybody,
        more=(_("Answer them, the longest first"), url_for("today.waiting_people")) if everybody else None,
    )


def _seconds(moment: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(extract("epoch", moment), BigInteger)


def _of_rank(days: Days, rank: int) -> int:
    for each in sorted(days):
        rank -= days[each]
        if rank < 0:
            return each
    raise IndexError(rank)


def _within(days: Days, limit: int) -> int:
    return sum(people for waited, people in days.items() if waited <= limit)


def _limits() -> Organisation:
    return db.session.scalars(Organisation.current()).one()
