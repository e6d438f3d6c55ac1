"""What is installed is what was locked: exact versions, by hash, from whichever registry a machine uses."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON_LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
FUNDING = re.compile(r'"funding": (\{[^}]*\}|"[^"]*"|\[[^\]]*\])')
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)", re.MULTILINE)


def pins(lock: Path) -> dict[str, str]:
    return {spell(name): version for name, version in PIN.findall(lock.read_text("utf-8"))}


def spell(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("lock", [*PYTHON_LOCKS, ROOT / "package-lock.json"], ids=lambda lock: lock.name)
def test_no_lock_names_a_registry(lock: Path) -> None:
    text = FUNDING.sub("", lock.read_text("utf-8"))

    assert "://" not in text
    assert '"resolved"' not in text
    assert "--index-url" not in text
    assert "--find-links" not in text


@pytest.mark.parametrize("lock", PYTHON_LOCKS, ids=lambda lock: lock.name)
def test_every_locked_library_has_its_hashes(lock: Path) -> None:
    requirements = lock.read_text("utf-8").replace("\\\n", "").splitlines()
    without = [line for line in requirements if "==" in line and "--hash=sha256:" not in line]

    assert not without, "run `make lock`"


def test_every_npm_package_is_exact_and_hashed() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))

    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert packages[f"node_modules/{name}"]["version"] == version, "run `make lock`"
    assert all("integrity" in package for path, package in packages.items() if path)


def test_the_locks_hold_what_pyproject_asks() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    run_time, development = pins(ROOT / "requirements/lock.txt"), pins(ROOT / "requirements/dev-lock.txt")

    assert asked(project["project"]["dependencies"]).items() <= run_time.items(), "run `make lock`"
    assert asked(project["dependency-groups"]["dev"]).items() <= development.items(), "run `make lock`"
    assert run_time.items() <= development.items(), "tests must run on the versions that people run"


def asked(requirements: list[str]) -> dict[str, str]:
    return {spell(name): version for name, version in PIN.findall("\n".join(requirements))}
