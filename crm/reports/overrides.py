"""How often a letter left over the objection of the guard, and which of its rules that was about."""

from collections import Counter
from datetime import datetime

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import func, select

from crm.applications.guard.rules import rules
from crm.extensions import db
from crm.reports.block import Block, Column, Drawing, Row, Unit, percent_of, share, step_column, step_words
from crm.reports.period import Period
from crm.reports.rejections import turned_down
from models import Application, LetterOverride


def guarded(period: Period, now: datetime) -> list[tuple[int, int]]:
    """By step: how many letters there were, and how many left although the guard refused them. A colleague gave a
    reason for each of those."""
    step = period.step_of(Application.decided_at)
    over = Application.id.in_(select(LetterOverride.application_id))
    query = select(step, func.count(), func.count().filter(over)).where(turned_down(period, now)).group_by(step)
    found = {at: (letters, overruled) for at, letters, overruled in db.session.execute(query)}
    return [found.get(at, (0, 0)) for at in range(len(period.steps))]


def broken(period: Period, now: datetime) -> Counter[str]:
    """How many of these letters broke each rule, by its name; a letter can break several and counts once for each."""
    query = (
        select(LetterOverride.application_id, LetterOverride.rules)
        .join(LetterOverride.application)
        .where(turned_down(period, now))
    )
    pairs = {(letter, rule) for letter, words in db.session.execute(query) for rule in words.split()}
    return Counter(rule for _letter, rule in pairs)


def guard(period: Period, now: datetime) -> Block:
    found = guarded(period, now)
    letters, over = (sum(each) for each in zip(*found, strict=True))
    if not letters:
        answer = _("Nobody was rejected in this time.")
    elif not over:
        answer = _("Not once in this time.")
    else:
        answer = _(
            "%(letters)s letters left although the guard refused them, each with a reason.",
            letters=percent_of(over, letters),
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
            Row(words, [overruled, everything, share(overruled, everything)])
            for words, (everything, overruled) in zip(step_words(period), found, strict=True)
        ],
        drawing=Drawing("bar", (1,)),
        is_empty=not letters,
    )


def by_rule(period: Period, now: datetime) -> Block:
    """Only rules that a letter was sent over; one that the program does not know any more is called by its name."""
    found, language = broken(period, now), str(get_locale())
    titles = {rule.name: rule.title[language] for rule in rules()}
    ranked = found.most_common()
    return Block(
        name="rules",
        question=_("What did the guard object to in those letters?"),
        answer=_("Most often: %(rule)s.", rule=titles.get(ranked[0][0], ranked[0][0]))
        if ranked
        else _("No letter left over the guard in this time."),
        first_column=_("What it objected to"),
        columns=[Column(_("Letters"))],
        rows=[Row(titles.get(rule, rule), [letters]) for rule, letters in ranked],
        drawing=Drawing("bar", (1,)),
        is_empty=not ranked,
        note=_("A letter counts once for each objection.") if ranked else "",
    )
