"""How the order came about: one score, completely, and a run that can be repeated."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.extensions import db
from crm.vacancies.matching import match_due
from models import Alert, AlertKind, Language, Match, MatchRun, Vacancy
from models.vacancy import this_night
from tests.factories import EVERYTHING, NOW, make_candidate, make_user, make_vacancy

CV = "Truck driver. Twelve years of distribution with a tail lift; loading, unloading, route planning, tachograph."


@pytest.fixture
def match(recruiter):
    make_candidate(headline="Truck driver", cv=CV, allows=EVERYTHING, language=Language.ENGLISH)
    make_vacancy(
        "Rijbewijs CE", title="Vrachtwagenchauffeur", description="Je rijdt met een vrachtwagen.", matched_at=None
    )
    match_due(now=NOW)
    return db.session.scalars(sa.select(Match)).one()


def figure(text):
    return float(text.replace(",", "."))


def test_all_parts_stand_on_one_page_and_add_up_to_the_score(browser, match):
    page = browser.get(f"/vacancies/{match.vacancy_id}").click("Everything that made this score")

    subtotals = [figure(text) for text in page.all("//section[@id='sum']//th[@scope='rowgroup']/../td/text()")]
    assert sum(subtotals) == pytest.approx(match.score, abs=0.0005)
    assert page.all("//section[@id='sum']//tfoot//td/text()") == [
        f"{match.score:.4f}",
        f"{match.score:.7f}",
    ]
    lines = [figure(text) for text in page.all("//section[@id='sum']//details//tbody//td[last()]/text()")]
    assert sum(lines) == pytest.approx(match.score, abs=1e-4)
    assert len(lines) == len(match.reasons)
    assert "vrachtwagenchauffeur ≈ Truck driver" in page.text
    assert "each language has its own scale" in page.text
    assert "What never counts" in page.text


def test_the_page_names_the_run_its_versions_and_what_could_count(browser, match):
    page = browser.get(f"/vacancies/{match.vacancy_id}/matches/{match.id}/score")

    assert "scikit-learn" in page.text
    assert match.run.parameters["question"] in page.text
    assert "1 person compared" in page.text


def test_too_little_text_is_said_where_the_match_is_and_where_it_is_explained(browser, match):
    assert match.says_little

    page = browser.get(f"/vacancies/{match.vacancy_id}?match={match.id}")

    assert "This profile says too little to compare it well" in page.text
    assert "Too little text: at most Possible" in page.click("Everything that made this score").text


def test_what_could_count_is_told_for_the_language_of_the_person(browser, match):
    page = browser.get(f"/vacancies/{match.vacancy_id}/matches/{match.id}/score")

    assert f"{match.run.parameters['amounts_elsewhere']['translations']:.4f}" in page.text


def test_the_score_of_whoever_may_no_longer_be_compared_is_on_no_page(browser, match):
    match.candidate.paused_until = NOW + timedelta(days=1)
    db.session.commit()

    browser.get(f"/vacancies/{match.vacancy_id}/matches/{match.id}/score", status=404)


def test_a_match_of_another_vacancy_is_not_found(browser, match):
    browser.get(f"/vacancies/{make_vacancy().id}/matches/{match.id}/score", status=404)


def test_a_run_is_repeated_to_the_last_digit(match):
    run = db.session.scalars(sa.select(MatchRun)).one()
    before = (match.score, match.probability, match.reasons, match.evidence, run.parameters, run.versions)

    vacancy = db.session.get(Vacancy, match.vacancy_id)
    vacancy.rematch()
    db.session.commit()
    match_due(now=NOW)

    match, run = db.session.scalars(sa.select(Match)).one(), db.session.scalars(MatchRun.latest(vacancy.id)).one()
    assert (match.score, match.probability, match.reasons, match.evidence, run.parameters, run.versions) == before


def test_every_night_every_open_vacancy_is_compared_anew_and_nobody_hears_the_same_twice(organisation, clock):
    make_user()
    make_vacancy(title="Glasblazer", description="Je blaast glas.", matched_at=None)
    match_due(now=NOW)
    match_due(now=NOW + timedelta(minutes=5))
    assert db.session.scalar(sa.select(sa.func.count(MatchRun.id))) == 1

    clock.move_to(NOW + timedelta(days=1))
    match_due(now=NOW + timedelta(days=1))

    assert db.session.scalar(sa.select(sa.func.count(MatchRun.id))) == 2
    alerts = db.session.scalars(sa.select(Alert).where(Alert.kind == AlertKind.NOBODY_FITS)).all()
    assert all(alert.created_at - NOW < timedelta(minutes=1) for alert in alerts)


@pytest.mark.parametrize("hours", [0, 2.9, 3, 12, 23.9])
def test_a_night_is_never_more_than_a_day_ago(hours):
    now = NOW.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(hours=hours)

    assert now - timedelta(days=1) < this_night(now) <= now
    assert this_night(now).hour == 3
