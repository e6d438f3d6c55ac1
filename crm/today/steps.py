"""The one next step: who has waited too long, what was promised for today, who fits strongly, who answered."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from crm.formats import days_left
from crm.today.news import VacancyNews
from models import Alert, Application, Band, Promise


class StepKind(enum.Enum):
    ANSWER = "answer"
    PROMISE = "promise"
    STRONG = "strong"
    REPLY = "reply"
    FITS = "fits"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Step:
    kind: StepKind
    application: Application | None = None
    news: VacancyNews | None = None
    reply: Alert | None = None
    promise: Promise | None = None


def next_step(
    waiting: Sequence[Application],
    promises: Sequence[Promise],
    news: Sequence[VacancyNews],
    replies: Sequence[Alert],
    *,
    limit: int,
) -> Step:
    """`limit`: after so many days of silence somebody has waited too long."""
    longest = waiting[0] if waiting else None
    if longest and -days_left(longest.last_told_at) >= limit:
        return Step(StepKind.ANSWER, application=longest)
    if promises:
        return Step(StepKind.PROMISE, promise=promises[0])
    if strong := [each for each in news if Band.STRONG in each.figures.bands]:
        return Step(StepKind.STRONG, news=strong[0])
    if replies:
        return Step(StepKind.REPLY, reply=replies[-1])
    if longest:
        return Step(StepKind.ANSWER, application=longest)
    if fitting := [each for each in news if each.figures.fits]:
        return Step(StepKind.FITS, news=fitting[0])
    return Step(StepKind.NOTHING)
