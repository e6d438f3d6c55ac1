"""Every word of the interface is there in Dutch, against a fresh reading of the code; `make check` asks the same."""

import contextlib

from tools import translations


def test_every_sentence_is_translated_and_no_translation_is_left_over(tmp_path):
    template = tmp_path / "messages.pot"
    with contextlib.chdir(translations.ROOT):
        translations.extract(template)

    assert translations.CATALOGUES, "crm/translations holds no catalogue"
    for path in translations.CATALOGUES:
        problems = list(translations.problems(template, path))
        assert not problems, f"run `make messages`, then translate what is empty in {path}"
