"""The sweep that tells other systems."""

import threading

from crm.clock import utcnow
from crm.queue import sweep
from crm.webhooks.delivery import deliver_due, forget_old

_running = threading.Lock()


@sweep
def webhooks() -> None:
    """One at a time in each worker: the other thread stays free for mail, however slow a receiver is."""
    if _running.acquire(blocking=False):
        try:
            deliver_due()
            forget_old(now=utcnow())
        finally:
            _running.release()
