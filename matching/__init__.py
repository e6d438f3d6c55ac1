"""Texts in, ranked scores with reasons out. Knows no database and no web; see docs/matching.md.

Importing this package loads NumPy; scikit-learn and SciPy follow at the first comparison.
"""

from matching.fit import Query
from matching.lexicon import LexiconUnreadable
from matching.matcher import Matcher
from matching.records import (
    Band,
    Evidence,
    Finding,
    Need,
    Profile,
    Ranked,
    Reason,
    ReasonKind,
    Requirement,
    Score,
)
from matching.vectors import SparseVector, VectorUnreadable
from matching.versions import versions

__all__ = [
    "Band",
    "Evidence",
    "Finding",
    "LexiconUnreadable",
    "Matcher",
    "Need",
    "Profile",
    "Query",
    "Ranked",
    "Reason",
    "ReasonKind",
    "Requirement",
    "Score",
    "SparseVector",
    "VectorUnreadable",
    "versions",
]
