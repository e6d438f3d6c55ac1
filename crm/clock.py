"""The one place that reads the clock. Everything else is handed `now`."""

import time
from datetime import UTC, datetime


def utcnow() -> datetime:
    return datetime.now(UTC)


def stopwatch() -> float:
    """Seconds since some moment; it never jumps, whatever happens to the clock."""
    return time.monotonic()
