"""Whatever changes about a person, they alone are compared again, by the worker's own sweep, with what is open."""

import json
from datetime import date, timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

from crm.applications.cli import import_command
from crm.consent.notices import ASKED, notice_text
from crm.consent.services import renew, withdraw
from crm.extensions import db
from crm.invitations import services as invitations
from crm.portal import rights
from crm.requests import services as requests
from crm.vacancies import vectors
from crm.vacancies.jobs import match as match_sweep
from models import (
    Candidate,
    Invitation,
    Match,
    PrivacyRequest,
    ProfileVector,
    Purpose,
    Reply,
    RequestKind,
)
from models.candidate import FAR_FUTURE
from tests.crm.test_matching_job import BAKER, CAPTURE, DRIVER, baker, driver, driver_vacancy, matches
from tests.factories import EVERYTHING, NOW, give, make_user

pytestmark = pytest.mark.usefixtures("organisation", "clock")


@pytest.fixture
def vacancy(app, clock):
    """Open, compared with a pool in which nobody fits; the worker has nothing to do."""
    for _ in range(8):
        baker()
    opened = driver_vacancy()
    match_sweep()
    app.extensions["huey"].flush()
    assert matches(opened) == []
    return opened


@pytest.fixture
def scored(monkeypatch):
    """Whose vectors the worker reads."""
    read = []
    everyone = vectors.everyone

    def noting(*args, **kwargs):
        for key, vector in everyone(*args, **kwargs):
            read.append(key)
            yield key, vector

    monkeypatch.setattr(vectors, "everyone", noting)
    return read


def woken(app):
    """The names of the sweeps that a worker was woken for."""
    return {task.name for task in app.extensions["huey"].pending()}


def sweep(clock):
    """A worker a minute later."""
    clock.shift(60)
    match_sweep()


def fits(vacancy, person):
    return person.id in {match.candidate_id for match in matches(vacancy)}


def a_new_cv(person):
    upload = FileStorage(BytesIO(DRIVER.encode()), filename="cv.txt", content_type="text/plain")
    assert rights.add_cv(person, upload, now=NOW).reason is None


def a_corrected_headline(person):
    content = {"headline": {"was": "Bakker", "becomes": "Vrachtwagenchauffeur CE, distributie met laadklep"}}
    request = PrivacyRequest(
        candidate=person, kind=RequestKind.CORRECTION, content=content, received_at=NOW, due_at=NOW + timedelta(days=30)
    )
    db.session.add(request)
    db.session.flush()
    requests.accept(request, by=make_user(), answer="", now=NOW)


def a_wish(person):
    rights.wish(person, work="vrachtwagenchauffeur CE, distributie", regions="", hours="", available_on=None, now=NOW)


@pytest.mark.parametrize("change", [a_new_cv, a_corrected_headline, a_wish])
def test_a_changed_profile_is_compared_within_the_minute_and_nobody_else_is(app, clock, vacancy, scored, change):
    person = db.session.scalars(sa.select(Candidate)).first()

    change(person)
    db.session.commit()

    assert "match" in woken(app)
    sweep(clock)
    assert fits(vacancy, person)
    assert scored == [person.public_id]


def test_a_row_of_an_import_that_brings_a_cv_is_compared(app, clock, vacancy, scored, tmp_path):
    person = driver(headline=None, cv=None, first_name="Noor", last_name="Visser", email="noor@example.org")
    sweep(clock)
    app.extensions["huey"].flush()
    file = tmp_path / "people.jsonl"
    row = {"voornaam": "Noor", "achternaam": "Visser", "e-mail": "noor@example.org", "cv-tekst": DRIVER}
    file.write_text(json.dumps(row | {"vacature": "Koerier", "afgewezen op": "2026-11-13"}))

    result = app.test_cli_runner().invoke(import_command, [str(file), "--json"])

    assert result.exit_code == 0, result.output
    assert "match" in woken(app)
    sweep(clock)
    assert fits(vacancy, person)
    assert person.public_id in scored


def test_a_permission_that_is_given_is_seen(app, clock, vacancy, scored):
    person = driver(allows=None)
    sweep(clock)
    app.extensions["huey"].flush()
    assert not fits(vacancy, person)

    give(person, EVERYTHING, now=NOW)

    assert "match" in woken(app)
    sweep(clock)
    assert fits(vacancy, person)
    assert scored == [person.public_id]


def test_a_permission_that_is_withdrawn_takes_vector_and_matches_along_at_once(clock, vacancy):
    person = driver()
    sweep(clock)
    assert fits(vacancy, person)

    withdraw(person, [Purpose.MATCH_VACANCIES], capture=CAPTURE, now=NOW)
    db.session.commit()

    assert not fits(vacancy, person)
    assert db.session.scalar(sa.select(ProfileVector.sequence).filter_by(candidate_id=person.id)) is None


def test_a_permission_that_ends_by_time_is_noticed_without_anybody_acting(clock, vacancy):
    person = driver()
    for permission in person.permissions:
        permission.expires_at = NOW + timedelta(days=2)
    db.session.commit()
    sweep(clock)
    assert db.session.scalar(sa.select(ProfileVector.sequence).filter_by(candidate_id=person.id))

    clock.shift(timedelta(days=2))
    match_sweep()

    assert db.session.scalar(sa.select(ProfileVector.sequence).filter_by(candidate_id=person.id)) is None


