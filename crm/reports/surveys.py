"""What people said about how it was with us. Answers without a name count the same; by stage they cannot."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import Row as Found
from sqlalchemy import func, select

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
from crm.reports.scores import Scores, together, told
from crm.surveys.figures import response_rate
from models import Language, Stage, SurveyAnswer, SurveyQuestion, SurveyResponse
from models.survey import RECOMMEND, QuestionKind


def score_columns() -> list[Column]:
    return [
        Column(_("Score"), Unit.SCORE),
        Column(_("Lowest"), Unit.SCORE),
        Column(_("Highest"), Unit.SCORE),
        Column(_("Answers")),
    ]


def score_row(words: str, scores: Scores) -> Row:
    found = told(scores)
    values: list[float | None] = [found.score, found.low, found.high] if found else [None, None, None]
    return Row(words, [*values, scores.total()])


def scores_by_step(period: Period) -> list[Scores]:
    step = period.step_of_day(SurveyResponse.month)
    query = (
        select(step, SurveyAnswer.value, func.count())
        .join(SurveyAnswer.question)
        .join(SurveyAnswer.response)
        .where(SurveyQuestion.topic == RECOMMEND, period.holds_day(SurveyResponse.month))
        .where(SurveyAnswer.value.is_not(None))
        .group_by(step, SurveyAnswer.value)
    )
    found = [Scores() for _step in period.steps]
    for at, score, people in db.session.execute(query):
        found[at][score or 0] += people
    return found


def recommend(period: Period, _now: datetime) -> Block:
    found = scores_by_step(period)
    everybody, answered = together(found), sum(each.total() for each in found)
    total = told(everybody)
    if not answered:
        answer = _("Nobody answered this question in this time.")
    elif total is None:
        answer = _("Fewer than five people answered: too few for a score.")
    else:
        answer = ngettext(
            "%(score)s, from %(num)s answer; with 95 %% certainty between %(low)s and %(high)s.",
            "%(score)s, from %(num)s answers; with 95 %% certainty between %(low)s and %(high)s.",
            everybody.total(),
            score=value_words(total.score, Unit.SCORE),
            low=value_words(total.low, Unit.SCORE),
            high=value_words(total.high, Unit.SCORE),
        )
    rate = response_rate(since=period.bounds[0], until=period.bounds[1])
    return Block(
        name="recommend",
        question=_("Would people recommend us?"),
        answer=answer,
        first_column=step_column(period),
        columns=score_columns(),
        rows=[score_row(words, each) for words, each in zip(step_words(period), found, strict=True)],
        drawing=Drawing("line", (1,), (2, 3)),
        is_empty=not answered,
        note=_(
            "Of the people whom we asked by mail, %(people)s answered.", people=percent_of(rate.answered, rate.asked)
        )
        if rate.asked
        else "",
    )


def by_stage(period: Period, _now: datetime) -> Block:
    query = (
        select(SurveyResponse.stage, SurveyAnswer.value, func.count())
        .join(SurveyAnswer.question)
        .join(SurveyAnswer.response)
        .where(SurveyQuestion.topic == RECOMMEND, period.holds_day(SurveyResponse.month))
        .where(SurveyResponse.stage.is_not(None), SurveyAnswer.value.is_not(None))
        .group_by(SurveyResponse.stage, SurveyAnswer.value)
    )
    found = {stage: Scores() for stage in Stage}
    for stage, score, people in db.session.execute(query):
        if stage:
            found[stage][score or 0] += people
    words = {
        Stage.APPLIED: _("After the application"),
        Stage.SCREENED: _("After a first look"),
        Stage.INTERVIEWED: _("After an interview"),
        Stage.FINAL: _("In the last round"),
    }
    scores = {stage: each for stage in Stage if (each := told(found[stage]))}
    if scores:
        best = max(scores, key=lambda stage: scores[stage].score)
        answer = _(
            "Highest: %(stage)s, with %(score)s.",
            stage=words[best].lower(),
            score=value_words(scores[best].score, Unit.SCORE),
        )
    else:
        answer = _("Nowhere did five people or more answer with their name.")
    return Block(
        name="stages",
        question=_("Does it matter how far people came?"),
        answer=answer,
        first_column=_("Where it ended"),
        columns=score_columns(),
        rows=[score_row(words[stage], found[stage]) for stage in Stage],
        drawing=Drawing("bar", (1,)),
        is_empty=not any(found.values()),
        note=_("Only of answers with a name: an answer without one does not know where it ended."),
    )


def choices(period: Period) -> Sequence[Found[SurveyQuestion, int, int]]:
    """Each wording that was answered, and how often each of its choices was taken."""
    people = func.count()
    counts = (
        select(SurveyAnswer.question_id, SurveyAnswer.value, people.label("people"))
        .join(SurveyAnswer.response)
        .where(period.holds_day(SurveyResponse.month), SurveyAnswer.value.is_not(None))
        .group_by(SurveyAnswer.question_id, SurveyAnswer.value)
        .subquery()
    )
    query = (
        select(SurveyQuestion, counts.c.value, counts.c.people)
        .join(counts, counts.c.question_id == SurveyQuestion.id)
        .where(SurveyQuestion.kind == QuestionKind.CHOICE)
        .order_by(SurveyQuestion.id, counts.c.value)
    )
    return db.session.execute(query).all()


def by_question(period: Period, _now: datetime) -> Block:
    """Another wording is another question. Of one with fewer than five answers nothing is told, not even how many."""
    language = Language(str(get_locale()))
    taken: dict[SurveyQuestion, Counter[int]] = {}
    for question, value, people in choices(period):
        taken.setdefault(question, Counter())[value] = people
    rows = [
        Row(words, [counts[at], share(counts[at], counts.total())], under=question.asks(language))
        for question, counts in taken.items()
        if counts.total() >= FEWEST
        for at, words in enumerate(question.offers(language))
    ]
    return Block(
        name="survey",
        question=_("What did people answer to each question?"),
        answer=_("Each choice, with the number of people who took it.")
        if rows
        else _("No question was answered by five people or more in this time."),
        first_column=_("Question and answer"),
        columns=[Column(_("People")), Column(_("Share"), Unit.PERCENT)],
        rows=rows,
        drawing=Drawing("each", (2,)),
        is_empty=not rows,
    )
