"""Help while a vacancy is written: suggestions, and how many would fit; with and without JavaScript."""

import pytest
import sqlalchemy as sa

from crm.extensions import db
from crm.vacancies import estimating
from crm.vacancies.matching import match_due
from models import Band, Match, MatchRun, Organisation, ProfileVector, Vacancy
from tests.factories import EVERYTHING, NOW, make_candidate, make_vacancy

CV = "Vrachtwagenchauffeur met rijbewijs CE en code 95, twaalf jaar distributie met laadklep, laden en lossen."
TEXT = "Je rijdt en levert goederen af.\n\nWat vragen wij?\n- Code 95 (verplicht)\n- Rijbewijs CE\n- ADR"


def drivers(count=2):
    """People with a vector of today, as after any comparison."""
    people = [make_candidate(headline="Vrachtwagenchauffeur", cv=CV, allows=EVERYTHING) for _ in range(count)]
    make_vacancy(title="Bakker", description="Je bakt brood.", matched_at=None)
    match_due(now=NOW)
    return people


def rows(page):
    texts = page.all("//input[starts-with(@name, 'requirements-') and contains(@name, '-text')]/@value")
    return [text for text in texts if text]


def test_the_text_suggests_requirements_and_what_was_typed_stays(browser, recruiter):
    page = browser.get("/vacancies/new").submit(
        "Suggest from the text", title="Chauffeur", description=TEXT, **{"requirements-0-text": "rijbewijs ce"}
    )

    assert "2 suggestions from the text" in page.text
    assert rows(page) == ["rijbewijs ce", "Code 95", "ADR"]
    assert page.all("//input[@name='requirements-1-must']/@checked")
    assert not page.all("//input[@name='requirements-2-must']/@checked")
    assert db.session.scalar(sa.select(sa.func.count(Vacancy.id))) == 0


def test_a_text_that_asks_nothing_says_so(browser, recruiter):
    page = browser.get("/vacancies/new").submit("Suggest from the text", description="Gezellig team.")

    assert "We found nothing in the text" in page.text


def test_what_may_not_weigh_is_not_suggested(browser, recruiter):
    page = browser.get("/vacancies/new").submit(
        "Suggest from the text", description="Wij vragen:\n- Niet zwanger\n- Code 95"
    )

    assert rows(page) == ["Code 95"]


def test_a_button_counts_who_would_fit_and_where_each_requirement_stands(browser, recruiter):
    drivers()

    page = browser.get("/vacancies/new").submit(
        "How many would fit?",
        title="Vrachtwagenchauffeur",
        description="Je rijdt met een vrachtwagen.",
        **{"requirements-0-text": "Code 95", "requirements-1-text": "ADR"},
    )

    assert "2 people would fit." in page.text
    assert "Code 95: found with 2 of them" in page.text
    assert "ADR: found with 0 of them" in page.text
    assert "2 people compared" in page.text


def test_the_same_comes_by_itself_as_a_piece_of_page(browser, recruiter):
    drivers()
    page = browser.get("/vacancies/new")
    assert page.all("//div[@id='estimate']/@hx-post") == ["/vacancies/estimate"]
    token = page.all("//input[@name='csrf_token']/@value")[0]

    answer = browser.answer(
        "POST", "/vacancies/estimate", data={"title": "Bakker", "description": "Brood bakken.", "csrf_token": token}
    )

    assert answer.status_code == 200
    assert "Nobody would fit well enough." in answer.text
    assert "<html" not in answer.text


def test_counting_stores_nothing(browser, recruiter):
    drivers()
    before = [db.session.scalar(sa.select(sa.func.count()).select_from(table)) for table in (Match, MatchRun)]

    browser.get("/vacancies/new").submit("How many would fit?", title="Vrachtwagenchauffeur", description=CV)

    assert [db.session.scalar(sa.select(sa.func.count()).select_from(table)) for table in (Match, MatchRun)] == before


def test_nobody_is_counted_who_may_not_be_compared_or_when_comparing_is_off(browser, recruiter):
    drivers()
    organisation = db.session.scalars(sa.select(Organisation)).one()
    organisation.matching = False
    db.session.commit()

    page = browser.get("/vacancies/new").submit("How many would fit?", title="Chauffeur", description=CV)

    assert "nobody is counted" in page.text


@pytest.mark.parametrize(
    ("title", "text"), [("", ""), ("🦄", "‏مرحبا"), ("de", "het een"), ("x" * 5_000, "x"), ("a", "b " * 60_000)]
)
def test_no_text_is_too_strange_to_count_for(browser, recruiter, title, text):
    drivers(1)

    page = browser.get("/vacancies/new").submit("How many would fit?", title=title, description=text)

    assert page.status == 200


def test_in_a_large_pool_the_profiles_that_came_last_are_counted(browser, recruiter, monkeypatch):
    drivers(3)
    monkeypatch.setattr(estimating, "MOST_PEOPLE", 2)

    page = browser.get("/vacancies/new").submit("How many would fit?", title="Chauffeur", description=CV)

    assert "2 people compared" in page.text
    assert "Those are the profiles that came last" in page.text


def test_a_vacancy_that_is_changed_is_counted_too(browser, recruiter):
    drivers()
    vacancy = make_vacancy(title="Bakker", description="Brood.")

    page = browser.get(f"/vacancies/{vacancy.id}/edit").submit("How many would fit?", title="Vrachtwagenchauffeur")

    assert "people would fit." in page.text
    assert db.session.get(Vacancy, vacancy.id).title == "Bakker"


def test_bands_are_those_of_a_comparison(organisation, clock):
    from matching import Need

    drivers()
    found = estimating.estimate(Need("Vrachtwagenchauffeur", CV, "nl"), now=NOW)

    assert set(found.bands) <= set(Band)
    assert found.fits == 2
    assert db.session.scalar(sa.select(sa.func.count(ProfileVector.sequence))) == 2
