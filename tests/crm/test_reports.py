"""What it brought: counted, grouped, told in a sentence, drawn from its table; nothing is told of fewer than five."""

import csv
import io
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from crm.extensions import db
from crm.reports.ambassadors import referred
from crm.reports.answers import days_to_an_answer, median, waiting_now
from crm.reports.endings import ended
from crm.reports.overrides import broken, guarded
from crm.reports.period import choices, period_named
from crm.reports.promises import due
from crm.reports.rejections import customers, rejections
from crm.reports.returns import hires
from crm.reports.scores import together, told
from crm.surveys.questions import newest, shipped
from models import (
    ContactKind,
    ContactNote,
    Finding,
    LetterOverride,
    Outcome,
    Referral,
    Stage,
    SurveyAnswer,
    SurveyAsk,
    SurveyResponse,
    VacancyState,
    Verdict,
)
from models.promise import Promise
from models.vacancy import Filled
from tests.factories import NOW, make_application, make_candidate, make_user, make_vacancy

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
    rows = page.all(f"//table[@id='table-{name}']/tbody/tr[not(@class)]")
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
        for name in ("answers", "feedback", "waiting", "returned", "vacancies", "guard", "promises"):
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


def promise(due_on, **ended):
    db.session.add(
        Promise(
            candidate=make_candidate(),
            owner=make_user(),
            words="We bellen in maart.",
            due_on=due_on,
            made_at=NOW - 90 * DAY,
            **ended,
        )
    )
    db.session.commit()


def test_a_promise_counts_in_the_month_in_which_it_was_due(year):
    today = NOW.date()
    promise(today - DAY, kept_at=NOW - DAY)
    promise(today - DAY, broken_at=NOW - DAY, broken_because="Ziek.")
    promise(today - DAY)
    promise(today)
    promise(today - 60 * DAY, kept_at=NOW)

    assert due(year, NOW)[-3:] == [(1, 0, 0, 0), (0, 0, 0, 0), (1, 1, 1, 1)]


def test_a_letter_that_left_over_the_guard_counts_once_however_many_reasons_it_has(vacancy, year):
    letter = answered(vacancy, after=2)
    answered(vacancy, after=2)
    for rules in ("no_name", "no_name near_copy"):
        override = LetterOverride(application=letter, rules=rules, reason="Al gebeld.", created_at=NOW)
        db.session.add(override)
    db.session.commit()

    assert guarded(year, NOW)[-1] == (2, 1)
    assert broken(year, NOW) == {"no_name": 1, "near_copy": 1}


def test_rejections_of_customers_are_reported_apart(vacancy, year):
    called = make_candidate(customer_said_at=NOW - DAY)
    find(answered(vacancy, after=2, candidate=called))
    spoke = ContactNote(candidate=called, by=make_user(), kind=ContactKind.CALL, text="Uitgelegd.", at=NOW)
    db.session.add(spoke)
    db.session.commit()
    answered(vacancy, after=2, candidate=make_candidate(customer_said_at=NOW - DAY))
    find(answered(vacancy, after=2))

    assert customers(year, NOW)[-1] == (2, 1, 1)


def answer_survey(score, *, stage=None, friendly=None):
    who = {}
    if stage:
        candidate = make_candidate()
        ask = SurveyAsk(candidate=candidate, asked_at=NOW - DAY, is_answered=True)
        db.session.add(ask)
        db.session.flush()
        who = {"candidate_id": candidate.id, "ask_id": ask.id, "changed_at": NOW, "stage": stage}
    response = SurveyResponse(month=NOW.date().replace(day=1), **who)
    for topic, value in (("recommend", score), ("friendly", friendly)):
        if value is not None:
            response.answers.append(SurveyAnswer(question=kept(topic), value=value))
    db.session.add(response)
    db.session.commit()


def kept(topic):
    found = newest(topic)
    if found is None:
        found = shipped(topic)
        found.number, found.written_at = 1, NOW
        db.session.add(found)
        db.session.flush()
    return found


def test_the_score_is_promoters_less_detractors_with_an_interval_that_holds_it():
    found = told(Counter({10: 6, 9: 4, 8: 5, 3: 5}))

    assert found.score == 25
    assert found.low < 25 < found.high
    assert told(Counter({10: 4})) is None


def test_five_answers_that_say_the_same_are_no_certainty():
    found = told(Counter({10: 5}))

    assert (found.score, found.high) == (100, 100)
    assert found.low < 70


def test_more_answers_make_the_interval_narrower():
    few, many = told(Counter({10: 5, 5: 5})), told(Counter({10: 500, 5: 500}))

    assert many.high - many.low < few.high - few.low


def test_months_of_fewer_than_five_answers_are_not_told_by_their_sum():
    enough, few = Counter({10: 6}), Counter({0: 2})

    assert together([enough, few]) == enough
    assert together([enough, few, Counter({0: 3})]) == Counter({10: 6, 0: 5})


def test_the_survey_is_reported_with_and_without_names_and_nothing_under_five_answers(browser, recruiter, vacancy):
    vacancy.opened_at = NOW - 600 * DAY
    db.session.commit()
    for score in (10, 9, 9, 8):
        answer_survey(score, friendly=3)
    page = browser.get("/reports")
    assert cells(page, "recommend")["Nov 2026"] == ["too few", "too few", "too few", "4"]
    assert "too few for a score" in page.text
    assert "No question was answered by five people or more" in page.text

    answer_survey(2, stage=Stage.INTERVIEWED, friendly=0)
    page = browser.get("/reports")
    assert "+40, from 5 answers" in page.text
    assert cells(page, "recommend")["Nov 2026"][0] == "+40"
    assert cells(page, "stages")["After an interview"] == ["too few", "too few", "too few", "1"]
    assert cells(page, "survey")["Always"] == ["4", "80 %"]
    assert cells(page, "survey")["A little"] == ["0", "0 %"]
    assert "Was the recruiter friendly? Always,4,80" in browser.get("/reports/survey.csv").text
    (drawn,) = page.all("//figure[.//canvas[@data-table='table-survey']]")
    assert drawn.text_content().startswith("Was the recruiter friendly?")


def test_by_stage_only_answers_with_a_name_count(browser, recruiter):
    for score in (10, 9, 9, 8, 1):
        answer_survey(score, stage=Stage.FINAL)
        answer_survey(score)

    page = browser.get("/reports")

    assert cells(page, "stages")["In the last round"][0] == "+40"
    assert cells(page, "stages")["In the last round"][-1] == "5"


def test_who_came_through_an_ambassador_counts_once_they_confirmed(vacancy, year):
    for confirmed_at, outcome in ((NOW - DAY, Outcome.HIRED), (NOW - DAY, Outcome.REJECTED), (None, Outcome.REJECTED)):
        came = answered(vacancy, after=2, outcome=outcome).candidate
        referral = Referral(
            candidate=came,
            vacancy=vacancy,
            came_through="word",
            motivation="Graag.",
            purposes=[],
            created_at=NOW - 2 * DAY,
            confirmed_at=confirmed_at,
        )
        db.session.add(referral)
    db.session.commit()

    assert referred(year, NOW)[-1] == (2, 1)
