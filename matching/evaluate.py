"""`python -m matching.evaluate DATA_DIR [--sets NAME,…] [--json OUT]`: measure the ranking on labelled sets.

One frozen configuration for all sets. A document or query is known by its own language, title and text alone.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

from matching.labelled import LabelledSet
from matching.matcher import Matcher
from matching.measures import MEASURES, interval, measure
from matching.ranking import best, pools


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m matching.evaluate", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sets", default="", help="names, or beginnings of names, with commas between")
    parser.add_argument("--json", type=Path, dest="out")
    arguments = parser.parse_args()
    wanted = tuple(filter(None, arguments.sets.split(",")))
    folders = sorted(path.parent for path in arguments.data.glob("*/qrels.tsv"))
    results = {}
    for folder in folders:
        if wanted and not folder.name.startswith(wanted):
            continue
        found = results[folder.name] = evaluate(Matcher().fit(), LabelledSet.read(folder))
        print(
            folder.name.ljust(26), "  ".join(_words(name, found[name]) for name in MEASURES), _times(found), flush=True
        )
    if arguments.out:
        arguments.out.write_text(json.dumps(results, indent=1) + "\n", "utf-8")


def evaluate(matcher: Matcher, labelled: LabelledSet) -> dict[str, Any]:
    """Every profile is ranked for every need, in the order in which people are shown."""
    started = time.process_time()
    vectors = [
        vector
        for start in range(0, len(labelled.profiles), 500)
        for vector in matcher.vectors(labelled.profiles[start : start + 500])
    ]
    indexed = time.process_time()
    keys = [profile.key for profile in labelled.profiles]
    pool = list(pools(zip(keys, vectors, strict=True)))
    asked = time.process_time()
    rows = []
    for key, need in labelled.needs:
        ranked = best(matcher.query(need), pool, len(keys))
        rows.append(measure([each.key for each in ranked], labelled.grades[key]))
    answered = time.process_time()
    return {name: interval([row[name] for row in rows]) for name in MEASURES} | {
        "query_ms": round((answered - asked) / len(rows) * 1000, 3),
        "index_ms_per_doc": round((indexed - started) / len(vectors) * 1000, 3),
    }


def _words(name: str, found: list[float]) -> str:
    return f"{name} {found[0]:.3f} [{found[1]:.3f}-{found[2]:.3f}]"


def _times(found: dict[str, Any]) -> str:
    return f"  {found['index_ms_per_doc']:.1f} ms/doc, {found['query_ms']:.1f} ms/query"


if __name__ == "__main__":
    main()
