"""One way out: `queue` writes a mail in the transaction that caused it; a worker sends it later."""

from crm.mail.outbox import queue, queue_test
from crm.mail.rendering import Rendered, render, speaking_to

__all__ = ["Rendered", "queue", "queue_test", "render", "speaking_to"]
