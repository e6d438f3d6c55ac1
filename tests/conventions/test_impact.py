"""The impact assessment that goes with a release is of that release."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_impact_assessment_is_of_this_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]

    assert f"Weerzien {version}" in (ROOT / "docs/dpia.md").read_text("utf-8"), "read docs/dpia.md anew, then say so"
