"""Waking workers. The work itself is a row; a wake-up may be lost or arrive twice without harm."""

import json
from collections.abc import Callable
from datetime import datetime
from threading import Event
from typing import Any

from flask import Flask, current_app
from huey import Huey, MemoryHuey, PostgresHuey, SqliteHuey, crontab
from huey.registry import Message
from huey.serializer import Serializer
from sqlalchemy import event
from sqlalchemy.orm import Session

from crm.extensions import db
from crm.logs import log, log_exception

Sweep = Callable[[], None]
_sweeps: dict[str, Sweep] = {}
_EVERY_MINUTE = crontab()
_stopping = Event()


class JsonSerializer(Serializer):
    """JSON instead of pickle. Jobs take no arguments, so nothing else needs to travel."""

    def _serialize(self, message: Any) -> bytes:
        if message.args or message.kwargs:
            raise TypeError("jobs take no arguments")
        return json.dumps(message._asdict(), default=datetime.isoformat).encode()

    def _deserialize(self, data: bytes) -> Message:
        row = json.loads(data)
        for name in ("eta", "expires_resolved"):
            row[name] = row[name] and datetime.fromisoformat(row[name])
        return Message(**row | {"args": (), "kwargs": {}})


def sweep(function: Sweep) -> Sweep:
    """Register a job: a parameterless function that does everything due and can run twice without harm."""
    _sweeps[function.__name__] = function
    return function


def wake(name: str) -> None:
    """Wake the workers for this sweep once the current transaction is committed."""
    db.session.info.setdefault("wake", {})[name] = None


def stops_with(flag: Event) -> None:
    """From now on `is_stopping` answers for this flag: the one of the worker that runs in this process."""
    global _stopping
    _stopping = flag


def is_stopping() -> bool:
    """Whether the worker was asked to end. A long sweep stops between two rows; the next worker goes on."""
    return _stopping.is_set()


def run_once() -> None:
    """Do everything that is due, in this process."""
    for function in _sweeps.values():
        function()


def connect(url: str) -> Huey:
    options: dict[str, Any] = {"results": False, "serializer": JsonSerializer()}
    if url.startswith("sqlite:///"):
        return SqliteHuey("weerzien", filename=url.removeprefix("sqlite:///"), timeout=15, **options)
    if url.startswith("postgresql"):
        return PostgresHuey("weerzien", dsn=url.replace("+psycopg", ""), **options)
    return MemoryHuey("weerzien", **options)


def register(app: Flask) -> None:
    huey = connect(app.config["CRM_QUEUE_URL"])
    app.extensions["huey"] = huey
    app.extensions["huey_tasks"] = {name: _task(app, huey, function) for name, function in _sweeps.items()}


def _task(app: Flask, huey: Huey, function: Sweep) -> Any:
    def run() -> None:
        with app.app_context():
            try:
                function()
            except Exception as error:  # the row stays due: the next sweep tries again
                log_exception(error, job=function.__name__)

    run.__name__ = function.__name__
    huey.periodic_task(_EVERY_MINUTE, name=f"{function.__name__}_every_minute")(run)
    return huey.task(name=function.__name__)(run)


@event.listens_for(Session, "after_commit")
def _send(session: Session) -> None:
    for name in session.info.pop("wake", {}):
        task = current_app.extensions["huey_tasks"].get(name)
        try:
            task()
        except Exception as error:  # nothing depends on a wake-up arriving: the sweep on the timer finds the row
            log.warning("wake_lost", job=name, kind=type(error).__name__)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _previous: Any) -> None:
    session.info.pop("wake", None)
