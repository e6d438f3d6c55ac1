"""Alerts to the team: who hears of whom, when, once; and never of somebody who may not be compared any more."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from crm.consent.services import withdraw
from crm.extensions import db
from crm.mail.delivery import deliver_due
from crm.vacancies import digests, recruiting
from crm.vacancies.frequency import due_at
from crm.vacancies.jobs import alerts as alerts_sweep
from crm.vacancies.matching import match_due, match_vacancy
from models import (
    Alert,
    AlertFrequency,
    Candidate,
    MatchDecision,
    Mention,
    Message,
    MessageState,
    Purpose,
    VacancyState,
    Wishes,
)
from tests.crm.test_matching_job import CAPTURE, DRIVER, baker, driver, driver_vacancy, matches
from tests.factories import EVERYTHING, NOW, give, make_candidate, make_user

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TOMORROW_AT_EIGHT = datetime(2026, 11, 24, 8, tzinfo=AMSTERDAM)
MONDAY_AT_EIGHT = datetime(2026, 11, 30, 8, tzinfo=AMSTERDAM)


@pytest.fixture(autouse=True)
def _here(organisation, clock):
    """Every test has an organisation, and time stands still."""


def recruiter(**values):
    return make_user(**{"roles": ["recruiter"], **values})


def mails(user=None):
    db.session.rollback()
    query = sa.select(Message).where(Message.name.in_(["alert", "digest"])).order_by(Message.id)
    return [each for each in db.session.scalars(query) if user is None or each.user_id == user.id]


def leave(candidate):
    withdraw(db.session.get_one(Candidate, candidate.id), list(Purpose), capture=CAPTURE, now=NOW)
    db.session.commit()


@pytest.mark.parametrize(
    ("frequency", "found", "due"),
    [
        (AlertFrequency.AT_ONCE, "2026-11-23 10:00", "2026-11-23 10:00"),
        (AlertFrequency.DAILY, "2026-11-23 07:59", "2026-11-23 08:00"),
        (AlertFrequency.DAILY, "2026-11-23 08:00", "2026-11-24 08:00"),
        (AlertFrequency.DAILY, "2026-11-27 10:00", "2026-11-30 08:00"),
        (AlertFrequency.DAILY, "2026-11-28 07:00", "2026-11-30 08:00"),
        (AlertFrequency.DAILY, "2026-10-23 22:00", "2026-10-26 08:00"),  # summer time ends on the Sunday between
        (AlertFrequency.WEEKLY, "2026-11-23 07:00", "2026-11-23 08:00"),
        (AlertFrequency.WEEKLY, "2026-11-23 09:00", "2026-11-30 08:00"),
        (AlertFrequency.WEEKLY, "2026-11-29 23:59", "2026-11-30 08:00"),
    ],
)
def test_a_digest_comes_on_the_morning_of_a_working_day_on_the_organisations_clock(frequency, found, due):
    found_at = datetime.fromisoformat(found).replace(tzinfo=AMSTERDAM)

    assert due_at(frequency, found_at, "Europe/Amsterdam") == datetime.fromisoformat(due).replace(tzinfo=AMSTERDAM)


def test_a_daily_digest_waits_for_the_morning_and_groups_vacancies(clock):
    user = recruiter(alert_frequency=AlertFrequency.DAILY)
    driver(first_name="Marieke", last_name="de Groot")
    baker()
    for title, text in (("Vrachtwagenchauffeur CE", DRIVER), ("Bakker", "Brood en banket bakken in onze bakkerij.")):
        driver_vacancy(title=title, description=text)
    match_due(now=NOW)
    alerts_sweep()
    assert mails() == []
    assert len(db.session.scalars(sa.select(Alert)).all()) == 2, "Today shows it at once"

    clock.move_to(TOMORROW_AT_EIGHT)
    alerts_sweep()
    alerts_sweep()

    (mail,) = mails(user)
    assert mail.name == "digest"
    assert mail.subject == "New for 2 vacancies: 2 people", "whoever fits both is one person"
    assert mail.text.count("Marieke G.") == 2
    assert mail.text.index("Bakker") < mail.text.index("Vrachtwagenchauffeur")
    assert "Marieke G." in mail.text
    assert "Groot" not in mail.text + mail.html
    assert "distributie" not in mail.text, "no text of a CV"
    assert mail.text.count("See them and invite: http://localhost/vacancies/") == 2


def test_a_weekly_digest_comes_on_monday(clock):
    recruiter(alert_frequency=AlertFrequency.WEEKLY)
    driver()
    driver_vacancy()
    match_due(now=NOW)

    clock.move_to(TOMORROW_AT_EIGHT)
    alerts_sweep()
    assert mails() == []
    clock.move_to(MONDAY_AT_EIGHT)
    alerts_sweep()

    assert [mail.subject for mail in mails()] == ["1 person fits Vrachtwagenchauffeur CE"]


def test_whoever_wants_it_only_in_the_app_gets_no_mail_now_or_later(clock):
    user = recruiter(alert_frequency=AlertFrequency.NEVER)
    driver()
    driver_vacancy()
    match_due(now=NOW)

    user.alert_frequency = AlertFrequency.DAILY
    db.session.commit()
    clock.move_to(MONDAY_AT_EIGHT)
    alerts_sweep()

    assert mails() == []
    assert db.session.scalars(sa.select(Alert)).one().user_id == user.id


def test_a_choice_for_one_vacancy_wins_over_the_profile_and_is_ones_own():
    daily, other = recruiter(alert_frequency=AlertFrequency.DAILY), recruiter()
    driver()
    vacancy = driver_vacancy()
    recruiting.choose(vacancy, daily, AlertFrequency.AT_ONCE)
    recruiting.choose(vacancy, other, AlertFrequency.NEVER)
    db.session.commit()

    match_due(now=NOW)

    assert [mail.user_id for mail in mails()] == [daily.id]


def test_what_waits_follows_a_choice_that_is_changed_meanwhile(clock):
    user = recruiter(alert_frequency=AlertFrequency.WEEKLY)
    driver()
    vacancy = driver_vacancy()
    match_due(now=NOW)

    recruiting.choose(vacancy, user, AlertFrequency.AT_ONCE)
    db.session.commit()
    clock.shift(60)
    alerts_sweep()

    assert [mail.name for mail in mails()] == ["alert"]


def test_somebody_who_withdraws_before_the_digest_is_not_named_in_it(clock):
    recruiter(alert_frequency=AlertFrequency.DAILY)
    gone, _stays = driver(first_name="Xandra"), driver(first_name="Marieke")
    driver_vacancy()
    match_due(now=NOW)

    leave(gone)
    clock.move_to(TOMORROW_AT_EIGHT)
    alerts_sweep()

    (mail,) = mails()
    assert "Xandra" not in mail.text + mail.html + mail.subject
    assert "Marieke" in mail.text
    assert mail.subject == "1 person fits Vrachtwagenchauffeur CE"


def test_a_digest_about_nobody_is_not_sent(clock):
    recruiter(alert_frequency=AlertFrequency.DAILY)
    gone = driver()
    driver_vacancy()
    match_due(now=NOW)

    leave(gone)
    clock.move_to(TOMORROW_AT_EIGHT)
    alerts_sweep()

    assert mails() == []
    assert db.session.scalars(sa.select(Mention)).all() == []


def test_a_mail_that_waits_when_somebody_in_it_withdraws_is_made_again_without_them(clock, mail_folder):
    recruiter()
    gone, _stays = driver(first_name="Xandra"), driver(first_name="Marieke")
    driver_vacancy()
    match_due(now=NOW)
    assert "Xandra" in mails()[0].text

    leave(gone)
    clock.shift(60)
    alerts_sweep()
    deliver_due()

    cancelled, sent = mails()
    assert (cancelled.state, cancelled.reason) == (MessageState.CANCELLED, "names_changed")
    assert sent.state is MessageState.SENT
    assert "Xandra" not in sent.text
    assert "Xandra" not in "".join(file.read_text() for file in mail_folder.glob("*.eml"))


@pytest.mark.parametrize("ends", ["a permission that ends by time", "a pause"])
def test_permission_is_asked_again_when_the_mail_is_sent(clock, ends):
    recruiter()
    gone = driver(first_name="Xandra")
    driver_vacancy()
    match_due(now=NOW)

    if ends == "a pause":
        gone.paused_until = NOW + timedelta(days=9)
    else:
        for permission in gone.permissions:
            permission.expires_at = NOW + timedelta(seconds=30)
    db.session.commit()
    clock.shift(60)
    deliver_due()
    alerts_sweep()

    (mail,) = mails()
    assert mail.state is MessageState.CANCELLED


def test_nobody_is_named_twice_for_one_vacancy_even_when_they_left_and_came_back(clock):
    recruiter()
    person = driver()
    for _ in range(8):
        baker()
    vacancy = driver_vacancy()
    match_due(now=NOW)
    clock.shift(60)
    deliver_due()
    leave(person)
    assert matches(vacancy) == []

    give(person, EVERYTHING, now=NOW + timedelta(seconds=60))
    match_due(now=NOW + timedelta(seconds=61))
    clock.shift(60)
    alerts_sweep()

    assert len(matches(vacancy)) == 1
    assert len(mails()) == 1


def test_a_colleague_who_hears_of_a_vacancy_later_is_told_of_newcomers_and_says_it_is_more():
    first = recruiter()
    driver()
    for _ in range(8):
        baker()
    vacancy = driver_vacancy(recruiters=[first])
    match_due(now=NOW)
    second = recruiter()
    vacancy.recruiters.append(second)
    db.session.commit()

    driver()
    match_due(now=NOW)

    assert [mail.subject for mail in mails(first)] == [
        "1 person fits Vrachtwagenchauffeur CE",
        "1 more person fits Vrachtwagenchauffeur CE",
    ]
    assert [mail.subject for mail in mails(second)] == ["1 person fits Vrachtwagenchauffeur CE"]


@pytest.mark.parametrize("what", ["decided", "closed", "left", "other recruiters"])
def test_news_that_is_none_any_more_is_left_out_of_a_digest(clock, what):
    user = recruiter(alert_frequency=AlertFrequency.DAILY)
    driver()
    vacancy = driver_vacancy()
    match_due(now=NOW)

    if what == "decided":
        matches(vacancy)[0].decide(MatchDecision.NOT_THIS_ONE, by=make_user(roles=["admin"]), now=NOW)
    elif what == "closed":
        vacancy.state = VacancyState.CLOSED
    elif what == "left":
        user.disabled_at = NOW
    else:
        vacancy.recruiters = [recruiter(alert_frequency=AlertFrequency.NEVER)]
    db.session.commit()
    clock.move_to(TOMORROW_AT_EIGHT)
    alerts_sweep()

    assert mails() == []


def test_a_crash_between_naming_and_saving_loses_nobody_and_doubles_nobody(clock, monkeypatch):
    recruiter(alert_frequency=AlertFrequency.DAILY)
    driver()
    driver_vacancy()
    match_due(now=NOW)
    clock.move_to(TOMORROW_AT_EIGHT)

    class Killed(BaseException):
        pass

    def die(*_args):
        raise Killed

    monkeypatch.setattr(digests, "_told", die)
    with pytest.raises(Killed):
        alerts_sweep()
    db.session.rollback()
    monkeypatch.undo()
    alerts_sweep()
    alerts_sweep()

    assert len(mails()) == 1


def test_one_readers_trouble_is_not_anothers(clock, monkeypatch):
    first, second = (recruiter(alert_frequency=AlertFrequency.DAILY) for _ in range(2))
    driver()
    driver_vacancy()
    match_due(now=NOW)
    make = digests._news

    def fail(user, *rest):
        if user.id == first.id:
            raise RuntimeError
        return make(user, *rest)

    monkeypatch.setattr(digests, "_news", fail)
    clock.move_to(TOMORROW_AT_EIGHT)
    alerts_sweep()

    assert [mail.user_id for mail in mails()] == [second.id]
    monkeypatch.undo()
    alerts_sweep()
    assert {mail.user_id for mail in mails()} == {first.id, second.id}


def test_a_mail_says_what_to_confirm_first_and_nothing_of_what_somebody_wrote():
    recruiter()
    person = driver()
    person.documents[0].created_at = datetime(2023, 5, 1, tzinfo=AMSTERDAM)
    for permission in person.permissions:
        permission.expires_at = NOW + timedelta(days=12)
    db.session.add(Wishes(candidate_id=person.id, hours="24 tot 32", regions="Zaanstreek", changed_at=NOW))
    db.session.commit()
    driver_vacancy()

    match_due(now=NOW)

    (mail,) = mails()
    line = "Confirm first: permission ends in 12 days; CV from 2023; wishes about hours, region"
    assert line in mail.text
    assert line in mail.html
    assert "Zaanstreek" not in mail.text.replace("in de Zaanstreek", "")


def test_nothing_to_confirm_says_nothing():
    recruiter()
    driver()
    driver_vacancy()

    match_due(now=NOW)

    assert "Confirm first" not in mails()[0].text


def test_the_same_stands_beside_the_match_with_the_wishes_in_full(browser):
    user = recruiter()
    person = driver()
    for permission in person.permissions:
        permission.expires_at = NOW + timedelta(days=1)
    db.session.add(
        Wishes(
            candidate_id=person.id,
            hours="24 tot 32",
            regions="Zaanstreek",
            available_on=NOW.date() + timedelta(days=99),
            changed_at=NOW,
        )
    )
    db.session.commit()
    vacancy = driver_vacancy()
    match_vacancy(vacancy.id, now=NOW)
    browser.is_signed_in(user)

    page = browser.get(f"/vacancies/{vacancy.id}")

    said = "Confirm first: permission ends in 1 day · hours a week: 24 tot 32 · region: Zaanstreek · from 2 March 2027"
    assert said in page.text


def test_a_recruiter_chooses_in_their_profile_and_for_one_vacancy(browser):
    user = recruiter()
    vacancy = driver_vacancy()
    browser.is_signed_in(user)

    browser.get("/settings/profile").submit("Save", alert_frequency="weekly")
    page = browser.get(f"/vacancies/{vacancy.id}/alerts").submit("Save", frequency="never")

    assert "This is how often you hear of this vacancy." in page.text
    db.session.refresh(user)
    assert user.alert_frequency is AlertFrequency.WEEKLY
    assert recruiting.frequencies(user, {vacancy.id}) == {vacancy.id: AlertFrequency.NEVER}
    browser.get(f"/vacancies/{vacancy.id}/alerts").submit("Save", frequency="")
    db.session.rollback()
    assert recruiting.frequencies(user, {vacancy.id}) == {vacancy.id: AlertFrequency.WEEKLY}


def test_whoever_does_not_recruit_for_a_vacancy_has_nothing_to_choose(browser):
    vacancy = driver_vacancy(recruiters=[recruiter(name="Tim Vos")])
    browser.is_signed_in(recruiter())

    page = browser.get(f"/vacancies/{vacancy.id}/alerts")

    assert "You do not recruit for this vacancy" in page.text
    assert "Tim Vos" in page.text
    assert not page.all("//select[@name='frequency']")


def test_erasing_somebody_takes_the_mails_that_named_them_along(clock):
    from crm.privacy.erasing import erase
    from models import ErasureCause

    recruiter(alert_frequency=AlertFrequency.DAILY)
    person = driver(first_name="Xandra")
    driver_vacancy()
    match_due(now=NOW)
    clock.move_to(TOMORROW_AT_EIGHT)
    alerts_sweep()
    assert "Xandra" in mails()[0].text

    erase(db.session.get_one(Candidate, person.id), ErasureCause.REQUEST, now=NOW)
    db.session.commit()

    assert mails() == []
    assert db.session.scalars(sa.select(Mention)).all() == []


def test_of_two_records_that_become_one_nobody_hears_again(clock):
    from crm.candidates.merging import merge

    user = recruiter()
    one, other = driver(), driver()
    driver_vacancy()
    match_due(now=NOW)
    make_candidate()

    merge(one, other, by=user, now=NOW)
    db.session.commit()

    assert [each.candidate_id for each in db.session.scalars(sa.select(Mention))] == [one.id]
