"""What it brought: counted, grouped, told in a sentence, drawn from its table; nothing is told of fewer than five."""

import csv
import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from crm.extensions import db
from crm.reports.answers import days_to_an_answer, median, waiting_now
from crm.reports.endings import ended
from crm.reports.period import choices, period_named
from crm.reports.rejections import rejections
from crm.reports.returns import hires
from models import Finding, Outcome, VacancyState, Verdict
from models.vacancy import Filled
from tests.factories import NOW, make_application, make_candidate, make_vacancy

pytestmark = pytest.mark.usefixtures("organisation", "clock")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAY = timedelta(days=1)


@pytest.fixture
def vacancy(app):
    return make_vacancy("Rijbewijs CE")


@pytest.fixture
def year(app):
    return period_named("12-months", NOW, AMSTERDAM)


def answered(vacancy, *, after, at=NOW - DAY, outcome=Outcome.REJECTED, candidate=None):
    return make_application(
        candidate or make_candidate(),
        vacancy,
        applied_at=at - after * DAY,
        last_told_at=at,
        decided_at=at,
        outcome=outcome,
        feedback="Sterk in planning." if outcome is Outcome.REJECTED else None,
    )


def find(application):
    (requirement,) = application.vacancy.requirements
    db.session.add(Verdict(application=application, requirement=requirement, finding=Finding.STRONG, note=""))
    db.session.commit()


def cells(page, name):
    rows = page.all(f"//table[@id='table-{name}']/tbody/tr")
    return {row[0].text_content().strip(): [cell.text_content().strip() for cell in row[1:]] for row in rows}


def test_twelve_months_end_with_this_one_and_a_year_with_its_last(vacancy, year):
    vacancy.opened_at = datetime(2024, 5, 1, tzinfo=UTC)
    db.session.commit()

    assert [step.begins.month for step in year.steps] == [12, *range(1, 12)]
    assert len(period_named("2026", NOW, AMSTERDAM).steps) == 11
    assert len(period_named("2025", NOW, AMSTERDAM).steps) == 12
    assert [step.begins.year for step in period_named("all", NOW, AMSTERDAM).steps] == [2024, 2025, 2026]
    assert choices(NOW, AMSTERDAM) == ["12-months", "2026", "2025", "2024", "all"]
    assert period_named("2023", NOW, AMSTERDAM) is None
    assert period_named("1' or 1=1", NOW, AMSTERDAM) is None


def test_a_month_is_one_of_the_organisations_calendar(vacancy, year):
    just_november = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)
    answered(vacancy, after=3, at=just_november)

    found = days_to_an_answer(year, NOW)

    assert [days.total() for days in found[-2:]] == [0, 1]


def test_days_count_from_the_application_to_the_answer_and_not_for_who_withdrew(vacancy, year):
    for days in (2, 4, 5, 9, 30):
        answered(vacancy, after=days)
    answered(vacancy, after=1, outcome=Outcome.WITHDREW)
    make_application(vacancy=vacancy)

    days = days_to_an_answer(year, NOW)[-1]

    assert sorted(days.elements()) == [2, 4, 5, 9, 30]
    assert median(days) == 5


def test_a_median_of_an_even_number_lies_between_the_two_in_the_middle_and_of_four_is_not_told(vacancy, year):
    for days in (1, 2, 3, 6):
        answered(vacancy, after=days)
    assert median(days_to_an_answer(year, NOW)[-1]) is None

    for days in (8, 9):
        answered(vacancy, after=days)
    assert median(days_to_an_answer(year, NOW)[-1]) == 4.5


def test_people_who_have_left_our_lists_are_in_no_figure(vacancy, year):
    gone = answered(vacancy, after=2)
    gone.candidate.keep_until = NOW
    db.session.commit()

    assert days_to_an_answer(year, NOW)[-1].total() == 0
    assert rejections(year, NOW)[-1] == (0, 0)


def test_who_waits_is_counted_by_the_limits_of_the_settings(vacancy, organisation):
    organisation.silence_amber_days, organisation.silence_red_days = 5, 10
    for days in (1, 4, 5, 9, 10, 40):
        make_application(vacancy=vacancy, last_told_at=NOW - days * DAY)

    assert waiting_now(NOW) == (2, 2, 2)


