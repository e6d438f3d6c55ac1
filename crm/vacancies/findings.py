"""A score as it is kept: reasons that add up to it, and what the profile says about each requirement."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crm.vacancies.vectors import WISHED
from matching import Evidence, Finding, Score
from models import Band


@dataclass(frozen=True, slots=True)
class Found:
    """One person who fits, by public id, in plain values that a JSON column can hold."""

    public_id: str
    score: float
    probability: float
    band: Band
    reasons: list[dict[str, Any]]
    evidence: list[dict[str, Any]]


def found(score: Score, text: str, signals: Sequence[dict[str, Any]] = ()) -> Found:
    """`text` is the profile's text: the evidence points into it. `signals`: what counts beside the text.

    Signals move the order and never the band: the band is a promise about texts, measured on texts.
    """
    of_text: list[dict[str, Any]] = [
        {"text": reason.text, "amount": reason.amount, "kind": reason.kind.value} for reason in score.reasons
    ]
    if score.foreign:
        of_text.append({"text": "neither Dutch nor English", "amount": 0.0, "kind": "foreign"})
    if score.too_little_text:
        of_text.append({"text": "too little text", "amount": 0.0, "kind": "little"})
    kept = sorted([*of_text, *signals], key=lambda reason: (reason["kind"] == "other", -abs(reason["amount"])))
    return Found(
        public_id=score.key,
        score=math.fsum(reason["amount"] for reason in kept),
        probability=score.probability,
        band=Band(score.band.value if score.band else None),
        reasons=kept,
        evidence=[_evidence(each, text) for each in score.evidence],
    )


def _evidence(evidence: Evidence, text: str) -> dict[str, Any]:
    """The line of the profile in three pieces: before, the words that count, after.

    Where these are what somebody wishes for, they prove nothing: unclear, so that it is asked.
    """
    before, marked, after = _pieces(evidence, text)
    finding = evidence.finding
    if evidence.start is not None and finding is Finding.FOUND and WISHED in text[: evidence.start]:
        finding = Finding.UNCLEAR
    return {
        "requirement": evidence.requirement,
        "must": evidence.must,
        "finding": finding.value,
        "before": before,
        "marked": marked,
        "after": after,
    }


def _pieces(evidence: Evidence, text: str) -> tuple[str, str, str]:
    if evidence.start is None or evidence.end is None:
        return evidence.snippet, "", ""
    marked = " ".join(text[evidence.start : evidence.end].split())
    before, sign, after = evidence.snippet.partition(marked)
    return (before, marked, after) if sign else (evidence.snippet, "", "")
