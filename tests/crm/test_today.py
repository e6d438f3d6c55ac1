"""The first screen: the one next step, what else waits, and how the pool stands."""

from datetime import timedelta

import sqlalchemy as sa

from crm.extensions import db
from models import Alert, AlertKind, Band, Invitation, Language, Purpose, Reply, Stage, VacancyState
from tests.crm.test_vacancies import make_match, make_run, queries
from tests.factories import EVERYTHING, NOW, make_application, make_candidate, make_user, make_vacancy


def waiting(name, days, **values):
    person = make_candidate(first_name=name, last_name="Amrani", procedure_closed_at=None)
    return make_application(person, last_told_at=NOW - timedelta(days=days), **values)


def alert(user, vacancy, kind=AlertKind.MATCHES, **values):
    row = Alert(user_id=user.id, vacancy_id=vacancy.id, kind=kind, created_at=NOW, **values)
    db.session.add(row)
    db.session.commit()
    return row


def reply(user, vacancy, name="Joost", answer=Reply.INTERESTED, note="Graag!"):
    person = make_candidate(first_name=name, last_name="Hendriks", allows=EVERYTHING)
    invitation = Invitation(
        vacancy=vacancy,
        candidate=person,
        invited_by=user,
        sentence="",
        created_at=NOW,
        reply=answer,
        note=note,
        replied_at=NOW,
    )
    db.session.add(invitation)
    db.session.flush()
    return alert(user, vacancy, AlertKind.REPLY, invitation_id=invitation.id)


def first(page):
    return page.all("//*[@id='first']")[0].text.strip()


def test_an_empty_installation_says_how_to_begin(browser, recruiter):
    page = browser.get("/today")

    assert "Whom did you turn down this year?" in page.text
    assert "weerzien import FILE --documents DIR" in page.text
    assert page.link("How to choose a file") == "/imports"


def test_the_front_door_leads_to_today(browser, recruiter):
    make_candidate()

    assert browser.get("/").path == "/today"


def test_whoever_has_waited_too_long_comes_before_everything(browser, recruiter):
    application = waiting("Youssef", 16, stage=Stage.INTERVIEWED)
    waiting("Ilse", 15)
    vacancy = make_vacancy(title="Chauffeur")
    make_match(vacancy)
    alert(recruiter, vacancy)

    page = browser.get("/today")

    assert first(page) == "Youssef has waited 16 days for an answer"
    assert page.link("Answer Youssef") == f"/applications/{application.id}/rejection"
    assert "Ilse Amrani" in page.text
    assert "15 days" in page.text


def test_strong_matches_come_before_a_reply_and_a_short_wait(browser, recruiter):
    waiting("Bram", 4)
    vacancy = make_vacancy(title="Chauffeur")
    make_match(vacancy, make_candidate(first_name="Marieke", allows=EVERYTHING))
    make_match(vacancy, make_candidate(first_name="Tomasz", allows=EVERYTHING), score=0.4)
    make_match(vacancy, band=Band.GOOD)
    alert(recruiter, vacancy)
    reply(recruiter, vacancy)

    page = browser.get("/today")

    assert first(page) == "2 people fit Chauffeur strongly"
    assert "Marieke de Groot, Tomasz de Groot and 1 other." in page.text
    assert "Joost Hendriks is interested" in page.text
    assert "Bram Amrani" in page.text


def test_a_reply_comes_before_a_short_wait(browser, recruiter):
    waiting("Bram", 4)
    reply(recruiter, make_vacancy())

    assert first(browser.get("/today")) == "Joost Hendriks is interested"


def test_when_nothing_waits_the_page_says_so_and_asks_nothing(browser, recruiter):
    make_candidate()

    page = browser.get("/today")

    assert first(page) == "Nobody is waiting for you"
    assert not page.all("//main//*[contains(@class, 'btn-primary')]")


