"""What a run has to record so that it can be repeated: the versions of everything that shapes a score."""

import hashlib
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

MATCHER = "3"
"""Raised with every change that moves a score; stored vectors of another number are made again."""

_RESOURCES = Path(__file__).parent / "resources"


@lru_cache
def resources() -> str:
    """One hash over the lexicon, the stop words and the calibration."""
    digest = hashlib.sha256()
    for path in sorted(_RESOURCES.iterdir()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


@lru_cache
def versions() -> dict[str, str]:
    packages = {name: version(name) for name in ("numpy", "PyStemmer", "scikit-learn", "scipy")}
    return {"matcher": MATCHER, "resources": resources(), **packages}
