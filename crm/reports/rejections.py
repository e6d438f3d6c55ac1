"""Whether people who were turned down heard why; and apart from the others, whoever buys from us too."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, func, select

from crm.extensions import db
from crm.reports.block import Block, Column, Drawing, Row, Unit, percent_of, share, step_column, step_words
from crm.reports.period import Period
from models import Application, Candidate, ContactKind, ContactNote, Outcome, Verdict


def turned_down(period: Period, now: datetime) -> ColumnElement[bool]:
    """The rejections that count."""
    return and_(
        Application.outcome == Outcome.REJECTED,
        period.holds(Application.decided_at),
        Application.candidate_id.not_in(Candidate.hidden(now)),
    )


def rejections(period: Period, now: datetime) -> list[tuple[int, int]]:
    """By step: how many people were rejected, and to how many of them findings were sent."""
    step = period.step_of(Application.decided_at)
    with_findings = Application.id.in_(select(Verdict.application_id))
    query = (
        select(step, func.count(), func.count().filter(with_findings)).where(turned_down(period, now)).group_by(step)
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


def customers(period: Period, now: datetime) -> list[tuple[int, int, int]]:
    """By step: the same of people who told us that they buy from us, and with how many of them a colleague spoke,
    by telephone or in person, since they applied."""
    step = period.step_of(Application.decided_at)
    with_findings = Application.id.in_(select(Verdict.application_id))
    spoke = select(ContactNote.id).where(
        ContactNote.candidate_id == Application.candidate_id,
        ContactNote.kind.in_((ContactKind.CALL, ContactKind.MEETING)),
        ContactNote.at >= Application.applied_at,
    )
    query = (
        select(step, func.count(), func.count().filter(with_findings), func.count().filter(spoke.exists()))
        .where(turned_down(period, now))
        .where(Application.candidate_id.in_(select(Candidate.id).where(Candidate.customer_said_at.is_not(None))))
        .group_by(step)
    )
    found = {at: (people, told, spoken) for at, people, told, spoken in db.session.execute(query)}
    return [found.get(at, (0, 0, 0)) for at in range(len(period.steps))]


def buyers(period: Period, now: datetime) -> Block:
    found = customers(period, now)
    people, told, spoken = (sum(each) for each in zip(*found, strict=True))
    return Block(
        name="customers",
        question=_("How did we turn down people who are customers too?"),
        answer=_(
            "With %(spoken)s a colleague spoke; %(told)s read what was found about a requirement.",
            spoken=percent_of(spoken, people),
            told=percent_of(told, people),
        )
        if people
        else _("Nobody was rejected of whom we know that they are a customer too."),
        first_column=step_column(period),
        columns=[Column(_("Rejections")), Column(_("With findings")), Column(_("Spoken with"))],
        rows=[Row(words, each) for words, each in zip(step_words(period), found, strict=True)],
        drawing=Drawing("bar", (1, 3)),
        is_empty=not people,
        note=_("By their own word, on their own page.") if people else "",
    )
