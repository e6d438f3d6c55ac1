"""What people agree to is shown to the officer, who can end it for everybody, with a reason."""

import pytest
import sqlalchemy as sa

from crm.consent import jobs
from crm.extensions import db
from models import Purpose, PurposeEnding, may
from tests.factories import EVERYTHING, NOW, make_candidate

pytestmark = pytest.mark.usefixtures("organisation", "clock")


def test_each_purpose_is_shown_in_both_languages_with_who_agrees(browser, recruiter):
    make_candidate(allows={Purpose.KEEP_PROFILE})

    page = browser.get("/notices")

    assert "Keep my profile" in page.text
    assert "Bewaar mijn profiel" in page.text
    assert "1 person says yes" in page.text
    assert "Nobody is asked for this any more." not in page.text


def test_words_that_changed_end_every_yes_and_the_page_says_why(browser, recruiter):
    candidate = make_candidate(allows=EVERYTHING)

    page = browser.get("/notices/keep_profile/end")
    page = page.submit("End every yes", kind="invalidated", reason="Nieuwe ontvanger.")
    jobs.permissions()

    assert "Nieuwe ontvanger." in browser.get("/notices").text
    db.session.expire_all()
    assert not any(may(candidate, purpose, NOW).allowed for purpose in Purpose)


def test_a_purpose_that_is_over_is_asked_no_more(browser, recruiter):
    browser.get("/notices/survey/end").submit("End every yes", kind="revoked", reason="We stoppen ermee.")

    page = browser.get("/notices")

    assert "Nobody is asked for this any more." in page.text
    assert not page.all("//a[@href='/notices/survey/end']")


@pytest.mark.parametrize("wrong", [{"kind": "revoked"}, {"reason": "Zomaar"}, {"kind": "given", "reason": "Zomaar"}])
def test_ending_needs_what_happened_and_why_and_keeps_what_was_typed(browser, recruiter, wrong):
    page = browser.get("/notices/survey/end").submit("End every yes", **wrong)

    assert page.status == 422

    assert wrong.get("reason", "") in page.all("//textarea")[0].text_content()
    assert not db.session.scalars(sa.select(PurposeEnding)).all()


def test_a_purpose_nobody_has_is_not_there(browser, recruiter):
    browser.get("/notices/newsletter/end", status=404)
