"""The team's own words, in the browser and in the comparison."""

import pytest
import sqlalchemy as sa

from crm.extensions import db
from crm.synonyms import services
from crm.vacancies.matching import match_due
from models import Match, MatchRun, Role, Synonym, Vacancy
from tests.factories import EVERYTHING, NOW, make_candidate, make_user, make_vacancy


def lines():
    return [group.line for group in db.session.scalars(Synonym.listed())]


def test_a_group_is_added_changed_and_removed_in_the_browser(browser, recruiter):
    page = browser.get("/vacancies").click("Our own words").submit("Add", line="ML = machine learning")
    assert "ML = machine learning" in page.text
    assert recruiter.first_name in page.text

    page = page.click("ML = machine learning").submit("Save", line="ML, machine learning ; zelflerend")
    assert lines() == ["ML = machine learning = zelflerend"]

    page.submit("Remove")
    assert lines() == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "two words or phrases"),
        ("ML", "two words or phrases"),
        ("ml = ML", "two words or phrases"),
        ("ml = x", "stands in another group"),
        ("kracht = zwanger", "may not weigh"),
        (" = ".join(f"word{number}" for number in range(13)), "Make it shorter"),
        ("a" * 61 + " = b", "Make it shorter"),
    ],
)
def test_what_is_no_group_is_refused_in_words_and_stays_in_the_form(browser, recruiter, line, words):
    services.write("ML = machine learning", by=recruiter, now=NOW)
    db.session.commit()

    page = browser.get("/synonyms").submit("Add", line=line)
    assert page.status == 422

    assert words in page.text
    assert page.all("//input[@name='line']/@value") == [line.strip()] or not line
    assert lines() == ["ML = machine learning"]


def test_every_open_vacancy_is_compared_again_and_finds_who_uses_the_other_word(organisation, clock):
    person = make_candidate(
        headline="Kok", cv="Ik kook in een ziekenhuis en bewaak de voedselveiligheid in de keuken.", allows=EVERYTHING
    )
    vacancy = make_vacancy("HACCP", title="Kok", description="Je kookt voor patiënten.", matched_at=None)
    match_due(now=NOW)
    before = db.session.scalars(sa.select(Match)).one().evidence[0]["finding"]

    services.write("HACCP = voedselveiligheid", by=make_user(), now=NOW)
    db.session.commit()
    assert db.session.get(Vacancy, vacancy.id).matched_at is None
    match_due(now=NOW)

    after = db.session.scalars(sa.select(Match)).one()
    assert after.candidate_id == person.id
    assert (before, after.evidence[0]["finding"]) == ("not_found", "found")
    runs = db.session.scalars(sa.select(MatchRun).order_by(MatchRun.id)).all()
    assert runs[0].parameters["synonyms"] != runs[1].parameters["synonyms"]
    assert runs[1].parameters["synonym_groups"] == 1


def test_a_closed_or_stopped_vacancy_stays_as_it_is(organisation, clock):
    vacancy = make_vacancy(title="Kok", matching=False, matched_at=NOW)

    services.write("HACCP = voedselveiligheid", by=make_user(), now=NOW)
    db.session.commit()

    assert db.session.get(Vacancy, vacancy.id).matched_at is not None


def test_the_words_are_for_whoever_works_with_vacancies(browser, organisation):
    browser.is_signed_in(make_user(roles=[Role.ADMIN.value]))

    browser.get("/synonyms", status=403)
