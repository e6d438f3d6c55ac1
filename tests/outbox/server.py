"""A real SMTP server that says no, later and nothing at all, by a plan that can be foretold from the mail's id."""

import asyncio
import re
import socket
import threading
from collections import Counter
from zlib import crc32

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

TAKEN, HUNG_UP = "250 OK", "taken, and then the line goes dead"
_MESSAGE_ID = re.compile(rb"^Message-ID: <(\w+)@", re.MULTILINE)
_RETURN_PATH = re.compile(r"\+(\d+)-")

# Of a hundred mails so many meet this, the first time that they come.
AT_THE_RECIPIENT = {3: "450 4.2.0 greylisted", 2: "550 5.1.1 no such person"}
AT_THE_END = {4: "451 4.3.0 later", 2: "554 5.6.0 never", 3: HUNG_UP, 1: "421 4.3.2 closing"}
FOREVER = "55"


def _planned(plan: dict[int, str], salt: str, name: str, time: int) -> str:
    lot = crc32(f"{salt}{name}".encode()) % 100
    for share, answer in plan.items():
        if 0 <= lot < share and (time == 0 or answer.startswith(FOREVER)):
            return answer
        lot -= share
    return TAKEN


def at_the_recipient(name: str, time: int) -> str:
    return _planned(AT_THE_RECIPIENT, "recipient", name, time)


def at_the_end(name: str, time: int) -> str:
    return _planned(AT_THE_END, "end", name, time)


class Office:
    """What arrived, by Message-ID. One mail of a hundred is answered slowly."""

    def __init__(self, names: dict[int, str]) -> None:
        self.names = names
        self.received: Counter[str] = Counter()
        self.seen: Counter[tuple[str, str]] = Counter()
        self.lock = threading.Lock()

    def times(self, where: str, name: str) -> int:
        """How often it was here before."""
        self.seen[where, name] += 1
        return self.seen[where, name] - 1

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        found = _RETURN_PATH.search(envelope.mail_from or "")
        name = self.names[int(found[1])] if found else ""
        answer = at_the_recipient(name, self.times("recipient", name))
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        found = _MESSAGE_ID.search(envelope.content or b"")
        assert found, "every mail has an id"
        name = found[1].decode()
        if crc32(name.encode()) % 100 == 0:
            await asyncio.sleep(0.05)
        answer = at_the_end(name, self.times("end", name))
        if answer in (TAKEN, HUNG_UP):
            self.received[name] += 1
        if answer == HUNG_UP:
            server.transport.abort()
        return answer if answer != HUNG_UP else TAKEN


class Impatient(SMTP):
    """Now and then it hangs up at the command DATA: nothing was handed over."""

    async def smtp_DATA(self, arg: str) -> None:
        found = _RETURN_PATH.search(self.envelope.mail_from or "")
        name = self.event_handler.names[int(found[1])] if found else ""
        if crc32(f"cut{name}".encode()) % 100 < 2 and not self.event_handler.times("cut", name):
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class Open(Controller):
    def factory(self) -> SMTP:
        return Impatient(self.handler, **self.SMTP_kwargs)


def open_office(names: dict[int, str]) -> tuple[Office, Open, int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    office = Office(names)
    controller = Open(office, hostname="127.0.0.1", port=port)
    controller.start()
    return office, controller, port
