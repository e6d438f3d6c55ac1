"""Many are answered at once, and still each letter is about one person."""

import pytest
import sqlalchemy as sa

from crm.extensions import db
from models import Message, Outcome
from tests.factories import make_application, make_candidate, make_vacancy

pytestmark = pytest.mark.usefixtures("organisation", "clock")

OWN = {
    "Marieke": "Je rustige uitleg over de planning van de vroege ritten bleef ons bij.",
    "Youssef": "Je loste in de proefrit een lekke luchtslang zelf op, en dat zagen we nog niet vaak.",
}


def waiting(vacancy, name, sentence=None, finding="strong"):
    """Somebody who waits, with an answer that was begun when there is a sentence."""
    application = make_application(make_candidate(first_name=name, procedure_closed_at=None), vacancy)
    if sentence is not None:
        rows = [{"requirement_id": str(each.id), "finding": finding, "note": ""} for each in vacancy.requirements]
        application.draft = {"findings": rows, "sentence": sentence, "letter": ""}
        db.session.commit()
    return application


@pytest.fixture
def vacancy():
    return make_vacancy("Rijbewijs CE", "Code 95")


def test_each_gets_a_letter_from_what_was_found_of_this_person(vacancy, browser, recruiter):
    applications = [waiting(vacancy, name, sentence) for name, sentence in OWN.items()]

    browser.get(f"/applications/rejections/{vacancy.id}").submit(
        "Send what is ticked", application=[str(each.id) for each in applications]
    )

    texts = db.session.scalars(sa.select(Message.text).order_by(Message.id)).all()
    assert [sentence in text for sentence, text in zip(OWN.values(), texts, strict=True)] == [True, True]
    assert {each.outcome for each in applications} == {Outcome.REJECTED}


@pytest.mark.parametrize(
    ("sentence", "finding", "why"),
    [
        ("We houden je in gedachten.", "strong", "promise without a date"),
        (OWN["Marieke"], "strong", "the same letter"),
        ("", "strong", "not whole yet"),
        (OWN["Youssef"], "not_yet", "not whole yet"),
    ],
)
def test_what_does_not_pass_stays_with_its_reason_while_the_rest_leaves(
    vacancy, browser, recruiter, sentence, finding, why
):
    passes, held = waiting(vacancy, "Marieke", OWN["Marieke"]), waiting(vacancy, "Youssef", sentence, finding)

    page = browser.get(f"/applications/rejections/{vacancy.id}")
    assert why in page.text
    browser.post(
        f"/applications/rejections/{vacancy.id}",
        {
            "application": [str(passes.id), str(held.id)],
            "csrf_token": page.all("//input[@name='csrf_token']/@value")[0],
        },
    )

    db.session.expire_all()
    assert (passes.outcome, held.outcome) == (Outcome.REJECTED, Outcome.OPEN)
    assert held.draft["sentence"] == sentence
    assert len(db.session.scalars(sa.select(Message)).all()) == 1


def test_whoever_has_no_answer_begun_is_listed_with_the_way_to_begin(vacancy, browser, recruiter):
    application = waiting(vacancy, "Fatima")

    page = browser.get(f"/applications/rejections/{vacancy.id}")

    assert "Not begun yet" in page.text
    assert page.all(f"//a[starts-with(@href, '/applications/{application.id}/rejection')]")


def test_when_nobody_waits_the_page_says_so(vacancy, browser, recruiter):
    assert "Nobody waits for an answer" in browser.get(f"/applications/rejections/{vacancy.id}").text
