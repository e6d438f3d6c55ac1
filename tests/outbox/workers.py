"""Workers of their own process that send until nothing waits, and kill themselves where they are told.

`python -m tests.outbox.workers --url smtp://… --workers 2 --folder … --deaths queued:3,claimed:5`. The folder gets
`events`, a line for each mail that was handed over and each death, and `clock`, the seconds that the wall clock is off.
"""

import argparse
import os
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import sqlalchemy as sa

from crm import create_app
from crm.extensions import db
from crm.mail import delivery, standing
from crm.mail.failures import Unreachable
from crm.mail.mime import Envelope
from crm.mail.recovery import recover
from crm.mail.smtp import Smtp
from models import Message
from models.message import ON_ITS_WAY

POINTS = ("queued", "claimed", "connected", "attempt", "handed_over", "answered", "noted")
HOUR = 3600
JUMPS = (0, HOUR, -2 * HOUR, 6 * HOUR, -HOUR, 30 * HOUR, 3 * HOUR, 60 * HOUR, 40 * HOUR)


class Watched(Smtp):
    """The product's own transport, which passes by the points."""

    step_timeout = 5.0
    answer_timeout = 5.0

    def __init__(self, url: str, passes: Callable[[str, str], None], lease: timedelta) -> None:
        super().__init__(urlsplit(url))
        self.passes, self.lease, self.name = passes, lease, ""

    def offer(self, envelope: Envelope) -> None:
        self.passes("claimed", "")
        super().offer(envelope)
        self.passes("connected", "")

    def send(self, mime: EmailMessage, name: str) -> None:
        self.name = name
        self.passes("attempt", name)
        super().send(mime, name)
        self.passes("answered", name)

    def _answer(self) -> tuple[int, bytes]:
        self.passes("handed_over", self.name)
        return super()._answer()


class Worker:
    def __init__(self, folder: Path, url: str, lease: timedelta, death: tuple[str, int] | None) -> None:
        self.folder = folder
        self.events = os.open(folder / "events", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self.point, self.left = death or ("", 0)
        self.transport = Watched(url, self.passes, lease)

    def passes(self, point: str, name: str) -> None:
        if point == "handed_over":
            os.write(self.events, f"{name} {point}\n".encode())
        if point == self.point:
            self.left -= 1
            if not self.left:
                os.write(self.events, f"{name or '-'} killed:{point}\n".encode())
                os.kill(os.getpid(), signal.SIGKILL)

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=int((self.folder / "clock").read_text() or 0))

    def work(self) -> None:
        """As the sweep does, until nothing is on its way."""
        delivery.utcnow = self.now  # type: ignore[assignment]
        standing.ENOUGH = 10**9  # so many refusals would let our mail rest, which is tried elsewhere
        while waits():
            recover(self.transport, now=self.now())
            db.session.commit()
            try:
                while self.one():
                    self.passes("noted", "")
            except Unreachable:
                continue
            time.sleep(0.05)
        self.transport.close()

    def one(self) -> bool:
        self.passes("queued", "")
        return delivery.deliver_one(self.transport, now=self.now())


def waits() -> bool:
    found = db.session.scalar(sa.select(Message.id).where(Message.state.in_(ON_ITS_WAY)).limit(1))
    db.session.rollback()
    return found is not None


def start(options: argparse.Namespace, death: tuple[str, int] | None) -> int:
    """A worker in a process of its own, with nothing shared but the database."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        with create_app({"SERVES": False}).app_context():
            Worker(options.folder, options.url, timedelta(seconds=options.lease), death).work()
        code = 0
    finally:
        os._exit(code)


def read(death: str) -> tuple[str, int]:
    """At which point, and at which passing of it."""
    point, _colon, passing = death.partition(":")
    return point, int(passing)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--url", required=True)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--lease", type=float, default=3)
    parser.add_argument("--deaths", default="")
    options = parser.parse_args()
    deaths = [read(each) for each in options.deaths.split(",") if each]
    jumps = 0
    running: set[int] = set()
    clock = options.folder / "clock"
    while True:
        clock.with_suffix(".new").write_text(str(JUMPS[jumps % len(JUMPS)] + jumps // len(JUMPS) * 70 * HOUR))
        clock.with_suffix(".new").replace(clock)
        jumps += 1
        while len(running) < options.workers:
            running.add(start(options, deaths.pop(0) if deaths else None))
        time.sleep(0.3)
        done = set()
        while running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                break
            running.discard(pid)
            if not os.WIFSIGNALED(status):
                assert os.WEXITSTATUS(status) == 0, "a worker failed"
                done.add(pid)
        if done and not deaths:
            for pid in running:
                os.waitpid(pid, 0)
            return


if __name__ == "__main__":
    main()
