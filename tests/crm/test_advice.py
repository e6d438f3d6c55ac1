"""Advice that comes back: one question on its day, and what follows from the answer."""

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.extensions import db
from crm.links import issue_for_candidate
from crm.privacy.exporting import export
from crm.retention import services as retention
from crm.surveys import advice
from crm.vacancies import signals
from crm.vacancies.vectors import profile_of
from models import (
    Document,
    DocumentKind,
    Finding,
    Followed,
    LinkKind,
    Message,
    Outcome,
    Purpose,
    Signal,
    Verdict,
)
from tests.crm.test_vacancies import make_match
from tests.factories import EVERYTHING, NOW, make_application, make_candidate, make_vacancy
from tests.pages import Browser
from tests.sample_rights import inside, open_door

pytestmark = pytest.mark.usefixtures("organisation", "clock")

DAY = timedelta(days=1)


def advised(candidate=None, *, days=0, requirement="SQL"):
    person = candidate or make_candidate(first_name="Marieke", allows={*EVERYTHING, Purpose.SURVEY}, cv="Planner")
    application = make_application(
        person, make_vacancy(requirement), outcome=Outcome.REJECTED, decided_at=NOW - 90 * DAY, feedback="Warm."
    )
    verdict = Verdict(
        application=application,
        requirement=application.vacancy.requirements[0],
        finding=Finding.NOT_YET,
        advice="Volg een cursus.",
        check_back_on=NOW.date() + days * DAY,
    )
    db.session.add(verdict)
    db.session.commit()
    return verdict


def ask():
    for _queued in advice.queue_due(now=NOW):
        db.session.commit()
    return db.session.scalars(sa.select(Message).where(Message.name == "check_back")).all()


def page_of(browser, verdict):
    secret = issue_for_candidate(LinkKind.PERSONAL, verdict.application.candidate, now=NOW)
    db.session.commit()
    return browser.get(f"/p/{secret}?language=en")


def test_on_the_day_one_mail_asks_about_everything_that_was_advised():
    first = advised()
    advised(first.application.candidate, requirement="Python")

    (message,) = ask()

    assert "SQL" in message.text
    assert "Python" in message.text
    assert ask() == [message]


def test_nobody_is_mailed_before_the_day_or_without_that_permission_or_twice():
    advised(days=1)
    advised(make_candidate(allows=EVERYTHING))

    assert ask() == []


def test_whoever_allows_no_mail_finds_the_question_on_their_page(browser):
    verdict = advised(make_candidate(first_name="Marieke"))

    page = page_of(browser, verdict).click("One question about what we advised")
    page.submit("Send my answer", said="done", words="Certificaat SQL, mei 2026")

    assert (verdict.followed, verdict.followed_words) == (Followed.DONE, "Certificaat SQL, mei 2026")
    assert verdict.followed_at == NOW
    assert "One question about what we advised" not in page_of(browser, verdict).text


def test_an_answer_says_which_of_the_three(browser):
    page = page_of(browser, advised()).click("One question about what we advised")

    page = page.submit("Send my answer", words="SQL")

    assert page.status == 422
    assert "Choose one of the three." in page.text


def test_nobody_answers_for_somebody_else(browser):
    verdict, other = advised(), advised(make_candidate())
    secret = issue_for_candidate(LinkKind.PERSONAL, other.application.candidate, now=NOW)
    db.session.commit()

    browser.get(f"/p/{secret}/advice/{verdict.id}", status=404)


def test_what_somebody_did_is_read_when_they_are_compared():
    verdict = advised()
    person = verdict.application.candidate
    before = person.profile_changed_at

    advice.answer(person, verdict, Followed.UNDER_WAY, "SQL bij de avondschool", now=NOW)
    assert "SQL" not in profile_of(person).text
    advice.answer(person, verdict, Followed.DONE, "certificaat van de avondschool", now=NOW)

    assert "SQL: certificaat van de avondschool" in profile_of(person).text
    assert person.profile_changed_at == NOW > before


@pytest.mark.parametrize(
    ("asked", "words"), [("SQL", "this vacancy asks it again"), ("Rijbewijs B", "this vacancy does not ask it")]
)
def test_last_times_findings_stand_beside_what_this_vacancy_asks(browser, recruiter, asked, words):
    verdict = advised()
    verdict.followed, verdict.followed_words = Followed.DONE, "certificaat mei 2026"
    vacancy = make_vacancy(asked)
    match = make_match(vacancy, verdict.application.candidate)

    page = browser.get(f"/vacancies/{vacancy.id}?match={match.id}")

    assert words in page.text
    assert "Since then: certificaat mei 2026, by their own word." in page.text


