"""The sweep that compares."""

import threading

from crm.clock import utcnow
from crm.queue import sweep

_running = threading.Lock()
_once_more = threading.Event()


@sweep
def match() -> None:
    """One comparison at a time in each worker: the other thread stays free for mail. Whoever finds this running
    only asks it to look once more."""
    from crm.vacancies.matching import match_due  # NumPy, and later SciPy: the web never needs them

    _once_more.set()
    while _once_more.is_set() and _running.acquire(blocking=False):
        try:
            _once_more.clear()
            match_due(now=utcnow())
        finally:
            _running.release()
