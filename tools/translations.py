"""Keeps the catalogues in crm/translations true to the words in the code.

`update` gathers every sentence from crm and templates and merges it into each catalogue;
`check` changes nothing and fails on a sentence without translation, a placeholder that differs
and a sentence nobody uses any more.
"""

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = sorted((ROOT / "crm" / "translations").glob("*/LC_MESSAGES/messages.po"))


def pybabel(*arguments: str | Path) -> None:
    CommandLineInterface().run(["pybabel", "--quiet", *map(str, arguments)])


def extract(target: Path) -> None:
    """Every `_()`, `_l()`, `gettext()` and `ngettext()` of the code and the templates, sorted."""
    keywords = ("--keyword", "_l", "--keyword", "lazy_gettext")
    settings = ("--mapping", "pyproject.toml", "--project", "weerzien")
    pybabel("extract", *settings, *keywords, "--sort-output", "--add-location=file", "--output", target, ".")


def update(template: Path) -> None:
    for path in CATALOGUES:
        language = path.parent.parent.name
        merge = ("--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date", "--no-wrap")
        pybabel("update", *merge, "--locale", language, "--input-file", template, "--output-file", path)
        path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n", encoding="utf-8")  # Babel ends with two
        print(f"{path.relative_to(ROOT)}: {len(list(problems(template, path)))} sentences to look at")


def check(template: Path) -> None:
    found = [f"{path.relative_to(ROOT)}: {problem}" for path in CATALOGUES for problem in problems(template, path)]
    if not CATALOGUES:
        found = ["crm/translations holds no catalogue"]
    if found:
        sys.exit("\n".join([*found, "Run `make messages`, then translate what is empty."]))


def problems(template: Path, path: Path) -> Iterator[str]:
    used, catalogue = read(template), read(path)
    for message in used:
        translation = catalogue.get(message.id, message.context) if message.id else None
        if message.id and (translation is None or not all(translation.string or [""]) or translation.fuzzy):
            yield f"not translated: {message.id!r}"
    for message in catalogue:
        if message.id and used.get(message.id, message.context) is None:
            yield f"used nowhere: {message.id!r}"
        yield from (f"{message.id!r}: {error}" for error in message.check(catalogue))


def read(path: Path) -> Catalog:
    with path.open("rb") as lines:
        return read_po(lines, locale=path.parent.parent.name if path.suffix == ".po" else None)


if __name__ == "__main__":
    step = {"check": check, "update": update}.get(sys.argv[1] if len(sys.argv) == 2 else "")
    if step is None:
        sys.exit("usage: python tools/translations.py check|update")
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(ROOT):
        extract(Path(folder) / "messages.pot")
        step(Path(folder) / "messages.pot")
