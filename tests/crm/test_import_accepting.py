"""Permissions that came with a file count when a privacy officer looked at the proof and accepts it in the browser."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.applications.importing.jobs import claims
from crm.consent.ledger import Capture
from crm.consent.services import withdraw
from crm.doctor import examine
from crm.extensions import db
from models import Candidate, ConsentEvent, ConsentEvidence, ImportBatch, ImportRow, Purpose, Role, may
from tests.crm.test_import import CONSENT, NOOR, bring_in  # noqa: F401
from tests.factories import EVERYTHING, NOW, give, make_user

pytestmark = pytest.mark.usefixtures("organisation", "clock")


def imported(bring_in):  # noqa: F811
    bring_in([NOOR | CONSENT])
    return db.session.scalars(sa.select(ImportBatch)).one(), db.session.scalars(sa.select(Candidate)).one()


def allowed(candidate):
    db.session.expire_all()
    return {purpose for purpose in Purpose if may(candidate, purpose, NOW).allowed}


def test_the_officer_reads_who_said_yes_when_and_to_which_words(bring_in, browser, recruiter):  # noqa: F811
    imported(bring_in)

    page = browser.get("/imports").click("1 permission waits for your judgement")

    assert "Noor van Dijk" in page.text
    assert "20 January 2026" in page.text
    assert CONSENT["toestemmingstekst"] in page.text
    assert CONSENT["bron toestemming"] in page.text


def test_accepting_writes_the_permissions_with_the_row_as_proof(bring_in, browser, recruiter):  # noqa: F811
    batch, candidate = imported(bring_in)
    assert allowed(candidate) == set()

    browser.get(f"/imports/{batch.id}").submit("Accept 1 permission")
    claims()

    assert allowed(candidate) == EVERYTHING
    assert {event.actor for event in db.session.scalars(sa.select(ConsentEvent))} == {f"user:{recruiter.id}"}
    evidence = db.session.scalars(sa.select(ConsentEvidence)).one().details
    assert (evidence["row"], evidence["file_sha256"]) == (NOOR | CONSENT, batch.file_sha256)
    assert candidate.quarantined_at is None
    assert not db.session.scalars(sa.select(ImportRow)).all()
    assert not examine()
    assert "permissions accepted by Sanne Bakker" in browser.get("/imports").text


def test_refusing_leaves_them_in_quarantine(bring_in, browser, recruiter):  # noqa: F811
    batch, candidate = imported(bring_in)

    browser.get(f"/imports/{batch.id}").submit("Not good enough")
    claims()

    assert allowed(candidate) == set()
    assert candidate.quarantined_at
    assert "Nothing waits here" in browser.get(f"/imports/{batch.id}").text


def test_what_the_person_said_later_stands(bring_in, browser, recruiter):  # noqa: F811
    batch, candidate = imported(bring_in)
    give(candidate, {Purpose.KEEP_PROFILE})
    own = Capture("personal_link", "subject", candidate.language, {})
    withdraw(candidate, [Purpose.KEEP_PROFILE], capture=own, now=NOW)
    db.session.commit()

    browser.get(f"/imports/{batch.id}").submit("Accept 1 permission")
    claims()

    assert allowed(candidate) == set()


def test_a_second_decision_changes_nothing(bring_in, browser, recruiter):  # noqa: F811
    batch, candidate = imported(bring_in)
    page = browser.get(f"/imports/{batch.id}")
    page.submit("Accept 1 permission")

    page = page.submit("Not good enough")

    assert "A colleague decided about this meanwhile." in page.text
    claims()
    assert allowed(candidate) == EVERYTHING


def test_an_import_that_still_runs_waits(bring_in, browser, recruiter):  # noqa: F811
    batch, candidate = imported(bring_in)
    batch.finished_at = None
    db.session.commit()

    page = browser.get(f"/imports/{batch.id}").submit("Accept 1 permission")

    assert "not finished yet" in page.text
    claims()
    assert allowed(candidate) == set()


def test_a_permission_that_ended_before_somebody_accepted_it_gives_nothing(bring_in, browser, recruiter, clock):  # noqa: F811
    batch, candidate = imported(bring_in)
    candidate.keep_until = NOW + timedelta(days=400)
    db.session.commit()
    clock.move_to(NOW + timedelta(days=60))

    browser.is_signed_in(recruiter)
    browser.get(f"/imports/{batch.id}").submit("Accept 1 permission")
    claims()

    assert allowed(candidate) == set()


def test_a_recruiter_sees_that_it_waits_and_cannot_accept(bring_in, browser):  # noqa: F811
    batch, _candidate = imported(bring_in)
    browser.is_signed_in(make_user(roles=[Role.RECRUITER.value]))

    assert "waits for a privacy officer" in browser.get("/imports").text
    browser.get(f"/imports/{batch.id}", status=403)
