"""What no file may do, wherever it stands: each rule is a promise of docs/architecture.md or SECURITY.md."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path for folder in ("crm", "models", "matching") for path in (ROOT / folder).rglob("*.py"))
TREES = {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in FILES}


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def files_importing(*modules: str) -> set[str]:
    return {
        name
        for name, tree in TREES.items()
        if any(found == module or found.startswith(f"{module}.") for found in imports(tree) for module in modules)
    }


def files_calling(name: str) -> set[str]:
    return {
        file
        for file, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and name in (getattr(node.func, "id", None), getattr(node.func, "attr", None))
    }


def test_only_mail_speaks_smtp():
    assert files_importing("smtplib") <= {"crm/mail/smtp.py"}, "queue it with crm.mail.queue"


def test_only_webhooks_speak_http():
    """There every address is checked; anything else that fetches would be a way into the network."""
    asking = files_importing("urllib3", "urllib.request", "http.client", "requests", "httpx", "aiohttp")

    assert asking == {"crm/webhooks/posting.py"}, "write a row for a webhook"


def test_nothing_is_pickled():
    """Reading a pickle runs what it says."""
    found = files_importing("pickle", "joblib", "cloudpickle", "dill", "shelve", "marshal")

    assert not found, "store JSON, columns, or numpy arrays with allow_pickle=False"
    for file, tree in TREES.items():
        for node in ast.walk(tree):
            loads = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "load"
            if loads and any(word.arg == "allow_pickle" for word in node.keywords):
                allowed = [word.value for word in node.keywords if word.arg == "allow_pickle"]
                assert all(isinstance(value, ast.Constant) and value.value is False for value in allowed), file


def test_no_template_is_made_from_text():
    found = files_calling("render_template_string") | files_calling("from_string") | files_importing("jinja2.sandbox")

    assert not found, "what somebody typed is never a template: replace named places"


def test_nothing_is_run_by_a_shell():
    for file, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg == "shell":
                raise AssertionError(f"{file}:{node.lineno}: name the program and its arguments in a list")
    assert not files_calling("system") | files_calling("popen"), "use subprocess.run with a list"
    assert not files_calling("eval") | files_calling("exec"), "say it in Python"


def test_the_web_never_loads_scikit_learn():
    """It costs two seconds and 116 MB: only the worker and the commands need it, inside the function that uses it."""
    at_the_top = {
        name
        for name, tree in TREES.items()
        if name.startswith("crm/")
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in imports(node)
        if module.split(".")[0] == "sklearn"
    }

    assert not at_the_top, "import it inside the function"


def test_the_clock_is_read_in_one_place():
    reading = {
        name
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today")
        if isinstance(node.value, ast.Name) and node.value.id in ("datetime", "date")
    }

    assert reading <= {"crm/clock.py"}, "take `now` as an argument; an edge asks crm.clock.utcnow()"


def test_lazy_texts_take_no_values():
    """`lazy_gettext` puts values in unescaped. A sentence with values is made when it is needed, by gettext."""
    for file, tree in TREES.items():
        for node in ast.walk(tree):
            name = getattr(getattr(node, "func", None), "id", "")
            if isinstance(node, ast.Call) and name in ("_l", "lazy_gettext", "lazy_ngettext"):
                assert len(node.args) == 1, f"{file}:{node.lineno}: use gettext where there are values"
                assert not node.keywords, f"{file}:{node.lineno}: use gettext where there are values"
