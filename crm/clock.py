"""The one place that reads the clock. Everything else is handed `now`."""

from datetime import UTC, datetime


def utcnow() -> datetime:
    return datetime.now(UTC)
