"""Pages show only icons that the sprite holds: a missing one would be an empty square nobody notices."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def listed() -> list[str]:
    return (ROOT / "tools/icons.txt").read_text("utf-8").split()


def test_every_icon_in_a_template_is_in_the_sprite() -> None:
    used = {
        name
        for page in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r"""\bicon\(["']([^"']+)["']""", page.read_text("utf-8"))
    }

    assert not used - set(listed()), "add them to tools/icons.txt, then run `make setup`"


def test_the_list_of_icons_is_sorted_and_says_each_once() -> None:
    assert listed() == sorted(set(listed()))
