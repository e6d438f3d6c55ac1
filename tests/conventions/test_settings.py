"""Each setting is documented, with its default and an example; nothing is read from the environment unseen."""

import ast
import re
from pathlib import Path

from crm.config import SETTINGS

ROOT = Path(__file__).resolve().parents[2]


def test_every_setting_is_documented_and_every_documented_setting_exists():
    documented = re.findall(r"^## `(\w+)`$", (ROOT / "docs/settings.md").read_text("utf-8"), re.MULTILINE)

    assert tuple(documented) == SETTINGS, "describe each setting in docs/settings.md, in the order of crm/config.py"


def test_every_setting_that_is_read_is_on_the_list():
    """Anywhere in the code, as a name in the environment or in app.config."""
    read = {
        node.value
        for folder in ("crm", "models", "matching")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"CRM_[A-Z_]+", node.value)
    }

    assert read == set(SETTINGS), "put it in SETTINGS in crm/config.py, and describe it in docs/settings.md"


def test_only_the_configuration_reads_the_environment():
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in ("crm", "models", "matching")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"\bos\.(environ|getenv)\b|\bfrom os import .*environ", path.read_text("utf-8"))
    }

    found -= {"crm/demo/cli.py"}  # writes the settings of the processes that it starts
    assert found == {"crm/config.py"}, "read the setting in crm/config.py and pass it on"
