"""What the privacy page says is kept by tests: every sentence names the ones that would fail if it were not true."""

import ast
import re
from pathlib import Path

import pytest

from models import Invitation
from tests.pages import Browser

TESTS = Path(__file__).parents[1]
CRM = TESTS.parent / "crm"


def promises(page):
    return {
        " ".join(each.text_content().split()): each.get("data-tests").split() for each in page.all("//*[@data-tests]")
    }


def named(path: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse((TESTS / path).read_text("utf-8"))
    return {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef)}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_sentence_of_the_privacy_page_names_the_tests_that_prove_it(app, organisation, language):
    page = Browser(app).get(f"/privacy?language={language}")
    found = promises(page)
    assert len(found) >= 25

    for row in page.all("//main/section[not(@id='proofs')]//li"):
        assert row.xpath("./*[@data-tests]"), f"say which test proves this, with say(…): {row.text_content().strip()!r}"
    assert not page.all("//main/section[not(@id='proofs')]/p[not(a)]"), "what we promise is a row of the list"
    for sentence, tests in found.items():
        assert len(re.findall(r"[.!?](?:\s|$)", sentence)) == 1, f"one promise, one sentence: {sentence}"
        assert tests, f"name a test for: {sentence}"
    listed = [[code.text for code in row.xpath("./code")] for row in page.all("//ol[@class='wz-proofs']/li")]
    assert listed == list(found.values()), "the list below shows the same tests in the same order"


def test_every_test_that_the_page_names_exists_and_is_run_every_time(app, organisation):
    for sentence, tests in promises(Browser(app).get("/privacy")).items():
        for test in tests:
            path, _colons, name = test.partition("::")
            assert name in named(path), f"{test} is no test; it stands beside: {sentence}"
            marks = ast.unparse(ast.Tuple(elts=named(path)[name].decorator_list))
            assert not re.search(r"soak|skip|xfail", marks), f"{test} is not always run"


def test_only_a_person_invites_or_rejects():
    """No job or command does it: a page does, by whoever is signed in, or what draws it or acts for several."""
    acts = {"invite": "crm/invitations/services.py", "reject": "crm/applications/rejecting.py"}
    for path in CRM.rglob("*.py"):
        where = str(path.relative_to(CRM.parent))
        if path.name in ("routes.py", "composer.py", "several.py") or where.startswith("crm/demo/"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = ast.unparse(node.func).split(".")[-1] if isinstance(node, ast.Call) else None
            model_s_own = where == acts["reject"] and called == "reject"
            assert called not in acts or model_s_own, f"{where} calls {called}; only a person's own page may"
    assert not Invitation.__table__.c.invited_by_id.nullable
