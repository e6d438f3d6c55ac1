"""What the matcher knows beforehand."""

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from matching.lexicon import RESOURCES, Lexicon, LexiconUnreadable
from matching.lexicon.build import build
from matching.versions import MATCHER, versions


def test_it_loads_in_half_a_second() -> None:
    started = time.process_time()
    Lexicon.load()

    assert time.process_time() - started < 0.5


def test_it_holds_numbers_and_labels_but_no_sentences() -> None:
    with np.load(RESOURCES / "lexicon.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype.kind in "iuf" for name in arrays.files)
    labels = json.loads((RESOURCES / "lexicon.json").read_text("utf-8"))
    assert labels.keys() == {"nl", "en"}
    assert max(len(label) for language in labels.values() for label in language) < 150


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"\x80\x04K\x01."])
def test_a_damaged_or_foreign_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "lexicon.npz").write_bytes(content)
    for name in ("lexicon", "phrases"):
        (tmp_path / f"{name}.json").write_text('{"nl": {}, "en": {}}')

    with pytest.raises(LexiconUnreadable, match="Install Weerzien again"):
        Lexicon.load(tmp_path)


def test_a_lexicon_of_another_kind_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "lexicon.npz", something=np.arange(3))
    for name in ("lexicon", "phrases"):
        (tmp_path / f"{name}.json").write_text('{"nl": {}, "en": {}}')

    with pytest.raises(LexiconUnreadable, match="Install Weerzien again"):
        Lexicon.load(tmp_path)


def test_it_is_compiled_from_occupations_and_skills(tmp_path: Path) -> None:
    occupations = [
        {
            "uri": "1",
            "isco": "1",
            "en": "baker",
            "en_alt": [],
            "en_desc": "Bakers bake bread.",
            "nl": "bakker",
            "nl_alt": ["bakster"],
            "nl_desc": "Bakkers bakken brood.",
        },
        {
            "uri": "2",
            "isco": "2",
            "en": "smith",
            "en_alt": [],
            "en_desc": "Smiths forge iron.",
            "nl": "smid",
            "nl_alt": [],
            "nl_desc": "Smeden smeden ijzer.",
        },
        {"uri": "3", "isco": "3", "en": "only English", "en_alt": [], "en_desc": ""},
    ]
    skills = [
        {"uri": "4", "en": "bake bread", "nl": "brood bakken", "nl_close": []},
        {"uri": "5", "en": "bake bread", "nl": "", "nl_close": []},
    ]
    for name, lines in (("occupations", occupations), ("skills", skills)):
        (tmp_path / f"esco_{name}.jsonl").write_text("\n".join(json.dumps(line) for line in lines))

    build(tmp_path, tmp_path)

    lexicon = Lexicon.load(tmp_path)
    assert lexicon.labels == {"nl": ["bakker", "smid"], "en": ["baker", "smith"]}
    common, unknown = lexicon.rarity(lexicon.columns(["bread", "glorb"]))
    assert common < unknown
    assert lexicon.familiar("bakkers bakken", "nl") == 2
    assert len(lexicon.arrays["pairs"]) == 1


def test_importing_the_package_loads_neither_scikit_learn_nor_scipy() -> None:
    program = "import sys, matching; print([name for name in ('sklearn', 'scipy') if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert loaded.stdout.strip() == "[]"


def test_a_run_can_record_everything_that_shapes_a_score() -> None:
    found = versions()

    assert found.keys() == {"matcher", "resources", "numpy", "PyStemmer", "scikit-learn", "scipy"}
    assert found["matcher"] == MATCHER
    assert all(found.values())


def test_a_broken_source_is_refused_and_the_old_lexicon_stays(tmp_path: Path) -> None:
    (tmp_path / "esco_occupations.jsonl").write_text('{"uri": "1"}\n')
    (tmp_path / "esco_skills.jsonl").write_text("no JSON\n")
    (tmp_path / "lexicon.npz").write_bytes(b"the old one")
    command = [sys.executable, "-m", "matching.lexicon", "build", str(tmp_path), "--target", str(tmp_path)]

    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    assert told.returncode == 2
    assert "esco_skills.jsonl" in told.stderr
    assert "Traceback" not in told.stderr
    assert (tmp_path / "lexicon.npz").read_bytes() == b"the old one"
