"""One way out: `queue` writes a mail in the transaction that caused it; a worker sends it later."""

from crm.mail.outbox import queue
from crm.mail.rendering import Rendered, render

__all__ = ["Rendered", "queue", "render"]
