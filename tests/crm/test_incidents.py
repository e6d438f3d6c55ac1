"""When data got lost or seen: written down at once, with a clock, a draft and the people it concerns."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.extensions import db
from crm.incidents import services
from models import AuditEvent, Incident
from tests.factories import NOW, make_candidate, make_user

pytestmark = pytest.mark.usefixtures("organisation", "clock")
HOUR = timedelta(hours=1)


def note_down(**values):
    defaults = {
        "description": "Een laptop zonder versleuteling.",
        "began_at": NOW - 5 * HOUR,
        "ended_at": None,
        "noticed_at": NOW - HOUR,
        "by": make_user(),
        "now": NOW,
    }
    incident = services.note_down("Laptop kwijt", **defaults | values)
    db.session.commit()
    return incident


def test_an_incident_is_written_down_and_counts_down_from_when_it_was_noticed(browser, recruiter):
    page = browser.get("/incidents/new").submit(
        "Write it down",
        title="Mail to the wrong person",
        description="A letter with feedback went to somebody else.",
        began_at="2026-11-23T08:00",
        noticed_at="2026-11-23T09:30",
    )

    incident = db.session.scalars(sa.select(Incident)).one()
    assert incident.began_at == NOW - 2 * HOUR, "what is typed is the time of the organisation"
    assert "Report before 26 November 2026, 09:30" in page.text
    assert "report before" in browser.get("/incidents").text


@pytest.mark.parametrize(
    "wrong", [{"began_at": "2026-11-24T08:00"}, {"noticed_at": "2026-11-23T07:00"}, {"title": ""}, {"began_at": "x"}]
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(browser, recruiter, wrong):
    typed = {"title": "Lost", "description": "A laptop.", "began_at": "2026-11-23T08:00"}

    page = browser.get("/incidents/new").submit("Write it down", **typed | {"noticed_at": "2026-11-23T09:30"} | wrong)

    assert page.status == 422
    assert "A laptop." in page.body
    assert not db.session.scalars(sa.select(Incident)).all()


def test_the_draft_says_what_the_authority_asks_and_why_it_is_late(browser, recruiter, clock):
    make_candidate()
    incident = note_down()
    draft = browser.get(f"/incidents/{incident.id}").text
    assert "Kadewerk" in draft
    assert "at most 1" in draft
    assert "later than 72 hours" not in draft

    clock.move_to(NOW + 80 * HOUR)
    browser.is_signed_in(recruiter)
    page = browser.get(f"/incidents/{incident.id}")

    assert "Report it now" in page.text
    assert "Why this comes later than 72 hours" in page.text


def test_whom_it_concerns_are_those_who_were_here_then_and_taking_the_list_is_written_down(browser, recruiter):
    make_candidate(created_at=NOW - 30 * HOUR, first_name="=Marieke", email="m@example.org")
    make_candidate(created_at=NOW, email="later@example.org")
    incident = note_down(ended_at=NOW - 2 * HOUR)

    page = browser.get(f"/incidents/{incident.id}").submit("Get their addresses")

    assert "m@example.org" in page.body
    assert "'=Marieke" in page.body, "no cell runs as a formula"
    assert "later@example.org" not in page.body
    assert "incident_people" in db.session.scalars(sa.select(AuditEvent.action)).all()


def test_it_is_reported_once_and_a_closed_one_changes_no_more(browser, recruiter, clock):
    incident = note_down()
    page = browser.get(f"/incidents/{incident.id}").submit("Save", measures="Alle laptops versleuteld.")
    page = page.submit("We reported it")
    clock.move_to(NOW + HOUR)
    services.report(incident, by=recruiter, now=NOW + HOUR)
    db.session.commit()
    page = page.submit("Close it")

    assert incident.reported_at == NOW
    assert incident.closed_at == NOW + HOUR
    assert "Alle laptops versleuteld." in page.text
    with pytest.raises(services.AlreadyClosed):
        services.set_measures(incident, "Iets anders.", by=recruiter, now=NOW)
