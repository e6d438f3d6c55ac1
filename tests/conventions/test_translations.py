"""Every word of the interface is there in Dutch, against a fresh reading of the code; `make check` asks the same."""

import ast
import contextlib
import re

from tools import translations


def test_every_sentence_is_translated_and_no_translation_is_left_over(tmp_path):
    template = tmp_path / "messages.pot"
    with contextlib.chdir(translations.ROOT):
        translations.extract(template)

    assert translations.CATALOGUES, "crm/translations holds no catalogue"
    for path in translations.CATALOGUES:
        problems = list(translations.problems(template, path))
        assert not problems, f"run `make messages`, then translate what is empty in {path}"


SPOKEN = {
    "flash",
    "flash_undo",
    "ValidationError",
    "StopValidation",
    "DataRequired",
    "InputRequired",
    "Length",
    "Email",
}
"""Besides the fields of forms: what is called with words that somebody reads."""
READ = ("label", "description", "message")


def words_as_they_are(tree: ast.AST) -> list[str]:
    """Sentences handed over without gettext."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    found = []
    for call in calls:
        name = ast.unparse(call.func).rpartition(".")[2]
        if name in SPOKEN or name.endswith("Field"):
            spoken = [*call.args[:1], *(keyword.value for keyword in call.keywords if keyword.arg in READ)]
            found += [
                ast.unparse(words)
                for words in spoken
                if isinstance(words, ast.JoinedStr)
                or (isinstance(words, ast.Constant) and isinstance(words.value, str))
                if re.search("[A-Za-z]", ast.unparse(words))
            ]
    return found


def test_the_code_says_nothing_to_people_but_through_gettext():
    found = {
        path.relative_to(translations.ROOT).as_posix(): words
        for path in (translations.ROOT / "crm").rglob("*.py")
        if "demo" not in path.parts and (words := words_as_they_are(ast.parse(path.read_text("utf-8"))))
    }

    assert found == {}, 'write _("…"), so that it can be read in Dutch and in English'


def test_a_sentence_without_gettext_would_be_noticed():
    tree = ast.parse("""flash("Saved."); StringField("Name"); StringField(_l("Name"), description=f"Of {whom}")""")

    assert len(words_as_they_are(tree)) == 3
