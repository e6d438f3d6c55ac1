"""How often one person may be written to: what is left, from when, and why not before."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MONTH = timedelta(days=30)


class Wait(enum.Enum):
    """Why nobody may invite this person yet."""

    RECENTLY = "recently_invited"
    OFTEN = "often_invited"
    REJECTED = "recently_rejected"
    COLLEAGUE = "another_colleague_wrote"


@dataclass(frozen=True, slots=True)
class ContactLimits:
    """What the organisation settled: days between two invitations, invitations in 30 days, days of quiet after a no,
    days between the letters of two colleagues."""

    gap_days: int = 7
    most: int = 2
    quiet_days: int = 14
    colleague_days: int = 7

    @property
    def look_back(self) -> timedelta:
        """Older letters weigh nothing."""
        return max(MONTH, timedelta(days=max(self.gap_days, self.colleague_days)))


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that a colleague wrote to the person, on its way or sent. `at` is when it left or leaves."""

    at: datetime
    by_id: int
    by_name: str
    is_invitation: bool


@dataclass(frozen=True, slots=True)
class Budget:
    """`left`: invitations that may still go in these 30 days. `free_at` is empty when one may go now."""

    left: int
    free_at: datetime | None = None
    wait: Wait | None = None
    last: Letter | None = None
    rejected_at: datetime | None = None

    @property
    def allows(self) -> bool:
        return self.free_at is None


def budget(
    limits: ContactLimits,
    letters: Sequence[Letter],
    *,
    rejected_at: datetime | None = None,
    said_yes_at: datetime | None = None,
    by_id: int | None,
    now: datetime,
) -> Budget:
    """What this colleague may still write to one person. Pure; the reason that lasts longest is the one it names.

    After a no we are quiet, unless the person themselves asked for mail about vacancies since (`said_yes_at`): then
    waiting serves nobody. A letter that leaves later than now counts from then.
    """
    ordered = sorted(letters, key=lambda letter: letter.at, reverse=True)
    invitations = [letter for letter in ordered if letter.is_invitation]
    others = [letter for letter in ordered if letter.by_id != by_id]
    waits = []
    if invitations:
        waits.append((invitations[0].at + timedelta(days=limits.gap_days), Wait.RECENTLY))
    if len(invitations) >= limits.most:
        waits.append((invitations[limits.most - 1].at + MONTH, Wait.OFTEN))
    if others:
        waits.append((others[0].at + timedelta(days=limits.colleague_days), Wait.COLLEAGUE))
    if rejected_at and not (said_yes_at and said_yes_at > rejected_at):
        waits.append((rejected_at + timedelta(days=limits.quiet_days), Wait.REJECTED))
    left = max(0, limits.most - sum(letter.at > now - MONTH for letter in invitations))
    last = ordered[0] if ordered else None
    free_at, wait = max(waits, key=lambda each: each[0], default=(now, None))
    if free_at <= now:
        return Budget(left, last=last, rejected_at=rejected_at)
    if wait is Wait.COLLEAGUE:
        last = others[0]
    return Budget(left, free_at, wait, last, rejected_at)
