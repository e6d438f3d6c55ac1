"""The sweep that empties the mailbox."""

from contextlib import suppress
from pathlib import Path

from flask import current_app

from crm.clock import utcnow
from crm.extensions import db
from crm.intake import maildir
from crm.queue import sweep


@sweep
def receive() -> None:
    """Every new mail, in a transaction of its own."""
    folder = current_app.config["CRM_MAILDIR"]
    for path in maildir.waiting(Path(folder)) if folder else []:
        with suppress(FileNotFoundError):
            taken = maildir.take_file(path, now=utcnow())
            db.session.commit()
            maildir.put_away(path, taken)
            maildir.tell(taken)
