"""Keeps the catalogues in crm/translations true to the words in the code.

`update` gathers every sentence from crm and templates and merges it into each catalogue;
`check` changes nothing and fails on a sentence without translation, a placeholder that differs
and a sentence nobody uses any more.

Beside a `messages.po` may lie a `formal.po`: the sentences of mails to candidates that address the reader, once more
with the formal word. Which those are follows from the first catalogue.
"""

import contextlib
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = sorted((ROOT / "crm" / "translations").glob("*/LC_MESSAGES/messages.po"))
INFORMAL = re.compile(r"\b(je|jij|jou|jouw|jezelf)\b", re.IGNORECASE)
# Where sentences to candidates stand, beside the mails that extend email/_candidate.
LETTERS = (
    "crm/applications/phrases.py",
    "crm/invitations/letter.py",
    "crm/settings/letters/examples.py",
    "templates/email/_",
)
MAILS_WITHOUT_A_PAGE = ("address_changed", "confirm_address")


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
        if path.with_name("formal.po").exists():
            gather_formal(path)
        print(f"{path.relative_to(ROOT)}: {len(list(problems(template, path)))} sentences to look at")


def gather_formal(path: Path) -> None:
    """Make the formal catalogue hold exactly the sentences that need it; what is new in it is empty."""
    before = read(path.with_name("formal.po"))
    formal = Catalog(locale=before.locale, fuzzy=False, header_comment=before.header_comment)
    formal.mime_headers = before.mime_headers
    for sentence in sorted(addressing(path)):
        known = before.get(sentence)
        formal.add(sentence, known.string if known else "")
    with path.with_name("formal.po").open("wb") as lines:
        write_po(lines, formal, width=0, sort_output=True)


def addressing(path: Path) -> set[str]:
    """The sentences to candidates that address the reader informally in this catalogue."""
    return {
        str(message.id)
        for message in read(path)
        if INFORMAL.search(str(message.string)) and any(is_to_candidates(place) for place, _line in message.locations)
    }


def is_to_candidates(place: str) -> bool:
    if place.startswith(LETTERS):
        return True
    if not place.startswith("templates/email/"):
        return False
    folder = (ROOT / place).parent
    texts = [each.read_text(encoding="utf-8") for each in folder.glob("body.*")]
    return folder.name in MAILS_WITHOUT_A_PAGE or any(re.search("email/_(candidate|letter)", text) for text in texts)


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
    if path.with_name("formal.po").exists():
        yield from formal_problems(path)


def formal_problems(path: Path) -> Iterator[str]:
    formal, needed = read(path.with_name("formal.po")), addressing(path)
    for sentence in sorted(needed):
        translation = formal.get(sentence)
        if translation is None or not translation.string:
            yield f"not translated formally (formal.po): {sentence!r}"
        elif INFORMAL.search(str(translation.string)):
            yield f"not formal (formal.po): {sentence!r}"
    for message in formal:
        if message.id and message.id not in needed:
            yield f"used nowhere formally (formal.po): {message.id!r}"
        yield from (f"formal.po, {message.id!r}: {error}" for error in message.check(formal))


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
