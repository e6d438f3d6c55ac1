"""What reports ask: how many were asked and answered, and the score of what they gave."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from crm.extensions import db
from models import Message, MessageState, SurveyAsk
from models.survey import DETRACTS, PROMOTES


@dataclass(frozen=True, slots=True)
class ResponseRate:
    """`asked`: whom a mail reached. `answered`: how many of them sent an answer."""

    asked: int
    answered: int

    @property
    def share(self) -> float | None:
        return self.answered / self.asked if self.asked else None


def response_rate(*, since: datetime, until: datetime) -> ResponseRate:
    """Of the people whom we mailed in this time."""
    asked = (
        select(SurveyAsk.is_answered, func.count())
        .join(Message, Message.id == SurveyAsk.message_id)
        .where(SurveyAsk.asked_at >= since, SurveyAsk.asked_at < until, Message.state == MessageState.SENT)
        .group_by(SurveyAsk.is_answered)
    )
    counts = {bool(answered): people for answered, people in db.session.execute(asked)}
    return ResponseRate(sum(counts.values()), counts.get(True, 0))


def cnps(counts: Counter[int]) -> float | None:
    """Share of promoters less share of detractors, from -100 to 100."""
    total = sum(counts.values())
    if not total:
        return None
    promoters = sum(number for score, number in counts.items() if score >= PROMOTES)
    detractors = sum(number for score, number in counts.items() if score <= DETRACTS)
    return 100 * (promoters - detractors) / total
