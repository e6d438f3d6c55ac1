"""`python tools/matching_charts.py`: draw the charts of docs/matching.md from the figures in docs/matching.json.

The figures: what `python -m matching.evaluate DATA_DIR --json OUT` and `python -m matching.calibrate DATA_DIR` said,
and what the prototype reached on the same sets.
"""

import json
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent.parent / "docs"
NAMES = {"ndcg10": "NDCG@10", "map": "MAP", "mrr": "MRR"}
LEFT, WIDE, ROW = 260, 400, 26
INK, QUIET, OURS = "#22313f", "#8a97a3", "#0f766e"
STYLE = f'font-family="sans-serif" font-size="13" fill="{INK}"'


def main() -> None:
    figures = json.loads((DOCS / "matching.json").read_text("utf-8"))
    (DOCS / "images" / "matching-sets.svg").write_text(sets(figures["sets"]), "utf-8")
    (DOCS / "images" / "matching-bands.svg").write_text(bands(figures["bands"]), "utf-8")


def sets(measured: dict[str, Any]) -> str:
    """A row for each set: our value with its interval, and the prototype's value above its lower bound."""
    rows = []
    for place, (name, each) in enumerate(measured.items()):
        y = 50 + place * ROW
        (value, low, high), (before, least, _) = each["product"], each["prototype"]
        rows += [
            f'<text x="{LEFT - 12}" y="{y + 4}" text-anchor="end">{name} ({NAMES[each["measure"]]})</text>',
            f'<rect x="{_x(least)}" y="{y - 8}" width="{_x(before) - _x(least)}" height="16" fill="#d5dce2"/>',
            f'<line x1="{_x(low)}" x2="{_x(high)}" y1="{y}" y2="{y}" stroke="{OURS}" stroke-width="2"/>',
            f'<circle cx="{_x(value)}" cy="{y}" r="5" fill="{OURS}"/>',
        ]
    legend = "Dot and line: Weerzien and its 95 % interval. Grey: the prototype, from its lower bound to its value."
    return _svg("Quality of the ranking by labelled set", legend, 60 + len(measured) * ROW, rows)


def bands(measured: dict[str, list[float]]) -> str:
    """Two bars for each band: the probability that was promised, and how many were labelled as a fit."""
    rows = []
    for place, (name, (pairs, promised, found)) in enumerate(measured.items()):
        y = 56 + place * 52
        rows.append(f'<text x="{LEFT - 12}" y="{y + 16}" text-anchor="end">{name} ({int(pairs):,} pairs)</text>')
        for down, share, colour, word in ((0, promised, QUIET, "promised"), (20, found, OURS, "found")):
            rows += [
                f'<rect x="{LEFT}" y="{y - 6 + down}" width="{_x(share) - LEFT}" height="16" fill="{colour}"/>',
                f'<text x="{_x(share) + 6}" y="{y + 7 + down}">{share:.2f} {word}</text>',
            ]
    return _svg("The probability of a fit, promised and found", "By band, over all pairs.", 210, rows)


def _x(share: float) -> int:
    return LEFT + round(WIDE * share)


def _svg(title: str, legend: str, height: int, rows: list[str]) -> str:
    ticks = [
        f'<text x="{_x(tick / 5)}" y="{height + 14}" text-anchor="middle" fill="{QUIET}">{tick / 5:.1f}</text>'
        for tick in range(6)
    ]
    head = f'<title>{title}</title><desc>{legend}</desc><rect width="100%" height="100%" fill="#fff"/>'
    texts = f'<text x="12" y="20" font-weight="bold">{title}</text><text x="12" y="{height + 38}">{legend}</text>'
    size = f'width="720" height="{height + 50}" viewBox="0 0 720 {height + 50}"'
    lines = "\n".join([texts, *rows, *ticks])
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" {STYLE}>{head}\n{lines}\n</svg>\n'


if __name__ == "__main__":
    main()
