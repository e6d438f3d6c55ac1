"""The sweep that sends."""

from crm.mail.delivery import deliver_due
from crm.queue import sweep


@sweep
def deliver() -> None:
    deliver_due()
