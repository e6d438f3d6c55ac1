"""The one next step: who had a bad time, who waited too long, a promise for today, who fits, who answered."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from crm.formats import days_left
from crm.today.news import VacancyNews
from models import Alert, Application, Band, CallTask, Promise


class StepKind(enum.Enum):
    CALL = "call"
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
    call: CallTask | None = None


def next_step(
    waiting: Sequence[Application],
    promises: Sequence[Promise],
    news: Sequence[VacancyNews],
    replies: Sequence[Alert],
    *,
    limit: int,
    calls: Sequence[CallTask] = (),
) -> Step:
    """`limit`: after so many days of silence somebody has waited too long."""
    if calls:
        return Step(StepKind.CALL, call=calls[0])
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