def test_the_answer_is_in_the_export_and_the_words_go_when_the_person_withdraws():
    verdict = advised()
    person = verdict.application.candidate
    advice.answer(person, verdict, Followed.DONE, "certificaat", now=NOW)
    db.session.commit()

    (row,) = export(person, now=NOW).tables["verdict"]
    assert (row["followed"], row["followed_words"]) == ("done", "certificaat")
    person.keep_until = person.purge_at = NOW
    db.session.commit()
    retention.sweep_one(person.id, now=NOW)
    assert verdict.followed_words == ""


def test_a_colleague_reads_the_answer_on_the_page_of_the_person(browser, recruiter):
    verdict = advised()
    verdict.followed = Followed.UNDER_WAY
    db.session.commit()

    page = browser.get(f"/candidates/{verdict.application.candidate.public_id}")

    assert "Since then: under way." in page.text


def add_certificate(browser, verdict, *, name="sql.txt", content=b"Certificaat Geavanceerd SQL, windowfuncties. "):
    person = verdict.application.candidate
    open_door(person)
    secret = issue_for_candidate(LinkKind.PERSONAL, person, now=NOW)
    db.session.commit()
    form = {"link": secret, "language": "nl", "verdict": str(verdict.id), "file": (io.BytesIO(content * 3), name)}
    address = f"/p/{secret}/certificate"
    return inside(browser).answer("POST", address, data=form, content_type="multipart/form-data")


def test_a_certificate_stands_beside_the_advice_and_is_read_when_they_are_compared(browser, recruiter):
    verdict = advised()
    person = verdict.application.candidate

    assert add_certificate(Browser(browser.app), verdict).status_code == 303
    db.session.expire_all()

    assert verdict.followed is Followed.DONE
    assert verdict.document.kind is DocumentKind.CERTIFICATE
    assert person.cv.text == "Planner"
    assert "windowfuncties" in profile_of(person).text
    page = browser.get(f"/candidates/{person.public_id}")
    assert "Since then: a certificate." in page.text
    page.click("Download sql.txt")
    vacancy = make_vacancy("SQL")
    match = make_match(vacancy, person)
    assert "Since then: a certificate." in browser.get(f"/vacancies/{vacancy.id}?match={match.id}").text


def test_a_file_that_is_no_certificate_is_refused_and_a_certificate_asks_for_the_code(browser):
    verdict = advised()
    answer = add_certificate(browser, verdict, name="sql.exe", content=b"MZ")
    assert answer.status_code == 422
    assert verdict.document_id is None

    secret = issue_for_candidate(LinkKind.PERSONAL, verdict.application.candidate, now=NOW)
    db.session.commit()
    assert Browser(browser.app).get(f"/p/{secret}/certificate").path.endswith("/code")


def test_nobody_adds_a_certificate_to_somebody_elses_advice(browser):
    verdict, other = advised(), advised(make_candidate())
    open_door(other.application.candidate)
    secret = issue_for_candidate(LinkKind.PERSONAL, other.application.candidate, now=NOW)
    db.session.commit()
    form = {"link": secret, "language": "nl", "verdict": str(verdict.id), "file": (io.BytesIO(b"SQL " * 9), "sql.txt")}
    answer = inside(browser).answer("POST", f"/p/{secret}/certificate", data=form, content_type="multipart/form-data")

    assert answer.status_code == 404
    assert verdict.document_id is None


def test_a_certificate_is_taken_along_and_goes_with_the_pool_copy(browser):
    verdict = advised()
    person = verdict.application.candidate
    add_certificate(browser, verdict)
    db.session.expire_all()

    (row,) = [each for each in export(person, now=NOW).tables["document"] if each["kind"] == "certificate"]
    assert row["filename"] == "sql.txt"
    person.keep_until = person.purge_at = NOW
    db.session.commit()
    retention.sweep_one(person.id, now=NOW)
    db.session.expire_all()
    assert verdict.document_id is None
    assert not db.session.scalars(sa.select(Document)).all()


def test_advice_that_was_followed_holds_nobody_back(browser):
    verdict = advised()
    side = signals.Side.of(make_vacancy("SQL"))
    amounts = dict.fromkeys(Signal, 0.1)

    def findings():
        found = signals.reasons(side, verdict.application.candidate, amounts, NOW)
        return [each["amount"] for each in found if each["text"] == Signal.FINDINGS.value]

    assert findings() == [-0.1]
    verdict.followed = Followed.DONE
    assert findings() == []
