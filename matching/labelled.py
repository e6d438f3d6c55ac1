"""The labelled sets: documents.jsonl, queries.jsonl and qrels.tsv in a folder each."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matching.records import Need, Profile


@dataclass(frozen=True, slots=True)
class LabelledSet:
    profiles: list[Profile]
    needs: list[tuple[str, Need]]
    """Those that somebody is judged relevant for, with their keys."""
    grades: dict[str, dict[str, int]]
    """Need to profile to how relevant it is; whoever is not mentioned is not judged relevant."""

    @classmethod
    def read(cls, folder: Path) -> "LabelledSet":
        grades: dict[str, dict[str, int]] = {}
        for line in (folder / "qrels.tsv").read_text("utf-8").splitlines():
            need, profile, grade = line.split("\t")
            if int(grade) > 0:
                grades.setdefault(need, {})[profile] = int(grade)
        profiles = [
            Profile(each["id"], each.get("lang"), each.get("title") or "", each.get("text") or "")
            for each in read_lines(folder / "documents.jsonl")
        ]
        needs = [
            (each["id"], Need(each.get("title") or "", each.get("text") or "", each.get("lang")))
            for each in read_lines(folder / "queries.jsonl")
            if each["id"] in grades
        ]
        return cls(profiles, needs, grades)


def read_lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
