"""The one place that speaks SMTP, in steps: what can still be taken back, and then the mail itself."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote

from crm.mail.failures import PermanentFailure, TemporaryFailure, Unanswered, Unreachable
from crm.mail.mime import Envelope

OK, GO_AHEAD, CLOSING = (250, 251), 354, 421
_STATUS = re.compile(rb"5\.\d{1,3}\.\d{1,3}(?![\d.])")
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


class Smtp:
    """A relay. `smtp://` uses STARTTLS where the server offers it, always with a password; `smtps://` is TLS.

    One connection carries mail after mail. Words of the server are never kept, for they quote addresses: its code is.
    """

    step_timeout = 20.0
    # Giving up on this answer is how mail arrives twice (RFC 5321, 4.5.3.2.6), so it gets the most patience.
    answer_timeout = 300.0
    lease = timedelta(minutes=7)

    def __init__(self, url: SplitResult) -> None:
        self.url = url
        self._server: smtplib.SMTP | None = None

    def offer(self, envelope: Envelope) -> None:
        if self._server:
            try:
                return self._name(self._server, envelope)
            except Unreachable:  # it hung up since the last mail, which says nothing about this one
                self.close()
        self._server = self._connect()
        return self._name(self._server, envelope)

    def send(self, mime: EmailMessage, name: str) -> None:
        server = self._open
        del mime["Return-Path"]
        lines = _LEADING_DOT.sub(b"..", mime.as_bytes()) + b".\r\n"
        with self._hanging_up():
            code, said = server.docmd("DATA")
        if code != GO_AHEAD:
            raise self._failure(code, said)
        try:
            server.send(lines)
            code, said = self._answer()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise Unanswered(type(error).__name__) from error
        if 400 <= code < 600:
            raise self._failure(code, said)
        if code not in OK:
            self.close()
            raise Unanswered(str(code))

    def take_back(self) -> None:
        """Forget the sender and the recipient just named; a line that does not listen any more is closed."""
        with suppress(Unreachable), self._hanging_up():
            self._open.rset()

    def close(self) -> None:
        server, self._server = self._server, None
        if server:
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def has_sent(self, name: str) -> None:
        return None

    def forget(self, name: str) -> None:
        """What a server delivered is with its reader."""

    @property
    def _open(self) -> smtplib.SMTP:
        if self._server is None:
            raise Unreachable("closed")
        return self._server

    def _connect(self) -> smtplib.SMTP:
        """Whatever goes wrong here is about the server or our settings, never about one mail."""
        host, context, timeout = self.url.hostname or "localhost", ssl.create_default_context(), self.step_timeout
        server: smtplib.SMTP | None = None
        try:
            if self.url.scheme == "smtps":
                server = smtplib.SMTP_SSL(host, self.url.port or 465, timeout=timeout, context=context)
            else:
                server = smtplib.SMTP(host, self.url.port or 25, timeout=timeout)
            server.ehlo_or_helo_if_needed()
            if self.url.scheme != "smtps" and (server.has_extn("starttls") or self.url.password):
                server.starttls(context=context)
            if self.url.username:
                server.login(unquote(self.url.username), unquote(self.url.password or ""))
        except (smtplib.SMTPException, OSError) as error:
            if server:
                server.close()
            raise Unreachable(_told(error)) from error
        return server

    def _name(self, server: smtplib.SMTP, envelope: Envelope) -> None:
        with self._hanging_up():
            code = server.mail(envelope.sender)[0]
        if code not in OK:  # it does not take mail from us at all
            self.close()
            raise Unreachable(str(code))
        with self._hanging_up():
            code, said = server.rcpt(envelope.recipient)
        if code not in OK:
            raise self._failure(code, said)

    def _failure(self, code: int, said: bytes) -> Exception:
        """What a refusal means; the line is made ready for the next mail."""
        if code == CLOSING or not 400 <= code < 600:
            self.close()
            return Unreachable(str(code))
        self.take_back()
        status = _STATUS.match(said)
        return (
            PermanentFailure(str(code), status[0].decode() if status else "")
            if code >= 500
            else TemporaryFailure(str(code))
        )

    def _answer(self) -> tuple[int, bytes]:
        server = self._open
        if server.sock:
            server.sock.settimeout(self.answer_timeout)
        answer = server.getreply()
        if server.sock:
            server.sock.settimeout(self.step_timeout)
        return answer

    @contextmanager
    def _hanging_up(self) -> Iterator[None]:
        """A line that breaks before the mail itself was handed over has cost nothing."""
        try:
            yield
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise Unreachable(_told(error)) from error


def _told(error: Exception) -> str:
    return str(error.smtp_code) if isinstance(error, smtplib.SMTPResponseException) else type(error).__name__
