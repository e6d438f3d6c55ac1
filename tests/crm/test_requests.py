"""What people ask about their data is answered in time, by somebody, and they hear of it."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from crm.extensions import db
from crm.requests import jobs, services
from models import Candidate, Language, Message, PrivacyRequest, RequestOutcome, Role
from tests.crm.test_invitations import make_match
from tests.factories import NOW, make_candidate, make_user

pytestmark = pytest.mark.usefixtures("organisation", "clock")


def ask(candidate=None, *, now=NOW, **changes):
    request = services.ask_correction(candidate or make_candidate(), changes or {"place": "Haarlem"}, now=now)
    db.session.commit()
    return request


def test_the_list_shows_what_is_due_first(browser, recruiter):
    late, fresh = make_candidate(first_name="Late"), make_candidate(first_name="Fresh")
    ask(fresh)
    ask(late, now=NOW - timedelta(days=25))

    page = browser.get("/requests")

    assert page.text.index("Late") < page.text.index("Fresh")
    assert "6 days left" in page.text
    assert page.all("//nav[@class='wz-nav']//a[@href='/retention']/span[@class='count']")[0].text == "1"


def test_nobody_waiting_is_said_kindly(browser, recruiter):
    assert "Nobody waits for an answer" in browser.get("/requests").text
    assert "Nothing was asked yet" in browser.get("/requests?state=answered").text


def test_a_correction_is_made_with_one_button_and_the_person_hears_it(browser, recruiter):
    candidate = make_candidate(place="Zaandam")
    request = ask(candidate, place="Haarlem", language="en")

    page = browser.get(f"/requests/{request.public_id}")
    assert "Zaandam" in page.text
    page.submit("Change it and tell them")

    db.session.expire_all()
    assert (candidate.place, candidate.language) == ("Haarlem", Language.ENGLISH)
    assert request.outcome is RequestOutcome.DONE
    assert db.session.scalars(sa.select(Message.name)).all() == ["request_answered"]
    assert "Haarlem" in browser.get("/requests?state=answered").click("Correct my details").text


def test_a_refusal_needs_a_reason_and_names_where_to_complain(browser, recruiter):
    request = ask()
    page = browser.get(f"/requests/{request.public_id}")

    page = page.submit("Do not do it")
    assert page.status == 422
    db.session.expire_all()
    assert request.closed_at is None

    page.submit("Do not do it", answer="Je diploma zegt iets anders.")
    message = db.session.scalars(sa.select(Message)).one()
    assert "Je diploma zegt iets anders." in message.text
    assert "klacht" in message.text
    db.session.expire_all()
    assert request.candidate.place is None


def test_an_explanation_shows_what_the_match_rested_on_and_needs_words(browser, recruiter):
    match = make_match()
    request = services.ask_explanation(match.candidate, "Waarom niet?", match=match, now=NOW)
    db.session.commit()

    page = browser.get(f"/requests/{request.public_id}")
    assert "Waarom niet?" in page.text
    assert match.vacancy.title in page.text
    page = page.submit("Send the answer")
    assert page.status == 422

    page.submit("Send the answer", answer="We zochten code 95.")
    assert "We zochten code 95." in db.session.scalars(sa.select(Message.text)).one()


def test_two_colleagues_at_once_give_one_answer(browser, recruiter):
    request = ask()
    page = browser.get(f"/requests/{request.public_id}")
    services.refuse(request, by=recruiter, answer="Nee", now=NOW)
    db.session.commit()

    page = page.submit("Change it and tell them")

    assert "A colleague answered this meanwhile." in page.text
    assert db.session.scalar(sa.select(sa.func.count(Message.id))) == 1


def test_a_request_nobody_made_is_not_there(browser, recruiter):
    browser.get("/requests/none", status=404)


def test_every_officer_is_mailed_once_when_a_request_has_waited_21_days(organisation):
    officers = [make_user(), make_user(roles=[Role.PRIVACY_OFFICER.value])]
    make_user(roles=[Role.RECRUITER.value])
    ask(now=NOW - services.ALARM_AFTER + timedelta(seconds=1))

    assert jobs.alarm(now=NOW) == 0
    assert jobs.alarm(now=NOW + timedelta(seconds=1)) == 2
    assert jobs.alarm(now=NOW + timedelta(days=2)) == 0

    told = db.session.scalars(sa.select(Message)).all()
    assert {message.user for message in told} == set(officers)
    name = db.session.scalars(sa.select(Candidate.last_name)).one()
    assert not any(name in message.text + message.subject for message in told)


def test_an_answered_request_alarms_nobody(organisation):
    officer = make_user()
    request = ask(now=NOW - timedelta(days=25))
    services.accept(request, by=officer, answer="", now=NOW)

    assert jobs.alarm(now=NOW) == 0
    assert services.alarms(NOW) == 0
    assert db.session.scalars(sa.select(PrivacyRequest.closed_by_id)).one() == officer.id


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2027-01-31", "2027-02-28"),
        ("2028-01-31", "2028-02-29"),
        ("2026-12-05", "2027-01-05"),
        ("2027-05-31", "2027-06-30"),
    ],
)
def test_an_answer_is_due_within_a_calendar_month(organisation, received, due):
    asked = services.ask_explanation(
        make_candidate(), "Waarom?", match=None, now=datetime.fromisoformat(f"{received}T23:30Z")
    )

    assert asked.due_at == datetime.fromisoformat(f"{due}T23:30Z")
