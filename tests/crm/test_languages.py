"""Whoever opens a page can read it in Dutch or English, with or without an account."""

import pytest


@pytest.mark.parametrize("address", ["/my-data", "/my-data/sent", "/privacy"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_language_links_of_a_public_page_work(browser, address, language):
    page = browser.get(f"{address}?language={language}")

    assert page.tree.get("lang") == language


def test_the_answer_to_a_form_speaks_the_language_of_the_form(browser):
    page = browser.get("/my-data?language=en").submit("Mail me my link", email="somebody@example.org")

    assert page.tree.get("lang") == "en"


def test_a_language_we_do_not_speak_changes_nothing(browser):
    assert browser.get("/privacy?language=xx").tree.get("lang") == "nl"
