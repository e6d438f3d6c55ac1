"""The wheel is the whole program: hatchling leaves out what git ignores, and says nothing."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKED = ("crm", "models", "matching", "templates")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=60)
    (made,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(made).namelist())


def on_disk() -> set[str]:
    found = [path for name in PACKED for path in (ROOT / name).rglob("*")]
    return {
        path.relative_to(ROOT).as_posix()
        for path in found
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }


def test_the_wheel_holds_every_file_of_the_program(wheel: set[str]) -> None:
    missing = on_disk() - wheel

    assert not missing, "name their kind under artifacts in pyproject.toml"
    assert "wsgi.py" in wheel


@pytest.mark.parametrize(
    "kind",
    [
        r"crm/static/vendor/tabler\.min\.css",
        r"crm/static/vendor/htmx\.min\.js",
        r"crm/static/vendor/icons\.svg",
        r"crm/static/vendor/figtree-latin-wght-normal\.woff2",
        r"crm/static/vendor/licences/figtree\.txt",
        r"crm/translations/nl/LC_MESSAGES/messages\.mo",
        r"crm/migrations/versions/.+\.py",
        r"matching/resources/lexicon\.npz",
        r"templates/layouts/base\.html",
        r"weerzien-.+\.dist-info/entry_points\.txt",
        r"weerzien-.+\.dist-info/licenses/NOTICE",
    ],
)
def test_the_wheel_holds_what_git_does_not(wheel: set[str], kind: str) -> None:
    assert any(re.fullmatch(kind, name) for name in wheel)


def test_the_wheel_holds_nothing_else(wheel: set[str]) -> None:
    tops = {name.partition("/")[0] for name in wheel}

    assert {top for top in tops if not top.endswith(".dist-info")} == {*PACKED, "wsgi.py"}
    assert not [name for name in wheel if re.search(r"(^|/)\.|\.(db|log|pyc)$", name)]
