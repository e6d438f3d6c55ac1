"""`weerzien serve` and `weerzien worker`: the processes of an installation."""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from types import FrameType

import click
from flask import current_app
from flask.cli import with_appcontext

from crm import queue, schema
from crm.clock import utcnow
from crm.extensions import db
from crm.mail.delivery import deliver_due
from crm.mail.recovery import held as leases_held
from crm.privacy import guard
from crm.refusals import refuse_unless_ready
from models import Message, MessageState, Vacancy

_PR_SET_PDEATHSIG = 1


@click.command()
@with_appcontext
@click.option("--port", default=8000, show_default=True, help="Where the site listens.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Put a web server with https in front.")
@click.option("--processes", default=2, show_default=True, help="Web processes, each with four threads.")
def serve(port: int, host: str, processes: int) -> None:
    """The site and one worker beside it. Whichever ends first stops the other."""
    refuse_unless_ready(current_app.config | {"SERVES": True}, debug=current_app.debug)
    schema.refuse_unless_current()
    guard.refuse_unreplayed()
    sys.exit(run_together(web_command(port=port, host=host, processes=processes), worker_command()))


def web_command(*, port: int, host: str, processes: int, application: str = "wsgi:app") -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", application, "--bind", f"{host}:{port}"),
        *("--workers", str(processes), "--threads", "4", "--worker-class", "gthread"),
        *("--graceful-timeout", "20", "--no-control-socket"),
    ]


def worker_command() -> list[str]:
    return [sys.executable, "-m", "crm", "worker"]


def run_together(*commands: Sequence[str]) -> int:
    """Run the commands until one ends; forward a signal once (Huey takes a second one as "now")."""
    children = [
        subprocess.Popen(command, start_new_session=True, preexec_fn=_die_with_parent()) for command in commands
    ]
    stopping = False

    def stop(_signal: int = 0, _frame: FrameType | None = None) -> None:
        nonlocal stopping
        if not stopping:
            stopping = True
            for child in children:
                if child.poll() is None:
                    child.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while all(child.poll() is None for child in children):
        time.sleep(0.2)
    asked = stopping
    stop()
    codes = [child.wait() for child in children]
    return 0 if asked and not any(code > 0 for code in codes) else 1


def _die_with_parent() -> Callable[[], None] | None:
    """On Linux a child hears of its parent's death, so `kill -9` leaves nothing behind."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@click.command()
@with_appcontext
@click.option("--once", is_flag=True, help="Do everything that is due, then end.")
def worker(once: bool) -> None:
    """Send mail and match vacancies, woken by the queue and by a timer."""
    refuse_unless_ready(current_app.config | {"SERVES": True}, debug=current_app.debug)
    schema.refuse_unless_current()
    guard.refuse_unreplayed()
    if once:
        run_until_nothing_is_due()
        return
    options = {"workers": 2, "worker_type": "thread", "periodic": True, "check_worker_health": False}
    consumer = current_app.extensions["huey"].create_consumer(
        **options, graceful_signal="TERM", shutdown_timeout=20, max_delay=2.0
    )
    queue.stops_with(consumer.stop_flag)
    for task in current_app.extensions["huey_tasks"].values():
        task()
    consumer.run()


def run_until_nothing_is_due() -> None:
    """Do what is due, and also what a killed worker left: wait for the leases it held, then take over, once.

    Leases taken after that are our own or a living worker's: a vacancy that fails again is left for the next time.
    """
    mail, vacancies_until = _mail_held(), _last_lease()
    queue.run_once()
    if _mail_waits():  # written by a sweep that came after the one that sends
        deliver_due()
    while (mail := mail & _mail_held()) or (vacancies_until and utcnow() < vacancies_until and _last_lease()):
        time.sleep(0.2)
        if mail:
            deliver_due()
    if vacancies_until:
        queue.run_once()
        if _mail_waits():
            deliver_due()


def _mail_held() -> set[str]:
    held = leases_held()
    db.session.rollback()
    return held


def _last_lease() -> datetime | None:
    """When the last of the leases on vacancies ends; None when nobody holds one."""
    end = db.session.execute(db.select(db.func.max(Vacancy.match_leased_until)).where(Vacancy.due(utcnow()))).scalar()
    db.session.rollback()
    return end if end and end > utcnow() else None


def _mail_waits() -> bool:
    due = db.select(Message.id).where(Message.state == MessageState.QUEUED, Message.due_at <= utcnow()).limit(1)
    waits = db.session.execute(due).scalar() is not None
    db.session.rollback()
    return waits
