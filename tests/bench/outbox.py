"""How many mails leave in a second: `make bench`, or `python -m tests.bench.outbox --mails 2000 --workers 1 2 4`.

To a server on this machine that takes everything, in a throw-away database (SQLite, or an empty PostgreSQL that
CRM_TEST_DATABASE_URL names). Every class in turn, each to another person, with all that is asked before a mail leaves.
"""

import argparse
import os
import resource
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from aiosmtpd.controller import Controller
from flask_migrate import upgrade

from crm import create_app
from crm.extensions import db
from crm.mail.delivery import deliver_due
from models import Message, MessageState
from tests.conftest import settings
from tests.outbox.mails import make_mails


class Taking:
    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        return "250 OK"


@contextmanager
def post_office() -> Iterator[int]:
    """The server, in a process of its own: it must not share our processor time."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    pid = os.fork()
    if not pid:
        Controller(Taking(), hostname="127.0.0.1", port=port).start()
        signal.pause()
    try:
        while socket.socket().connect_ex(("127.0.0.1", port)):
            time.sleep(0.05)
        yield port
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def send_all(configuration: dict[str, object], workers: int) -> tuple[float, float]:
    """Seconds from the moment that all workers are ready until the last one has nothing left to send; and the seconds
    of processor time that they took, which say more on a busy machine."""
    ready, go = os.pipe(), os.pipe()
    pids = []
    for _each in range(workers):
        pid = os.fork()
        if not pid:
            with create_app(configuration).app_context():
                os.write(ready[1], b".")
                os.read(go[0], 1)
                deliver_due()
            os._exit(0)
        pids.append(pid)
    for _each in pids:
        os.read(ready[0], 1)
    began, before = time.perf_counter(), processor_time()
    os.write(go[1], b"." * workers)
    for pid in pids:
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, "a worker failed"
    took = time.perf_counter() - began
    for end in (*ready, *go):
        os.close(end)
    return took, processor_time() - before


def processor_time() -> float:
    """Of the workers that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=2_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, post_office() as port:
        url = os.environ.get("CRM_TEST_DATABASE_URL") or f"sqlite:///{Path(folder) / 'bench.db'}"
        configuration = settings(Path(folder), url) | {
            "CRM_LOG_LEVEL": "WARNING",
            "CRM_MAIL_URL": f"smtp://127.0.0.1:{port}",
        }
        with create_app(configuration).app_context():
            upgrade()
            make_mails(options.mails)
            for workers in options.workers:
                db.session.execute(sa.update(Message).values(state=MessageState.QUEUED, tries=0, sent_at=None))
                db.session.commit()
                db.session.remove()
                db.engine.dispose()
                took, used = send_all(configuration, workers)
                left = db.session.scalar(sa.select(sa.func.count()).where(Message.state != MessageState.SENT))
                assert not left, f"{left} of {options.mails} did not leave"
                speed, each = options.mails / took, used / options.mails * 1000
                print(
                    f"{options.mails} mails, {workers} at work: {speed:5.0f} a second, {each:.1f} ms of processor each"
                )
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    main()
