"""Templates parse, use only names they are given, hold nothing inline, and say every word through gettext."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, meta, nodes

pytestmark = pytest.mark.pages

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
FILES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.*"))
# The name of the product and of another, an empty icon, and what stands on keys.
OURS = {"weerzien", "linkedin", "data", *"jklnuz"}
READ_ALOUD = {"alt", "title", "placeholder", "aria-label", "content", "label"}
# What crm/pages.py gives every page, crm/mail/rendering.py every mail, and Jinja every block and loop.
EVERY_PAGE = {"organisation", "get_locale", "theme", "current_user", "caller", "kwargs", "varargs", "self"}
EVERY_MAIL = {
    *("recipient", "sender", "sender_name", "organisation", "personal_link", "unsubscribe_link", "staff_link"),
    *("public_url", "language", "mail_css", "vacancy", "written"),
}
ANYTHING = "**"
OUT = "\x01"  # stands where an expression writes something


def source(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")


def handed() -> dict[str, set[str]]:
    """The names that the code hands to each template, and to each mail by the name of its folder."""
    names: dict[str, set[str]] = {}
    for path in (ROOT / "crm").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant):
                names.setdefault(str(call.args[0].value), set()).update(word.arg or ANYTHING for word in call.keywords)
    return names


def made(tree: nodes.Template) -> set[str]:
    """The names that a template makes itself, by importing, setting or defining."""
    pairs = [pair for node in tree.find_all(nodes.FromImport) for pair in node.names]
    return (
        {pair[1] if isinstance(pair, tuple) else pair for pair in pairs}
        | {node.target for node in tree.find_all(nodes.Import)}
        | {node.name for node in tree.find_all((nodes.Macro, nodes.Name)) if getattr(node, "ctx", "store") == "store"}
    )


@pytest.fixture(scope="module")
def environment(_app: Flask) -> Environment:
    return _app.jinja_env


@pytest.fixture(scope="module")
def known(environment: Environment) -> dict[str, set[str]]:
    """For each template, every name it can count on: handed to it or made by it, or by one that includes it or that it
    extends, or that extends it."""
    trees = {name: environment.parse(source(name)) for name in FILES}
    of_code = handed()
    names = {
        name: EVERY_PAGE | set(environment.globals) | made(tree) | of_code.get(name, set())
        for name, tree in trees.items()
    }
    for name in FILES:
        if name.startswith("email/"):
            names[name] |= EVERY_MAIL | of_code.get(name.split("/")[1], set())
    for _round in range(4):
        for name, tree in trees.items():
            for other in tree.find_all((nodes.Extends, nodes.Include, nodes.FromImport)):
                if isinstance(other, nodes.FromImport) and not other.with_context:
                    continue
                for used in templates_in(other):
                    names[used] |= names[name]
                    if isinstance(other, nodes.Extends):
                        names[name] |= names[used]
    return names


def templates_in(node: nodes.Node) -> list[str]:
    """The templates named in this node, also behind a condition."""
    return [constant.value for constant in node.find_all(nodes.Const) if constant.value in FILES]


@pytest.mark.parametrize("name", FILES)
def test_it_parses_and_uses_no_name_that_nobody_gives(environment, known, name):
    undeclared = meta.find_undeclared_variables(environment.parse(source(name))) - known[name]

    assert not undeclared or ANYTHING in known[name], f"hand these to templates/{name}, or mend the spelling"


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".html")])
def test_nothing_stands_inline(name):
    text = re.sub(r"{#.*?#}", "", source(name), flags=re.S)
    if name != "email/_frame.html":
        assert not re.search(r"<style|\sstyle=", text), "put it in crm/static/weerzien.css; the policy blocks it here"
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "put it in crm/static/app.js; the policy blocks it here"
    assert not re.search(r"\son[a-z]+=|hx-on|javascript:", text), (
        "put it in crm/static/app.js; the policy blocks it here"
    )
    assert not re.search(r"""(?:src|href|action)=["']https?://""", text), "nothing is loaded or linked from elsewhere"


@pytest.mark.parametrize("name", FILES)
def test_everything_is_escaped(name):
    assert not re.search(r"\|\s*safe\b|autoescape", source(name)), (
        "escape it, or build it with Markup in crm/formats.py"
    )


class Words(HTMLParser):
    """The words that a reader of the page would see or hear, except what comes out of an expression."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside.append(tag)
        if tag != "meta":
            self.note(*(value or "" for key, value in attrs if key in READ_ALOUD))

    def handle_endtag(self, tag: str) -> None:
        self.inside.append("")

    def handle_data(self, data: str) -> None:
        if self.inside[-1:] != ["code"]:
            self.note(data)

    def note(self, *texts: str) -> None:
        for text in texts:
            words = re.findall(r"[^\W\d_]+", re.sub(rf"\S*{OUT}\S*", " ", text))
            self.found += [word for word in words if word.lower() not in OURS]


@pytest.mark.parametrize("name", [name for name in FILES if not name.startswith("notices/")])
def test_every_word_goes_through_gettext(name):
    text = re.sub(r"{#.*?#}|{%.*?%}", " ", source(name), flags=re.S)
    words = Words()
    words.feed(re.sub(r"{{.*?}}", OUT, text, flags=re.S))
    words.close()

    assert not words.found, 'write {{ _("…") }}, so that it can be read in Dutch and in English'
