"""The theme holds its colours in one place, and dark changes all of them that it must."""

import re
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "crm/static"
THEME = (STATIC / "weerzien.css").read_text("utf-8")
DARK = (STATIC / "dark.css").read_text("utf-8")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgb\(")
# The same in light and dark, or no colour at all.
SHARED = {"warmth", "font", "radius", "radius-card", "radius-phone", "nav"}


def tokens(css: str) -> set[str]:
    return set(re.findall(r"--wz-([\w-]+):", css))


def test_dark_gives_every_colour_a_value_of_its_own() -> None:
    assert tokens(DARK) == tokens(THEME) - SHARED, "give the token a dark value in dark.css, or name it in SHARED"


def test_every_token_that_is_used_exists() -> None:
    assert set(re.findall(r"var\(--wz-([\w-]+)\)", THEME)) <= tokens(THEME)


def test_colours_stand_in_the_tokens_alone() -> None:
    rules = THEME[THEME.index("/* 2 ──") : THEME.index("/* 9 ──")]

    assert not COLOUR.findall(rules), "use a token of part 1, so that dark and a later brand follow"
