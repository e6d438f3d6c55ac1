"""The post of two years: each mail leaves at its moment, and its file carries that date."""

import os
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from sqlalchemy import select

from crm.extensions import db
from crm.mail.delivery import deliver_one
from crm.mail.transports import Folder
from models import Attempt


class DatedFolder(Folder):
    """A folder of mails from another day. Nothing waits for the disk: a build that is cut off is begun anew."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.today = 0.0

    def send(self, mime: EmailMessage, name: str) -> None:
        path = self.path / f"{name}.eml"
        path.write_bytes(mime.as_bytes())
        os.utime(path, (self.today, self.today))


class Post:
    def __init__(self, folder: Path) -> None:
        self._transport = DatedFolder(folder)

    def deliver(self, now: datetime) -> None:
        """Send what is due; then date it, for delivery notes by the real clock when a mail has left."""
        self._transport.today = now.timestamp()
        while deliver_one(self._transport, now=now):
            pass
        for attempt in db.session.scalars(select(Attempt).where(Attempt.started_at == now)):
            attempt.ended_at = attempt.message.sent_at = now
        db.session.commit()
