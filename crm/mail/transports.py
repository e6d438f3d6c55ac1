"""Where mail goes: a folder of files, or an SMTP server. Nothing else speaks SMTP."""

import os
import smtplib
import ssl
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit


class TemporaryFailure(Exception):
    """The server said: later."""


class PermanentFailure(Exception):
    """The server said: never."""


class Transport(Protocol):
    lease: timedelta

    def send(self, mime: EmailMessage, name: str) -> None:
        """Send; raises TemporaryFailure or PermanentFailure."""

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

    def send(self, mime: EmailMessage, name: str) -> None:
        target = self.path / f"{name}.eml"
        part = self.path / f".{name}.{os.getpid()}.part"
        with part.open("wb") as file:
            file.write(mime.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)

    def has_sent(self, name: str) -> bool:
        return (self.path / f"{name}.eml").exists()

    def forget(self, name: str) -> None:
        (self.path / f"{name}.eml").unlink(missing_ok=True)


class Smtp:
    """A relay. `smtp://` uses STARTTLS where the server offers it, always with a password; `smtps://` is TLS."""

    lease = timedelta(minutes=5)
    timeout = 30

    def __init__(self, url: SplitResult) -> None:
        self.url = url

    def send(self, mime: EmailMessage, name: str) -> None:
        """Return-Path becomes the envelope's sender; whoever delivers the mail writes that header again."""
        return_path = str(mime["Return-Path"]).strip("<>")
        del mime["Return-Path"]
        try:
            with self._connect() as server:
                server.send_message(mime, from_addr=return_path)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
            raise _failure(error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise TemporaryFailure(type(error).__name__) from error

    def has_sent(self, name: str) -> None:
        return None

    def forget(self, name: str) -> None:
        """What a server delivered is with its reader."""

    def _connect(self) -> smtplib.SMTP:
        host, context = self.url.hostname or "localhost", ssl.create_default_context()
        if self.url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, self.url.port or 465, timeout=self.timeout, context=context)
        else:
            server = smtplib.SMTP(host, self.url.port or 25, timeout=self.timeout)
            server.ehlo()
            if server.has_extn("starttls") or self.url.password:
                server.starttls(context=context)
        if self.url.username:
            server.login(unquote(self.url.username), unquote(self.url.password or ""))
        return server


def _failure(error: smtplib.SMTPException) -> Exception:
    """The server's own code decides; its words are left out, for they quote addresses."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next(iter(error.recipients.values()))[0]
    else:
        code = getattr(error, "smtp_code", 0)
    return PermanentFailure(str(code)) if 500 <= code < 600 else TemporaryFailure(str(code))


def connect(url: str) -> Transport:
    parts = urlsplit(url)
    return Folder(Path(unquote(parts.path))) if parts.scheme == "folder" else Smtp(parts)
