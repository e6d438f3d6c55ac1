"""What became of an attempt, and what follows from it."""

import random
from datetime import datetime, timedelta

from crm.extensions import db
from crm.mail import bounces
from crm.mail.failures import PermanentFailure, Unanswered, Unreachable
from models import Attempt, Message, MessageState
from models.message import STILL_HERE

MOST_TRIES = 24  # with the waits below: about three days
LONGEST_WAIT = timedelta(hours=4)
EXPIRED = "4.4.7"


def note(
    message_id: int, lease: str, attempt_id: int | None, failure: Exception | None, *, began: datetime, now: datetime
) -> str:
    """Write it down. An attempt that never came to sending is written whole."""
    outcome = _outcome(failure)
    if isinstance(failure, PermanentFailure):
        bounces.hold_reader(message_id)
    message = db.session.get(Message, message_id, with_for_update=True, populate_existing=True)
    if message is None:  # erased meanwhile, with all its attempts
        return outcome
    attempt = db.session.get(Attempt, attempt_id) if attempt_id else None
    if attempt is None:
        attempt = Attempt(message_id=message_id, started_at=began)
        message.tries += 1
        db.session.add(attempt)
    attempt.ended_at, attempt.outcome = now, outcome
    if failure is None and (message.lease == lease or message.state is not MessageState.SENDING):
        message.sent_at = now  # also when others had given us up for dead: what arrived is not sent again
        message.finish(MessageState.SENT)
    elif failure and message.lease == lease:
        _follow(message, failure, outcome, now=now)
    return outcome


def stumble(message_id: int, *, now: datetime) -> None:
    """Something went wrong on our side. Once it is `sending`, the end of its lease and its class decide."""
    message = db.session.get(Message, message_id, with_for_update=True, populate_existing=True)
    if message and message.state in STILL_HERE:
        message.tries += 1
        _try_later(message, "mistake", now=now)


def _outcome(failure: Exception | None) -> str:
    if failure is None:
        return "sent"
    if isinstance(failure, Unanswered):
        return "no_answer"
    return f"{'refused' if isinstance(failure, PermanentFailure) else 'later'}:{failure}"


def _follow(message: Message, failure: Exception, outcome: str, *, now: datetime) -> None:
    if isinstance(failure, PermanentFailure):
        message.finish(MessageState.FAILED, reason=outcome)
        bounces.note(message, failure.status, now=now)
    elif isinstance(failure, Unanswered) and message.message_class.at_most_once:
        message.finish(MessageState.UNKNOWN, reason=outcome)
    else:
        _try_later(message, outcome.removeprefix("later:"), now=now)
        if message.state is MessageState.FAILED and not isinstance(failure, Unreachable):
            bounces.note(message, EXPIRED, now=now)


def _try_later(message: Message, why: str, *, now: datetime) -> None:
    if message.tries >= MOST_TRIES:
        message.finish(MessageState.FAILED, reason=f"gave_up:{why}")
    else:
        message.put_off(now + wait_after(message.tries), reason=f"later:{why}")


def wait_after(tries: int) -> timedelta:
    """Twice as long after each try, up to four hours; never quite the same for two, or they would come at once."""
    spread = random.uniform(0.75, 1.25)  # noqa: S311 (nobody gains by guessing it)
    return min(timedelta(minutes=2 ** min(tries, 10)), LONGEST_WAIT) * spread
