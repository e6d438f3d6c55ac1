"""Nobody is kept waiting in silence: who waits, a sign of life, and no vacancy that closes over people's heads."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.applications import closing
from crm.extensions import db
from crm.vacancies import services as vacancies
from models import (
    AlreadyDecided,
    AuditEvent,
    CandidateState,
    Filled,
    Language,
    Message,
    MessageClass,
    Outcome,
    Stage,
    VacancyState,
)
from models.retention import preset_for
from tests.crm.test_portal import link_of
from tests.crm.test_today import waiting
from tests.factories import NOW, make_application, make_candidate, make_user, make_vacancy


def token(page):
    return page.all("//input[@name='csrf_token']/@value")[0]


def clock_of(page, name):
    (row,) = page.all(f"//ul[@class='wz-todo']/li[contains(., '{name}')]")
    return row.xpath(".//*[@class='wz-clock']/@data-state")[0]


def test_silence_turns_amber_and_red_at_the_limits_that_the_organisation_set(browser, recruiter, organisation):
    organisation.silence_amber_days, organisation.silence_red_days = 3, 5
    for name, days in (("Calm", 2), ("Amber", 3), ("Almost", 4), ("Red", 5)):
        waiting(name, days)

    page = browser.get("/today/waiting")

    states = {name: clock_of(page, name) for name in ("Calm", "Amber", "Almost", "Red")}
    assert states == {"Calm": "calm", "Amber": "soon", "Almost": "soon", "Red": "late"}


def test_red_has_to_come_after_amber(browser, recruiter):
    page = browser.get("/settings/contact").submit("Save the limits", silence_amber_days="10", silence_red_days="10")

    assert page.status == 422
    assert "Red comes after amber: fill in more than 10 days." in page.text


def test_the_list_is_of_one_vacancy_or_of_those_that_are_mine(browser, recruiter):
    mine, of_a_colleague = make_vacancy(title="Mine"), make_vacancy(title="Theirs")
    mine.recruiters, of_a_colleague.recruiters = [recruiter], [make_user(email="eva@example.org", name="Eva")]
    everybodys = make_vacancy(title="Everybody's")
    for vacancy, name in ((mine, "Anna"), (of_a_colleague, "Bert"), (everybodys, "Cleo")):
        waiting(name, 3, vacancy=vacancy)

    def names(address):
        return [each.text_content().strip() for each in browser.get(address).all("//ul[@class='wz-todo']//a[1]/..")]

    one = " ".join(names(f"/today/waiting?vacancy={of_a_colleague.id}"))
    own = " ".join(names("/today/waiting?of=me"))
    assert "Bert" in one
    assert "Anna" not in one
    assert "Anna" in own
    assert "Cleo" in own
    assert "Bert" not in own
    page = browser.get("/today/waiting")
    theirs = page.all("//select[@id='of']/option[.='Of Eva']/@value")
    assert "Bert" in " ".join(names(f"/today/waiting?of={theirs[0]}"))
    assert "Anna" not in " ".join(names(f"/today/waiting?of={theirs[0]}"))


def test_one_click_sends_a_sign_of_life_and_the_silence_begins_anew(browser, recruiter):
    application = waiting("Youssef", 16)

    page = browser.get("/today/waiting").submit("Send a sign of life: Youssef Amrani")

    assert "Youssef gets a short mail: the application is still open." in page.text
    assert page.path == "/today/waiting"
    message = db.session.scalars(sa.select(Message)).one()
    assert (message.name, message.message_class, message.due_at) == ("status", MessageClass.PROCESS, NOW)
    assert application.vacancy.title in message.text
    db.session.refresh(application)
    assert application.last_told_at == NOW


def test_two_signs_of_life_on_one_day_are_one_mail(browser, recruiter):
    waiting("Youssef", 16)
    page = browser.get("/today/waiting")
    page.submit("Send a sign of life: Youssef Amrani")

    page = page.submit("Send a sign of life: Youssef Amrani")

    assert "Nothing was sent twice." in page.text
    assert db.session.scalar(sa.select(sa.func.count(Message.id))) == 1


def test_somebody_without_an_address_is_to_be_called(browser, recruiter):
    application = waiting("Youssef", 16)
    application.candidate.email = None
    db.session.commit()

    page = browser.get(f"/candidates/{application.candidate.public_id}")
    assert "Send a sign of life" not in page.text
    answer = browser.post(f"/applications/{application.id}/status", {"csrf_token": token(page)})

    assert "There is no e-mail address of Youssef." in answer.text
    db.session.refresh(application)
    assert application.last_told_at == NOW - timedelta(days=16)


def test_a_vacancy_does_not_close_while_somebody_waits(browser, recruiter):
    vacancy = make_vacancy("Code 95")
    waiting("Youssef", 3, vacancy=vacancy)

    page = browser.get(f"/vacancies/{vacancy.id}").click("Close the vacancy")

    assert "1 person still waits for an answer" in page.text
    assert not page.all("//button[normalize-space()='Close the vacancy']")
    with pytest.raises(vacancies.PeopleWait):
        vacancies.close(vacancy, filled=Filled.NOBODY, by=recruiter, now=NOW)
    pressed = {"csrf_token": token(browser.get("/vacancies/new")), "filled": "nobody"}
    browser.post(f"/vacancies/{vacancy.id}/closure", pressed, status=(422,))
    db.session.refresh(vacancy)
    assert vacancy.state is VacancyState.OPEN


def test_each_who_waits_is_hired_stepped_back_or_answered_and_then_it_closes(browser, recruiter):
    vacancy = make_vacancy("Code 95")
    hired, gone = (waiting(name, 3, vacancy=vacancy) for name in ("Ilse", "Bram"))

    page = browser.get(f"/vacancies/{vacancy.id}/closure").submit("Hired: Ilse Amrani")
    page = page.submit("Stepped back: Bram Amrani")
    assert "Hired: Ilse Amrani." in page.text
    page.submit("Close the vacancy")

    db.session.expire_all()
    assert (hired.outcome, gone.outcome) == (Outcome.HIRED, Outcome.WITHDREW)
    assert hired.candidate.state(NOW, preset_for("NL")) is CandidateState.HIRED
    assert (vacancy.state, vacancy.filled) == (VacancyState.CLOSED, Filled.APPLICANT)
    assert db.session.scalar(sa.select(sa.func.count(Message.id))) == 0


def test_who_was_hired_has_to_be_said(browser, recruiter):
    vacancy = make_vacancy()

    page = browser.get(f"/vacancies/{vacancy.id}/closure").submit("Close the vacancy")

    assert page.status == 422
    assert "Say how it ended" in page.text


def test_a_mistake_is_taken_back(browser, recruiter):
    application = waiting("Ilse", 3)
    page = browser.get(f"/candidates/{application.candidate.public_id}").submit("Hired")

    page = page.submit("Undo")

    assert "Taken back." in page.text
    db.session.expire_all()
    assert (application.outcome, application.candidate.hired_at) == (Outcome.OPEN, None)
    assert application.candidate.state(NOW, preset_for("NL")) is CandidateState.ACTIVE
    actions = db.session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions[-2:] == ["hired", "reopened"]


def test_nothing_is_taken_back_that_was_said_in_a_letter(organisation):
    application = make_application(outcome=Outcome.REJECTED, decided_at=NOW)

    with pytest.raises(AlreadyDecided):
        closing.reopen(application, by=make_user(), now=NOW)


def test_on_their_page_somebody_sees_where_their_application_stands(browser):
    application = make_application(stage=Stage.INTERVIEWED, last_told_at=NOW - timedelta(days=2))
    application.candidate.language = Language.ENGLISH
    db.session.commit()

    page = browser.get(link_of(application.candidate))
    assert "Not decided yet. You last heard from us on 21 November 2026." in page.text
    page = page.click(application.vacancy.title)

    assert "We have talked with you" in page.text


def test_whoever_withdraws_on_their_page_waits_no_more_and_is_never_sent_a_rejection(browser, recruiter):
    application = make_application()
    page = browser.get(link_of(application.candidate) + f"/applications/{application.id}?language=en")

    page = page.submit("I withdraw this application")

    assert "Your application for Vrachtwagenchauffeur CE is withdrawn." in page.text
    db.session.expire_all()
    assert application.outcome is Outcome.WITHDREW
    assert "has an answer" in browser.get(f"/applications/{application.id}/rejection").text
    assert "Nobody waits for an answer" in browser.get("/today/waiting").text


def test_nobody_withdraws_somebody_elses_application(browser):
    application, stranger = make_application(), make_candidate()

    browser.get(link_of(stranger) + f"/applications/{application.id}", status=404)
