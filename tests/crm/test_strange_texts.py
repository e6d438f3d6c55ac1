"""Whatever people paste or send, at every door of the product: somebody gets an answer, and nothing breaks."""

import json

import pytest
import sqlalchemy as sa

from crm.applications.cli import import_command
from crm.extensions import db
from crm.vacancies import estimating
from crm.vacancies.cli import match
from crm.vacancies.matching import match_due
from matching import LexiconUnreadable
from models import Candidate, Match, MatchRun, ProfileVector, Vacancy
from tests.factories import EVERYTHING, NOW, give, make_candidate, make_vacancy

DRIVER = "Vrachtwagenchauffeur met rijbewijs CE en code 95, twaalf jaar distributie met laadklep, laden en lossen."
STRANGE = {
    "empty": b"",
    "one word": b"chauffeur",
    "a megabyte": b"vrachtwagen laden lossen rijbewijs " * 29_960,
    "one word of a megabyte": b"a" * 1_000_000,
    "binary": bytes(range(256)) * 40,
    "another language": "Erfahrener Lkw-Fahrer mit zwölf Jahren Berufserfahrung, Ladung gesichert.".encode(),
    "emoji": "👩🏽‍🍳🚀 chauffeur 🚚".encode() * 50,
    "right to left": "سائق شاحنة ‏في مستشفى كبير‏ 🏥".encode(),
    "combining": ("Z\u0351\u036b\u0343a" + "\u0301" * 500 + " chauffeur").encode(),
    "only stop words": b"de het een en of the and of with",
}


@pytest.fixture
def driver(organisation, clock):
    return make_candidate(headline="Vrachtwagenchauffeur", cv=DRIVER, allows=EVERYTHING)


@pytest.mark.parametrize("content", STRANGE.values(), ids=STRANGE)
def test_the_form_of_a_vacancy_takes_it_or_says_what_to_do(browser, recruiter, driver, content):
    text = content.decode("utf-8", "replace").replace("\x00", "")

    page = browser.get("/vacancies/new").submit(
        "Open the vacancy", title="Chauffeur", description=text, **{"requirements-0-text": text[:200]}
    )
    match_due(now=NOW)

    assert page.status in (200, 422)
    opened = db.session.scalars(sa.select(Vacancy)).one_or_none()
    if opened is None:  # then the page says why, and what was typed is still there
        assert page.status == 422
        assert page.all("//input[@name='title']/@value") == ["Chauffeur"]
    else:
        assert opened.matched_at is not None
        browser.get(f"/vacancies/{opened.id}")
        for match in db.session.scalars(sa.select(Match)):
            browser.get(f"/vacancies/{opened.id}/matches/{match.id}/score")


def test_cvs_that_are_imported_cost_nobody_their_place(app, browser, recruiter, driver, tmp_path):
    rows = []
    for number, content in enumerate(STRANGE.values()):
        (tmp_path / f"{number}.txt").write_bytes(content)
        person = {"voornaam": "Noor", "achternaam": "Dijk", "e-mail": f"noor{number}@example.org"}
        rows.append(person | {"vacature": "Chauffeur", "uitkomst": "afgewezen", "cv-bestand": f"{number}.txt"})
    path = tmp_path / "applicants.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    result = app.test_cli_runner().invoke(import_command, [str(path), "--json", "--documents", str(tmp_path)])
    assert json.loads(result.stdout)["imported"] == len(STRANGE)
    people = db.session.scalars(sa.select(Candidate).where(Candidate.email.like("noor%"))).all()
    for person in people:
        give(person, EVERYTHING)
    opened = make_vacancy("Rijbewijs CE", matched_at=None)

    match_due(now=NOW)

    found = db.session.scalars(sa.select(Match.candidate_id)).all()
    assert driver.id in found
    assert db.session.scalars(sa.select(MatchRun)).one().compared >= 1
    browser.get(f"/vacancies/{opened.id}")
    for person in people:
        browser.get(f"/candidates/{person.public_id}")


@pytest.fixture
def damaged(monkeypatch):
    def damaged():
        raise LexiconUnreadable("here")

    estimating._matcher.cache_clear()
    with monkeypatch.context() as broken:
        broken.setattr("matching.matcher.lexicon", damaged)
        yield broken


def test_a_damaged_lexicon_stops_comparing_and_loses_nothing(app, driver, damaged):
    opened = make_vacancy(matched_at=None)

    with pytest.raises(LexiconUnreadable, match=r"matching\.lexicon build"):
        match_due(now=NOW)
    db.session.rollback()
    told = app.test_cli_runner().invoke(match, ["--vacancy", str(opened.id)])
    assert told.exit_code == 1
    assert "Install Weerzien again" in told.stderr
    assert db.session.get_one(Vacancy, opened.id).matched_at is None

    damaged.undo()
    match_due(now=NOW)

    assert db.session.get_one(Vacancy, opened.id).matched_at is not None
    assert db.session.scalars(sa.select(ProfileVector)).one()


def test_a_damaged_lexicon_keeps_nobody_from_opening_a_vacancy(browser, recruiter, driver, damaged):
    form = browser.get("/vacancies/new")
    counted = form.submit("How many would fit?", title="Chauffeur", description=DRIVER)

    opened = counted.submit("Open the vacancy")

    assert "We cannot count at this moment" in counted.text
    assert opened.status == 200
    assert db.session.scalars(sa.select(Vacancy.title)).all() == ["Chauffeur"]
