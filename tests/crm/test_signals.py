"""What counts beside the text: visible, small, and off when the organisation wants that."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.extensions import db
from crm.vacancies import signals
from crm.vacancies.matching import match_due
from models import Finding, Language, Match, MatchRun, Organisation, Outcome, Role, Signal, Stage, Verdict, Wishes
from models.signal import MOST, USUAL
from tests.factories import EVERYTHING, NOW, make_application, make_candidate, make_user, make_vacancy

CV = "Vrachtwagenchauffeur met rijbewijs CE en code 95, twaalf jaar distributie met laadklep, laden en lossen."


@pytest.fixture(autouse=True)
def _here(organisation, clock):
    """Every test has an organisation, and time stands still."""


def driver(**values):
    return make_candidate(
        **{"headline": "Vrachtwagenchauffeur", "cv": CV, "allows": EVERYTHING, "place": "Ede"} | values
    )


def vacancy(**values):
    return make_vacancy("Rijbewijs CE", "ADR", **{"title": "Vrachtwagenchauffeur", "matched_at": None} | values)


def amounts(person, opening):
    found = signals.reasons(signals.Side.of(opening), person, USUAL, NOW)
    return {Signal(each["text"]): each["amount"] for each in found}


def rejected(person, **values):
    earlier = make_vacancy("Rijbewijs CE", "ADR")
    values = {"outcome": Outcome.REJECTED, "decided_at": NOW, "stage": Stage.FINAL} | values
    application = make_application(person, earlier, **values)
    for asked, finding in zip(earlier.requirements, (Finding.STRONG, Finding.NOT_YET), strict=True):
        db.session.add(Verdict(application=application, requirement=asked, finding=finding))
    db.session.commit()
    return application


def test_how_far_somebody_came_and_what_we_wrote_count():
    person = driver()
    rejected(person, silver_medallist=True)

    found = amounts(person, vacancy())

    assert found[Signal.SILVER_MEDALLIST] == USUAL[Signal.SILVER_MEDALLIST]
    assert found[Signal.STAGE] == USUAL[Signal.STAGE]
    assert Signal.FINDINGS not in found  # one strong, one not yet: together nothing


def test_a_finding_about_another_requirement_does_not_count():
    person = driver()
    rejected(person)

    assert Signal.FINDINGS not in amounts(person, make_vacancy("Heftruck"))
    assert amounts(person, make_vacancy("ADR"))[Signal.FINDINGS] == -USUAL[Signal.FINDINGS]


def test_place_hours_language_and_freshness_count():
    person = driver(language=Language.DUTCH)
    db.session.add(Wishes(candidate_id=person.id, hours="24 tot 32 uur", regions="Zwolle, Arnhem", changed_at=NOW))
    person.profile_changed_at = NOW - timedelta(days=456)
    db.session.commit()

    near = amounts(person, vacancy(place="arnhem", hours="32-40 uur"))
    far = amounts(person, vacancy(place="Maastricht", hours="40 uur", language=Language.ENGLISH))

    assert near[Signal.PLACE] == USUAL[Signal.PLACE]
    assert near[Signal.HOURS] == USUAL[Signal.HOURS]
    assert near[Signal.LANGUAGE] == USUAL[Signal.LANGUAGE]
    assert near[Signal.FRESH] == pytest.approx(USUAL[Signal.FRESH] / 2)
    assert set(far) == {Signal.FRESH}


@pytest.mark.parametrize(
    ("text", "hours"), [("32–40 uur", (32, 40)), ("36", (36, 36)), ("in overleg", None), ("2027", None), ("", None)]
)
def test_hours_are_read_from_what_people_write(text, hours):
    assert signals.hours_of(text) == hours


def test_each_signal_is_a_reason_of_its_own_and_all_of_them_add_up():
    second, other = driver(email="second@example.org"), driver(email="other@example.org")
    rejected(second, silver_medallist=True)
    opening = vacancy(place="Ede")

    match_due(now=NOW)

    ranked = db.session.scalars(Match.shown(NOW).where(Match.vacancy_id == opening.id)).all()
    assert [match.candidate_id for match in ranked] == [second.id, other.id]
    assert ranked[0].probability == ranked[1].probability  # the band is a promise about texts
    for match in ranked:
        assert sum(reason["amount"] for reason in match.reasons) == pytest.approx(match.score, abs=1e-12)
    named = {reason["text"] for reason in ranked[0].reasons if reason["kind"] == "signal"}
    assert {"silver_medallist", "stage", "place"} <= named


def test_an_administrator_sets_an_amount_to_nothing_and_it_is_gone(browser):
    person = driver()
    opening = vacancy(place="Ede")
    match_due(now=NOW)
    browser.is_signed_in(make_user(roles=[Role.ADMIN.value]))

    page = browser.get("/settings/matching").submit("Save the amounts", place="0", fresh="2")

    assert "compared again" in page.text
    assert db.session.scalars(sa.select(Organisation)).one().signals == {"place": 0.0, "fresh": 0.02}
    match_due(now=NOW)
    match = db.session.scalars(sa.select(Match).where(Match.candidate_id == person.id)).one()
    named = {reason["text"]: reason["amount"] for reason in match.reasons if reason["kind"] == "signal"}
    assert "place" not in named
    assert named["fresh"] == 0.02
    run = db.session.scalars(MatchRun.latest(opening.id)).one()
    assert run.parameters["signals"]["place"] == 0


def test_no_amount_outweighs_the_work():
    assert sum(USUAL.values()) <= MOST


def test_a_stranger_amount_is_refused(browser):
    browser.is_signed_in(make_user(roles=[Role.ADMIN.value]))

    assert browser.get("/settings/matching").submit("Save the amounts", place="99").status == 422
