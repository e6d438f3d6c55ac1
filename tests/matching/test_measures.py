"""The measures, against figures worked out by hand, and the command that prints them."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from matching.measures import MEASURES, interval, measure

DATA = Path(__file__).parent / "data"


def test_a_perfect_ranking_scores_one() -> None:
    assert measure(["a", "b", "c"], {"a": 3, "b": 1}) == {"ndcg10": 1, "map": 1, "mrr": 1, "r10": 1, "r50": 1}


def test_a_late_find_is_worth_less() -> None:
    found = measure(["x", "a", "y", "b"], {"a": 1, "b": 1})

    assert found["mrr"] == 0.5
    assert found["map"] == (1 / 2 + 2 / 4) / 2
    assert math.isclose(found["ndcg10"], (1 / math.log2(3) + 1 / math.log2(5)) / (1 + 1 / math.log2(3)))


def test_finding_nobody_scores_nothing() -> None:
    assert set(measure(["x"], {"a": 2}).values()) == {0}


def test_an_interval_is_always_the_same_and_holds_the_mean() -> None:
    values = [0.0, 1.0, 0.5, 0.5, 1.0]

    mean, low, high = interval(values)

    assert interval(values) == [mean, low, high]
    assert low <= mean <= high
    assert mean == 0.6


@pytest.mark.parametrize("wanted", [[], ["--sets", "data"]])
def test_the_command_measures_every_set_in_a_folder(tmp_path: Path, wanted: list[str]) -> None:
    command = [
        sys.executable,
        "-m",
        "matching.evaluate",
        str(DATA.parent),
        *wanted,
        "--json",
        str(tmp_path / "out.json"),
    ]
    subprocess.run(command, capture_output=True, check=True, timeout=60)

    measured = json.loads((tmp_path / "out.json").read_text())["data"]
    assert measured.keys() == {*MEASURES, "query_ms", "index_ms_per_doc"}
    assert all(low <= mean <= high for mean, low, high in (measured[name] for name in MEASURES))