def test_news_that_was_put_aside_is_gone_and_only_ones_own_can_be(browser, recruiter):
    vacancy = make_vacancy(title="Astronaut")
    make_run(vacancy)
    make_candidate()
    mine, other = alert(recruiter, vacancy, AlertKind.NOBODY_FITS), alert(make_user(), vacancy)
    page = browser.get("/today")
    assert "Nobody in the pool fits well enough." in page.text

    page = page.submit("Put aside: Astronaut")

    assert "Astronaut" not in page.text
    db.session.refresh(mine)
    assert mine.seen_at == NOW
    token = page.all("//input[@name='csrf_token']")[0].get("value")
    browser.post(f"/today/alerts/{other.id}/dismissal", {"csrf_token": token}, status=(404,))


def test_news_about_a_closed_vacancy_or_a_person_who_left_is_not_shown(browser, recruiter):
    vacancy = make_vacancy(title="Dicht", state=VacancyState.CLOSED)
    alert(recruiter, vacancy)
    answer = reply(recruiter, make_vacancy())
    answer.invitation.candidate.keep_until = NOW
    db.session.commit()

    page = browser.get("/today")

    assert "Dicht" not in page.text
    assert "Joost" not in page.text
    assert first(page) == "Nobody is waiting for you"


def test_people_who_may_no_longer_be_compared_are_not_named(browser, recruiter):
    vacancy = make_vacancy(title="Chauffeur")
    make_match(vacancy, make_candidate(first_name="Xandra", allows={Purpose.KEEP_PROFILE}))
    alert(recruiter, vacancy)

    page = browser.get("/today")

    assert "Xandra" not in page.text
    assert "Chauffeur" in page.text


def test_the_pool_is_counted(browser, recruiter):
    make_candidate(allows=EVERYTHING)
    ending = make_candidate(allows=EVERYTHING)
    for permission in ending.permissions:
        permission.expires_at = NOW + timedelta(days=12)
    make_candidate(allows=None)
    make_candidate().quarantine(NOW)
    db.session.commit()

    page = browser.get("/today")

    figures = [(stat[0].text_content(), stat[1].text) for stat in page.all("//*[@class='wz-stat']")]
    assert figures == [("Permission holds", "2"), ("Ends within 30 days", "1"), ("Imported without proof", "1")]


def test_the_number_in_the_menu_counts_what_there_is_to_do(browser, recruiter):
    waiting("Youssef", 16)
    waiting("Ilse", 2)
    alert(recruiter, make_vacancy())

    for path in ("/today", "/vacancies"):
        assert browser.get(path).all("//nav//a[@href='/today']//*[@class='count']")[0].text == "3"


def test_everybody_who_waits_stands_on_pages_of_twenty_five(browser, recruiter):
    for number in range(27):
        waiting(f"N{number}", number)

    page = browser.get("/today").click("Everybody who waits")

    rows = page.all("//ul[@class='wz-todo']/li")
    assert len(rows) == 25
    assert "N26 Amrani" in rows[0].text_content()
    assert len(page.click("Next").all("//ul[@class='wz-todo']/li")) == 2


def test_today_asks_as_many_queries_for_one_as_for_many(browser, recruiter):
    vacancy = make_vacancy()
    make_match(vacancy)
    alert(recruiter, vacancy)
    waiting("Youssef", 16)
    reply(recruiter, vacancy)
    before = queries(browser, "/today")
    for number in range(6):
        each = make_vacancy(title=f"V{number}")
        make_match(each)
        make_match(each)
        alert(recruiter, each)
        waiting(f"N{number}", number)
        reply(recruiter, each, name=f"R{number}")

    assert queries(browser, "/today") == before


def test_a_role_that_decides_nothing_sees_no_names(browser, organisation):
    waiting("Youssef", 16)
    browser.is_signed_in(make_user(roles=["admin"]))

    page = browser.get("/today")

    assert "Youssef" not in page.text
    assert "Nothing waits here for your role." in page.text
    browser.get("/today/waiting", status=403)


def test_today_speaks_the_language_of_the_reader(browser, organisation):
    make_candidate()
    browser.is_signed_in(make_user(language=Language.DUTCH))

    assert browser.get("/today").all("//html")[0].get("lang") == "nl"
    assert db.session.scalar(sa.select(sa.func.count(Alert.id))) == 0
