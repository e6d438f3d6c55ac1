"""Real processes on a real database file: for what only a crash can prove."""

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


class Installation:
    """An installation in a folder of its own; its commands run as an administrator would run them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mails = folder / "mail"
        self.started: list[subprocess.Popen[Any]] = []
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "error",
            "CRM_SECRET_KEY": "a secret of the tests, long enough to be one",
            "CRM_PUBLIC_URL": "http://127.0.0.1:8000",
            "CRM_MAIL_URL": f"folder://{self.mails}",
            "CRM_DATA_DIR": str(folder),
            "CRM_DATABASE_URL": f"sqlite:///{folder / 'crm.db'}",
        }
        if "CRM_TEST_DATABASE_URL" in os.environ:
            self._use_postgresql()

    def _use_postgresql(self) -> None:
        import sqlalchemy as sa

        name = f"weerzien_{re.sub(r'[^a-z0-9]', '_', self.folder.name.lower())}_{os.getpid()}"
        server = sa.make_url(os.environ["CRM_TEST_DATABASE_URL"])
        engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        engine.dispose()
        url = server.set(database=name).render_as_string(hide_password=False)
        self.environment |= {"CRM_DATABASE_URL": url, "CRM_QUEUE_URL": url}

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "crm", *arguments]

    def run(self, *arguments: str, stdin: str = "", expect: int = 0) -> str:
        done = subprocess.run(
            self.command(*arguments), env=self.environment, input=stdin, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == expect, f"{arguments} ended with {done.returncode}: {done.stdout}{done.stderr}"
        return done.stdout if expect == 0 else done.stdout + done.stderr

    def settle(self, **settings: Any) -> None:
        """Change settings of the organisation, and the language of everybody on the staff, behind the site's back."""
        import sqlalchemy as sa

        engine = sa.create_engine(self.environment["CRM_DATABASE_URL"], poolclass=sa.NullPool)
        with engine.begin() as connection:
            for table in ("organisation", '"user"') if "language" in settings else ("organisation",):
                for name, value in settings.items():
                    connection.execute(sa.text(f"UPDATE {table} SET {name} = :value"), {"value": value})  # noqa: S608
        engine.dispose()

    def start(self, *arguments: str) -> subprocess.Popen[Any]:
        with (self.folder / f"{arguments[0]}.log").open("ab") as log:
            process = subprocess.Popen(self.command(*arguments), env=self.environment, stdout=log, stderr=log)
        self.started.append(process)
        return process

    def stop(self) -> None:
        """End whatever still runs."""
        for process in self.started:
            if process.poll() is None:
                kill(process)

    def serve(self, port: int) -> subprocess.Popen[Any]:
        process = self.start("serve", "--port", str(port), "--processes", "1")
        wait_until(lambda: answers(port), 60)
        return process

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    try:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=2)) as connection:
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
    except (http.client.HTTPException, OSError):
        return False


def children(pid: int) -> list[int]:
    """Every process below this one."""
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    return [int(child) for child in found] + [below for child in found for below in children(int(child))]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def kill(process: subprocess.Popen[Any]) -> None:
    """`kill -9` of a process and everything below it, as when the power fails."""
    for pid in [process.pid, *children(process.pid)]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.wait()


def wait_until(happened: Any, seconds: float) -> None:
    """Poll until it happened; fails when it does not within `seconds`."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, f"did not happen within {seconds} seconds"
        time.sleep(0.1)
