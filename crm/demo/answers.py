"""What people said about their data, and when: the story of each, made into the moments at which they answered."""

import random

from crm.demo.cast import DemoAnswer

_YEAR = 365
_DAYS_TO_RENEW = 3


def answers(story: str, decided: int | None, rng: random.Random) -> tuple[DemoAnswer, ...]:
    """`story` is what they ticked ("keep match mail"), or refused, unanswered, withdrawn, expired or waiting.

    A first yes holds until a year after the decision. Whoever is still here long after that said yes again in the
    days that followed; whose year ended in the last days did not (yet), and leaves the pool this week.
    """
    if decided is None or story in ("waiting", "unanswered"):
        return ()
    first = decided - rng.randint(1, min(6, decided - 1))
    if story == "refused":
        return (DemoAnswer.of(first, ""),)
    if story == "withdrawn":
        return (DemoAnswer.of(first, "keep match mail"), DemoAnswer.of(rng.randint(1, max(1, first - 1)), ""))
    purposes = "keep match mail" if story == "expired" else story
    said = [DemoAnswer.of(first, purposes)]
    ended = decided - _YEAR
    if ended > _DAYS_TO_RENEW + 1:
        said.append(DemoAnswer.of(ended - rng.randint(1, _DAYS_TO_RENEW), purposes))
    return tuple(said)
