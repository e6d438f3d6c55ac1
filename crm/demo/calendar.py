"""Two years of days, counted back from today, and what happens on them in the order in which it happened."""

import heapq
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

Act = Callable[[datetime], None]


class Calendar:
    """Moments in the company's own time. Nothing that is planned happens later than `now`."""

    def __init__(self, now: datetime, zone: str) -> None:
        self.now = now
        self._zone = ZoneInfo(zone)
        self._numbers = count()
        self._planned: list[tuple[datetime, int, Act]] = []
        self.today = now.astimezone(self._zone).date()

    def at(self, days: int, hour: int, minute: int = 0) -> datetime:
        """So many days ago at this time of day. A whole today is pressed into the last four hours."""
        if days < 1:
            return self.now - timedelta(hours=4) * (1 - (hour + minute / 60) / 24)
        day = datetime.combine(self.today - timedelta(days=days), time(hour, minute), tzinfo=self._zone)
        return day.astimezone(UTC)

    def plan(self, moment: datetime, act: Act) -> None:
        if moment < self.now:
            heapq.heappush(self._planned, (moment, next(self._numbers), act))

    def live(self) -> None:
        """Let everything happen; an act may plan what follows from it."""
        while self._planned:
            moment, _number, act = heapq.heappop(self._planned)
            act(moment)
