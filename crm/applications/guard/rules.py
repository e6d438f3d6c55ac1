"""The rules of the guard are data: rules.toml says what each looks for, why it matters, and what reads better."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

LANGUAGES = ("nl", "en")


@dataclass(frozen=True)
class Rule:
    """`looks` names who looks, `unless` what makes a phrase true; see the head of rules.toml."""

    name: str
    title: dict[str, str]
    looks: str
    refuses: bool
    why: dict[str, str]
    better: dict[str, str]
    patterns: dict[str, re.Pattern[str] | None]
    unless: str = ""


@lru_cache
def rules() -> tuple[Rule, ...]:
    content = tomllib.loads((Path(__file__).parent / "rules.toml").read_text("utf-8"))
    return tuple(_rule(each) for each in content["rule"])


def _rule(written: dict[str, Any]) -> Rule:
    patterns = {each: _either(written.get("patterns", {}).get(each, [])) for each in LANGUAGES}
    return Rule(**written | {"patterns": patterns})


def _either(patterns: list[str]) -> re.Pattern[str] | None:
    either = "|".join(f"(?:{each})" for each in patterns).replace(" ", r"\s+")
    return re.compile(either, re.IGNORECASE) if patterns else None