def test_a_rejection_told_why_when_a_finding_went_with_it(vacancy, year):
    find(answered(vacancy, after=2))
    answered(vacancy, after=2)
    answered(vacancy, after=2, outcome=Outcome.HIRED)

    assert rejections(year, NOW)[-1] == (2, 1)


def test_who_came_back_was_turned_down_before_they_applied_again(vacancy, year):
    back, other = make_candidate(), make_candidate()
    answered(vacancy, after=5, at=NOW - 200 * DAY, candidate=back)
    answered(make_vacancy("ADR"), after=9, outcome=Outcome.HIRED, candidate=back)
    answered(vacancy, after=9, outcome=Outcome.HIRED, candidate=other)
    answered(make_vacancy("ADR"), after=2, candidate=other)

    assert hires(year, NOW)[-1] == (2, 1)


def test_how_vacancies_ended_is_counted_by_what_was_said_at_the_closing(year):
    for filled in (Filled.APPLICANT, Filled.APPLICANT, Filled.NOBODY, None):
        make_vacancy(state=VacancyState.CLOSED, closed_at=NOW - DAY, filled=filled)
    make_vacancy()

    assert ended(year)[-1] == {Filled.APPLICANT: 2, Filled.NOBODY: 1, None: 1}


def test_the_page_answers_each_question_and_holds_the_figures_as_a_table(browser, recruiter, vacancy):
    for days in (2, 4, 5, 9, 30):
        find(answered(vacancy, after=days))

    page = browser.get("/reports")

    assert "knew within 5 days; 4 of 5 (80 %) heard within our limit of 14 days" in page.text
    assert "In 5 of 5 (100 %) rejections people read what was found" in page.text
    assert cells(page, "answers")["Nov 2026"] == ["5", "5", "80 %"]
    assert cells(page, "answers")["Oct 2026"] == ["0", "too few", "too few"]
    (canvas,) = page.all("//canvas[@data-table='table-answers']")
    assert canvas.get("role") == "img"
    assert "table below" in canvas.get("aria-label")
    assert "Nobody waits for us." in page.text


def test_of_four_people_no_share_and_no_median_is_told_anywhere(browser, recruiter, vacancy):
    for days in (2, 4, 5, 9):
        find(answered(vacancy, after=days))
        answered(vacancy, after=days, outcome=Outcome.HIRED, at=NOW - 400 * DAY)
        make_application(vacancy=vacancy)

    for period in ("12-months", "2026", "2025"):
        page = browser.get(f"/reports?period={period}")
        assert "%" not in page.text, period
        for name in ("answers", "feedback", "waiting", "returned", "vacancies", "invitations"):
            assert "%" not in browser.get(f"/reports/{name}.csv?period={period}").body.partition("\n")[2]


def test_each_table_is_a_file_and_what_is_not_told_is_an_empty_cell(browser, recruiter, vacancy):
    for days in (2, 4, 5, 9, 30):
        answered(vacancy, after=days)

    file = browser.get("/reports").click("How long did people wait for an answer? As a file: CSV")
    lines = list(csv.reader(io.StringIO(file.body.removeprefix("\ufeff"))))

    assert lines[0] == ["Month", "Answered", "Days, median", "Within 14 days"]
    assert lines[-1] == ["Nov 2026", "5", "5", "80"]
    assert lines[-2] == ["Oct 2026", "0", "", ""]
    assert "answers-12-months.csv" in file.response.headers["Content-Disposition"]


def test_a_period_that_does_not_exist_is_not_there(browser, recruiter):
    assert browser.answer("GET", "/reports?period=1812").status_code == 404
    assert browser.answer("GET", "/reports/nothing.csv").status_code == 404


def test_with_nothing_to_tell_the_page_says_so_kindly(browser, recruiter):
    page = browser.get("/reports")

    assert "Nothing to report on yet" in page.text
    assert not page.all("//canvas")


def test_the_page_asks_as_many_questions_of_the_database_for_two_people_as_for_twenty(browser, recruiter, vacancy):
    def asked():
        seen = []
        listen = lambda *arguments: seen.append(arguments[2])  # noqa: E731
        sa.event.listen(db.engine, "before_cursor_execute", listen)
        browser.get("/reports")
        sa.event.remove(db.engine, "before_cursor_execute", listen)
        return len(seen)

    answered(vacancy, after=2)
    few = asked()
    for days in range(19):
        find(answered(vacancy, after=days, outcome=Outcome.REJECTED))

    assert asked() == few
