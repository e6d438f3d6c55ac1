"""Copies what pages need from node_modules into crm/static/vendor, and draws the icon sprite.

Visitors get everything from our own address: no page names another host. Icons are one file
of only the drawings listed in icons.txt (Tabler's web font would be 720 KB on every page);
a page shows one as `<svg class="icon"><use href="icons.svg#name"/></svg>`.
"""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "crm" / "static" / "vendor"
FIGTREE = "@fontsource-variable/figtree"

FILES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "chart.umd.min.js": "chart.js/dist/chart.umd.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "figtree-latin-wght-normal.woff2": f"{FIGTREE}/files/figtree-latin-wght-normal.woff2",
    "figtree-latin-ext-wght-normal.woff2": f"{FIGTREE}/files/figtree-latin-ext-wght-normal.woff2",
    # Their licences ask to travel with them. Tabler core's own text is in NOTICE: its package has none.
    "licences/chart.js.txt": "chart.js/LICENSE.md",
    "licences/color.txt": "@kurkle/color/LICENSE.md",
    "licences/figtree.txt": f"{FIGTREE}/LICENSE",
    "licences/htmx.txt": "htmx.org/LICENSE",
    "licences/popper.txt": "@popperjs/core/LICENSE.md",
    "licences/tabler-icons.txt": "@tabler/icons/LICENSE",
}
SOURCE_MAP = re.compile(rb"\s*(/\*|//)# sourceMappingURL=\S+( \*/)?\s*$")
BOUNDING_BOX = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'


def main() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    for name, source in FILES.items():
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(SOURCE_MAP.sub(b"\n", (MODULES / source).read_bytes()))
    names = (ROOT / "tools" / "icons.txt").read_text("utf-8").split()
    (VENDOR / "icons.svg").write_text(sprite(names), "utf-8")
    print(f"{VENDOR.relative_to(ROOT)}: {len(FILES)} files and {len(names)} icons")


def sprite(names: list[str]) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{"".join(symbol(name) for name in names)}</svg>\n'


def symbol(name: str) -> str:
    source = MODULES / "@tabler/icons/icons/outline" / f"{name}.svg"
    if not source.exists():
        raise SystemExit(f"tools/icons.txt: Tabler has no icon “{name}”")
    drawing = source.read_text("utf-8").partition("<path")
    lines = (drawing[1] + drawing[2]).replace("</svg>", "").replace(BOUNDING_BOX, "").split("\n")
    return (
        f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        f' stroke-linecap="round" stroke-linejoin="round">{"".join(map(str.strip, lines))}</symbol>\n'
    )


if __name__ == "__main__":
    main()
