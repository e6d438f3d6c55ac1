"""`weerzien serve`: two processes that live and end together, and a start that says what is missing."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.processes import Installation, alive, answers, children, free_port, wait_until


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    installed = Installation(tmp_path)
    installed.run("db", "upgrade")
    yield installed
    installed.stop()


def test_a_second_upgrade_changes_nothing(installation):
    assert "up to date" in installation.run("db", "upgrade")


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_ends_cleanly_and_leaves_nothing_behind(installation, stop):
    serving = installation.serve(free_port())
    below = children(serving.pid)
    assert len(below) >= 2

    serving.send_signal(stop)

    assert serving.wait(30) == 0
    wait_until(lambda: not any(alive(pid) for pid in below), 10)


def test_when_its_parent_is_killed_both_processes_end(installation):
    serving = installation.serve(free_port())
    below = children(serving.pid)

    serving.kill()
    serving.wait()

    wait_until(lambda: not any(alive(pid) for pid in below), 30)


def test_when_the_worker_dies_the_site_stops_too_and_says_so(installation):
    port = free_port()
    serving = installation.serve(port)
    worker = next(
        pid for pid in children(serving.pid) if Path(f"/proc/{pid}/cmdline").read_text().endswith("\0worker\0")
    )

    os.kill(worker, signal.SIGKILL)

    assert serving.wait(30) == 1
    assert not answers(port)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("CRM_SECRET_KEY", "", "CRM_SECRET_KEY must be at least 32 characters"),
        ("CRM_PUBLIC_URL", "", "CRM_PUBLIC_URL must be the address"),
        ("CRM_PUBLIC_URL", "http://weerzien.example.com", "CRM_PUBLIC_URL must begin with https://"),
        ("CRM_MAIL_URL", "", "CRM_MAIL_URL must be smtp://"),
        ("FLASK_DEBUG", "1", "debug is on"),
    ],
)
def test_it_refuses_to_start_and_says_what_to_set(tmp_path, name, value, words):
    installation = Installation(tmp_path)
    installation.environment[name] = value

    assert words in installation.run("serve", expect=1)


def test_a_worker_refuses_in_the_same_words(tmp_path):
    installation = Installation(tmp_path)
    installation.environment["CRM_MAIL_URL"] = ""

    assert "CRM_MAIL_URL must be smtp://" in installation.run("worker", expect=1)


def test_a_web_server_that_loads_it_is_refused_in_the_same_words(tmp_path):
    installation = Installation(tmp_path)
    environment = installation.environment | {"CRM_MAIL_URL": ""}
    command = [installation.command()[0], "-c", "import wsgi"]

    done = subprocess.run(command, env=environment, capture_output=True, text=True)

    assert done.returncode != 0
    assert "CRM_MAIL_URL must be smtp://" in done.stderr
