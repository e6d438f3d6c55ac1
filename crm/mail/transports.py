"""Where mail goes: a folder of files, or an SMTP server (crm/mail/smtp.py)."""

import os
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from crm.mail.failures import Unreachable
from crm.mail.mime import Envelope
from crm.mail.smtp import Smtp


class Transport(Protocol):
    lease: timedelta
    """Longer than each of the two steps below can last; after that their worker is dead."""

    def offer(self, envelope: Envelope) -> None:
        """Say from whom and to whom; nothing leaves yet. Raises TemporaryFailure or PermanentFailure."""

    def send(self, mime: EmailMessage, name: str) -> None:
        """Hand over what was offered. Raises TemporaryFailure, PermanentFailure or Unanswered."""

    def take_back(self) -> None:
        """It was offered and will not be sent."""

    def close(self) -> None:
        """No more mail for now."""

    def has_sent(self, name: str) -> bool | None:
        """Whether it was sent before a crash; None when nobody can know."""

    def forget(self, name: str) -> None:
        """Remove what we keep of a mail ourselves: its person is gone."""


class Folder:
    """One `.eml` file per mail, named by its id: written, then renamed, so each arrives exactly once."""

    lease = timedelta(seconds=5)

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)

    def offer(self, envelope: Envelope) -> None:
        """A folder takes mail for everybody."""

    def send(self, mime: EmailMessage, name: str) -> None:
        target = self.path / f"{name}.eml"
        part = self.path / f".{name}.{os.getpid()}.part"
        try:
            with part.open("wb") as file:
                file.write(mime.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except OSError as error:
            raise Unreachable(type(error).__name__) from error

    def take_back(self) -> None:
        """Nothing was written."""

    def close(self) -> None:
        """Each file was closed."""

    def has_sent(self, name: str) -> bool:
        return (self.path / f"{name}.eml").exists()

    def forget(self, name: str) -> None:
        (self.path / f"{name}.eml").unlink(missing_ok=True)


def connect(url: str) -> Transport:
    parts = urlsplit(url)
    return Folder(Path(unquote(parts.path))) if parts.scheme == "folder" else Smtp(parts)