def test_a_pause_that_begins_hides_and_one_that_ends_by_time_brings_back(app, clock, vacancy, scored):
    person = driver()
    rights.rest(person, until=NOW + timedelta(days=3))
    db.session.commit()
    assert "match" in woken(app)
    sweep(clock)
    assert not fits(vacancy, person)

    clock.shift(timedelta(days=3))
    match_sweep()

    assert fits(vacancy, person)
    assert person.public_id in scored


def test_a_pause_that_its_person_ends_is_over_within_the_minute(app, clock, vacancy):
    person = driver(paused_until=NOW + timedelta(days=30))
    sweep(clock)
    app.extensions["huey"].flush()

    rights.rest(person, until=None)
    db.session.commit()

    assert "match" in woken(app)
    sweep(clock)
    assert fits(vacancy, person)


def test_another_answer_ends_the_rest_that_an_answer_asked_for(app, clock, vacancy):
    person, other = driver(), driver_vacancy(title="Koerier")
    until = NOW + timedelta(days=60)
    invitation = Invitation(
        vacancy=other, candidate=person, invited_by=make_user(), sentence="", created_at=NOW - timedelta(days=1)
    )
    db.session.add(invitation)
    db.session.commit()
    invitations.answer(invitation, reply=Reply.NOT_NOW, note="", until=until, now=NOW, capture=CAPTURE)
    db.session.commit()
    sweep(clock)
    assert not fits(vacancy, person)
    app.extensions["huey"].flush()

    invitations.answer(invitation, reply=Reply.INTERESTED, note="", until=None, now=NOW, capture=CAPTURE)
    db.session.commit()

    assert "match" in woken(app)


def test_a_restriction_that_is_lifted_is_seen(clock, vacancy):
    person = driver()
    requests.restrict(person, now=NOW)
    db.session.commit()
    sweep(clock)
    assert not fits(vacancy, person)

    requests.lift_restriction(person, now=NOW)
    db.session.commit()
    sweep(clock)

    assert fits(vacancy, person)


def test_whoever_no_longer_fits_leaves_the_undecided_and_everybody_else_stays(clock, vacancy):
    leaving, staying = driver(), driver()
    sweep(clock)
    assert fits(vacancy, leaving)

    leaving.headline, leaving.documents[0].text, leaving.profile_changed_at = "Bakker", BAKER, NOW
    db.session.commit()
    sweep(clock)

    assert not fits(vacancy, leaving)
    assert fits(vacancy, staying)


def test_a_wish_helps_to_be_found_and_proves_no_requirement(clock, vacancy):
    person = driver(headline="Vrachtwagenchauffeur", cv=DRIVER.replace("code 95", "tachograafkaart"))
    rights.wish(person, work="Ik wil code 95 halen", regions="", hours="", available_on=date(2027, 3, 1), now=NOW)
    db.session.commit()

    sweep(clock)

    (match,) = [each for each in matches(vacancy) if each.candidate_id == person.id]
    evidence = {each["requirement"]: each for each in match.evidence}
    assert evidence["Rijbewijs CE"]["finding"] == "found"
    assert evidence["Code 95"]["finding"] == "unclear"
    assert evidence["Code 95"]["marked"] == "code"
    assert evidence["Code 95"]["before"].endswith("Ik wil "), "it stands in the wish"


def test_the_worker_looks_at_whoever_changed_and_at_nobody_else(clock, vacancy, monkeypatch):
    looked = []
    due = vectors._due

    def noting(now):
        people = due(now)
        looked.extend(person.id for person in people)
        return people

    monkeypatch.setattr(vectors, "_due", noting)
    sweep(clock)
    assert looked == []

    person = db.session.scalars(sa.select(Candidate)).first()
    person.profile_changed_at = NOW + timedelta(seconds=1)
    db.session.commit()
    sweep(clock)

    assert looked == [person.id]


@pytest.mark.parametrize(
    "change",
    [
        {"profile_changed_at": NOW},
        {"paused_until": NOW + timedelta(days=1)},
        {"hired_at": NOW},
        {"procedure_closed_at": None},
        {"restricted_at": NOW},
        {"keep_until": NOW},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_database_itself_marks_whoever_changes_as_due(clock, vacancy, change):
    person = db.session.scalars(sa.select(Candidate)).first()
    assert person.compare_at > NOW

    db.session.execute(sa.update(Candidate).where(Candidate.id == person.id).values(**change))
    db.session.commit()

    db.session.refresh(person)
    assert person.compare_at < NOW


def test_renewing_changes_the_day_of_the_next_look(clock, organisation, vacancy):
    person = db.session.scalars(sa.select(Candidate)).first()
    before = person.compare_at
    assert before < FAR_FUTURE

    shown = {purpose: notice_text(purpose, person.language, organisation).sha256 for purpose in ASKED}
    renew(person, EVERYTHING, capture=CAPTURE, shown=shown, now=NOW)
    db.session.commit()
    sweep(clock)

    db.session.refresh(person)
    assert person.compare_at > before
    assert db.session.scalar(sa.select(sa.func.count(Match.id))) == 0
