"""The `weerzien` command before anything is set up."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def weerzien(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "crm", *arguments], cwd=ROOT, env={}, capture_output=True, text=True)


def test_help_lists_the_commands_and_asks_no_settings():
    done = weerzien("--help")

    assert (done.returncode, done.stderr) == (0, "")
    assert "doctor" in done.stdout


def test_an_unknown_command_is_one_sentence():
    assert weerzien("improt").stderr.splitlines()[-1].startswith("Error: No such command 'improt'.")


def test_a_setting_that_is_missing_is_named_without_a_trace():
    done = weerzien("doctor")

    assert done.returncode == 1
    assert "CRM_SECRET_KEY must be at least 32 characters" in done.stderr
    assert "Traceback" not in done.stderr
