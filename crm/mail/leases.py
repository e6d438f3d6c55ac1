"""When a worker died with a message in its hands: told by a stopwatch, never by the clock on the wall.

A clock that jumps ahead would end the leases of workers that are busy, and their mail would leave twice; one that
jumps back would keep a dead worker's mail for hours.
"""

from collections.abc import Iterable
from datetime import timedelta

from crm.clock import stopwatch

_first_seen: dict[str, float] = {}


def over(leases: Iterable[str], length: timedelta) -> list[str]:
    """Those that this process has seen held for their whole length. A worker that lives had ended or renewed them."""
    global _first_seen
    moment = stopwatch()
    _first_seen = {lease: _first_seen.get(lease, moment) for lease in leases}
    return [lease for lease, since in _first_seen.items() if moment - since >= length.total_seconds()]
