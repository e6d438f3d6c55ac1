"""What a privacy officer sees and decides about keeping."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from crm.extensions import db
from crm.privacy.holds import hold_on
from crm.retention import leaving, period
from models import AuditEvent, Erasure, ErasureCause, LegalHold, Purpose, Vacancy, may
from models.candidate import FAR_FUTURE
from tests.factories import EVERYTHING, NOW, give, make_application, make_candidate, make_user

pytestmark = pytest.mark.usefixtures("organisation", "clock")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAY = timedelta(days=1)
OVER_90_DAYS = NOW + timedelta(days=91)


def figure(page, words):
    """The number beside these words."""
    stat = page.all(f"//div[@class='wz-stat'][contains(., '{words}')]/b")
    return int(stat[0].text_content().replace(".", "").replace(",", ""))


def test_pool_health_is_one_screen(browser, recruiter):
    make_candidate(allows=EVERYTHING)
    make_candidate(allows={Purpose.KEEP_PROFILE, Purpose.MATCH_VACANCIES})
    give(make_candidate(procedure_closed_at=NOW - timedelta(days=340)), {Purpose.KEEP_PROFILE}, now=NOW - 335 * DAY)
    quarantined = make_candidate()
    quarantined.quarantine(NOW)
    db.session.commit()

    page = browser.get("/retention")

    assert figure(page, "May be kept") == 3
    assert figure(page, "May be compared") == 2
    assert figure(page, "May be mailed") == 1
    assert figure(page, "Ends within 30 days") == 1
    assert figure(page, "In quarantine") == 1


def test_whoever_was_erased_this_month_is_counted_and_nobody_of_last_month(browser, recruiter):
    for number, erased_at in enumerate([datetime(2026, 11, 1, 0, 30, tzinfo=AMSTERDAM), NOW - timedelta(days=40)], 1):
        db.session.add(Erasure(number=number, subject=f"{number}", cause=ErasureCause.REQUEST, erased_at=erased_at))
    db.session.commit()

    assert figure(browser.get("/retention"), "Removed this month") == 1


def test_the_preview_says_how_many_leave_on_which_day(browser, recruiter):
    for _twice in range(2):
        make_candidate(first_name="Bram", procedure_closed_at=NOW - timedelta(days=10))

    page = browser.get("/retention")
    assert "On 11 December 2026 2 people leave the pool" in page.text

    assert page.click("On 11 December 2026").text.count("Bram de Groot") >= 2


def test_a_day_is_one_of_the_organisation_also_when_the_clock_jumps(organisation):
    """On 25 October 2026 Amsterdam has 25 hours, on 28 March 2027 it has 23."""
    now = datetime(2026, 10, 20, tzinfo=AMSTERDAM)
    ends = [
        datetime(2026, 10, 25, 0, 0, tzinfo=AMSTERDAM),
        datetime(2026, 10, 25, 23, 59, tzinfo=AMSTERDAM),
        datetime(2026, 10, 26, 0, 0, tzinfo=AMSTERDAM),
    ]
    for end in ends:
        candidate = make_candidate()
        candidate.keep_until = end
    db.session.commit()

    assert leaving.days_ahead(now=now, zone=AMSTERDAM) == [
        leaving.Day(date(2026, 10, 25), 2),
        leaving.Day(date(2026, 10, 26), 1),
    ]
    on_the_day = leaving.leaving_on(date(2026, 10, 25), now=now, zone=AMSTERDAM)
    assert len(db.session.scalars(on_the_day).all()) == 2


@pytest.mark.parametrize("day", ["gisteren", "2026-13-01", "2026-11-24x"])
def test_a_day_that_is_none_is_not_there(browser, recruiter, day):
    browser.get(f"/retention/days/{day}", status=404)


def test_a_hold_is_opened_reviewed_and_ended_by_name(browser, recruiter):
    candidate = make_candidate()
    page = browser.get(f"/retention/people/{candidate.public_id}")

    page.submit("Hold this file", reason="Klacht van 3 november", review_on="2026-12-20")
    page = browser.get("/retention/holds")
    assert "Klacht van 3 november" in page.text
    assert "Sanne Bakker" in page.text
    page = page.submit("Still needed", review_on="2027-01-20")
    assert db.session.scalars(sa.select(LegalHold.review_on)).one() == date(2027, 1, 20)

    page.submit("End this hold")
    db.session.expire_all()
    assert hold_on(candidate) is None


@pytest.mark.parametrize("review_on", ["2026-11-23", "2020-01-01", f"{OVER_90_DAYS:%Y-%m-%d}", ""])
def test_a_hold_without_a_day_to_look_again_is_refused_and_the_reason_stays(browser, recruiter, review_on):
    candidate = make_candidate()

    page = browser.get(f"/retention/people/{candidate.public_id}").submit(
        "Hold this file", reason="Klacht", review_on=review_on
    )

    assert page.status == 422
    assert "Klacht" in page.all("//textarea")[0].text_content()
    assert hold_on(candidate) is None


def test_the_officer_reaches_whoever_is_held_after_their_time(browser, recruiter):
    candidate = make_candidate(procedure_closed_at=NOW - timedelta(days=100))
    browser.get(f"/candidates/{candidate.public_id}", status=404)

    page = browser.get(f"/retention/people/{candidate.public_id}")

    assert not page.all(f"//a[@href='/candidates/{candidate.public_id}']")


def test_a_shorter_period_holds_at_once_and_for_those_who_say_yes_from_now_on(browser, recruiter, organisation):
    earlier = make_candidate(allows={Purpose.KEEP_PROFILE})
    until = may(earlier, Purpose.KEEP_PROFILE, NOW).until

    browser.get("/retention").submit("Save", days="180")

    db.session.expire_all()
    assert organisation.preset.pool_days == 180
    assert may(earlier, Purpose.KEEP_PROFILE, NOW).until == until


def test_a_longer_period_needs_a_reason_and_another_person(organisation):
    organisation.country = "BE"
    one, other = make_user(), make_user()

    with pytest.raises(period.NoReason):
        period.choose(organisation, 700, reason=" ", by=one, now=NOW)
    with pytest.raises(period.TooLong):
        period.choose(organisation, 731, reason="Ploegen", by=one, now=NOW)
    assert not period.choose(organisation, 700, reason="Ploegen", by=one, now=NOW)
    assert organisation.preset.pool_days == 365
    with pytest.raises(period.SamePerson):
        period.approve(organisation, by=one, now=NOW)

    period.approve(organisation, by=other, now=NOW)

    assert organisation.preset.pool_days == 700
    events = db.session.scalars(sa.select(AuditEvent.action)).all()
    assert events[-2:] == ["pool_period_asked", "pool_period_approved"]
    with pytest.raises(period.NobodyAsked):
        period.refuse(organisation, by=other, now=NOW)


def test_a_longer_period_than_the_country_allows_is_refused_in_the_browser(browser, recruiter):
    page = browser.get("/retention").submit("Save", days="700", reason="Ploegen")

    assert page.status == 422
    assert "longer than the rules" in page.text


def test_other_rules_for_one_person_never_lengthen_what_they_allowed(browser, recruiter):
    candidate = make_candidate(allows={Purpose.KEEP_PROFILE})
    until = may(candidate, Purpose.KEEP_PROFILE, NOW).until

    browser.get(f"/retention/people/{candidate.public_id}").submit("Save", country="DE")

    db.session.expire_all()
    assert candidate.retention_country == "DE"
    assert may(candidate, Purpose.KEEP_PROFILE, NOW).until == until


def test_the_country_of_a_vacancy_decides_for_whoever_applies(browser, recruiter, organisation):
    page = browser.get("/vacancies/new")
    page.submit("Open the vacancy", title="Kranführer", description="Ein Kran in Emden.", country="DE")
    vacancy = db.session.scalars(sa.select(Vacancy)).one()
    application = make_application(vacancy=vacancy)

    assert application.candidate.preset(organisation).code == "DE"


def test_somebody_whose_application_is_open_leaves_on_no_day(browser, recruiter):
    candidate = make_candidate(procedure_closed_at=None)

    assert candidate.keep_until == FAR_FUTURE
    assert "Nobody leaves in the coming 90 days" in browser.get("/retention").text
