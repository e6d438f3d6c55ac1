"""Staying in touch: who knows somebody, what comes next, what was said; and what is kept of it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.candidates.merging import merge
from crm.extensions import db
from crm.links import issue_for_candidate
from crm.privacy.exporting import export
from crm.relations import services
from crm.retention import services as retention
from crm.vacancies import signals
from crm.vacancies.vectors import profile_of
from models import ContactKind, ContactNote, LinkKind, Message, MessageClass, MessageState, Signal, Stage
from tests.factories import EVERYTHING, NOW, make_application, make_candidate, make_user, make_vacancy

pytestmark = pytest.mark.usefixtures("organisation", "clock")

DAY = timedelta(days=1)


def noted(candidate, text="Ze volgt de cursus.", at=NOW):
    note = services.note(candidate, ContactKind.CALL, text, at=at, by=make_user(), now=NOW)
    db.session.commit()
    return note


def letter_left(by, days, *, linkedin="https://www.linkedin.com/in/marieke", stage=Stage.APPLIED):
    candidate = make_candidate(first_name="Marieke", linkedin=linkedin, allows=EVERYTHING)
    application = make_application(candidate, make_vacancy(), stage=stage)
    candidate.procedure_closed_at = NOW - days * DAY
    message = Message(
        name="rejection",
        message_class=MessageClass.PROCESS,
        candidate=candidate,
        vacancy_id=application.vacancy_id,
        sender_id=by.id,
        to_email=candidate.email,
        sender_name=by.name,
        language=candidate.language,
        subject="",
        text="",
        html="",
        state=MessageState.SENT,
        dedupe_key=f"rejection:a{application.id}",
        created_at=NOW - days * DAY,
        due_at=NOW - days * DAY,
        sent_at=NOW - days * DAY,
    )
    db.session.add(message)
    db.session.commit()
    return message


def test_who_knows_somebody_and_what_comes_next_stand_on_their_page_and_on_that_day_on_today(browser, recruiter):
    candidate = make_candidate(allows=EVERYTHING)
    page = browser.get(f"/relations/{candidate.public_id}").submit(
        "Save",
        owner_id=str(recruiter.id),
        linkedin="linkedin.com/in/marieke",
        step="Vraag hoe de cursus ging",
        step_on=NOW.date().isoformat(),
    )

    assert "Vraag hoe de cursus ging" in page.text
    assert candidate.linkedin == "https://www.linkedin.com/in/marieke"
    today = browser.get("/today")
    assert "Your next personal steps" in today.text

    page = today.submit("Done: Marieke de Groot")

    assert candidate.next_step == ""
    assert page.path.endswith("/notes/new")
    assert "Your next personal steps" not in browser.get("/today").text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"step": "Bellen", "step_on": ""}, "A step without a day is forgotten"),
        ({"step": "Bellen", "step_on": "2026-12-01", "owner_id": "0"}, "Choose who of us takes this step."),
        ({"linkedin": "javascript:alert(1)"}, "not the address of a LinkedIn profile"),
    ],
)
def test_what_would_be_lost_is_refused_with_what_to_do(browser, recruiter, typed, words):
    candidate = make_candidate(allows=EVERYTHING)

    page = browser.get(f"/relations/{candidate.public_id}").submit("Save", **{"owner_id": str(recruiter.id)} | typed)

    assert page.status == 422
    assert words in page.text
    assert candidate.linkedin is None


def test_a_note_of_a_call_stands_on_the_timeline_and_can_be_removed(browser, recruiter):
    candidate = make_candidate(allows=EVERYTHING)
    page = browser.get(f"/relations/{candidate.public_id}/notes/new")

    page = page.submit("Put it on the timeline", kind="call", text="Ze haalt ADR in mei.", spoken_on="2026-11-20")

    assert "Ze haalt ADR in mei." in page.text
    page = page.submit("Remove")
    assert "Ze haalt ADR in mei." not in page.text


@pytest.mark.parametrize("text", ["Ze is zwanger en komt na de zomer.", "BSN 111222333"])
def test_a_note_holds_nothing_that_may_not_be_here(browser, recruiter, text):
    candidate = make_candidate(allows=EVERYTHING)

    page = browser.get(f"/relations/{candidate.public_id}/notes/new").submit("Put it on the timeline", text=text)

    assert page.status == 422
    assert not db.session.scalars(sa.select(ContactNote)).all()


def test_some_days_after_their_letter_left_whoever_signed_it_is_reminded_to_offer_to_connect():
    by = make_user()
    soon, now, late = letter_left(by, 2), letter_left(by, 4), letter_left(by, 31)
    stranger = letter_left(by, 5, linkedin=None)
    spoke = letter_left(by, 6, linkedin=None, stage=Stage.INTERVIEWED)
    letter_left(make_user(), 4)

    found = set(db.session.scalars(services.to_connect(by, now=NOW)))

    assert found == {now, spoke}
    assert not found & {soon, late, stranger}


def test_a_settled_offer_to_connect_does_not_come_back(browser, recruiter):
    letter_left(recruiter, 4)

    page = browser.get("/today").submit("Offered: Marieke de Groot")

    assert "Stay in touch" not in page.text


def test_a_person_says_that_they_are_a_customer_too_and_takes_it_back(browser):
    candidate = make_candidate()
    secret = issue_for_candidate(LinkKind.PERSONAL, candidate, now=NOW)
    db.session.commit()
    page = browser.get(f"/p/{secret}/customer?language=en")

    page.submit("Yes, I am a customer too")
    assert candidate.is_customer
    browser.get(f"/p/{secret}/customer?language=en").submit("I am no customer any more")
    assert not candidate.is_customer


def test_several_colleagues_know_one_person_and_whoever_keeps_in_touch_is_one_of_them(browser, recruiter):
    other, candidate = make_user(name="Tim van Rossum"), make_candidate(allows=EVERYTHING)
    page = browser.get(f"/relations/{candidate.public_id}").submit(
        "Save", known_by=[str(other.id)], owner_id=str(recruiter.id)
    )

    assert {each.name for each in candidate.known_by} == {recruiter.name, other.name}
    assert "Tim van Rossum" in page.text
    assert "Know them" in page.text
    former = make_candidate(known_by=[other])
    merge(candidate, former, by=recruiter, now=NOW)
    assert len(candidate.known_by) == 2


def test_being_a_customer_counts_for_no_vacancy():
    person, vacancy = make_candidate(cv="Planner met SQL"), make_vacancy("SQL")

    def read():
        return profile_of(person), signals.reasons(signals.Side.of(vacancy), person, dict.fromkeys(Signal, 0.1), NOW)

    before = read()
    person.customer_said_at = NOW

    assert read() == before


def test_staff_see_who_is_a_customer_too(browser, recruiter):
    candidate = make_candidate(allows=EVERYTHING, customer_said_at=NOW)

    assert "answer personally" in browser.get(f"/candidates/{candidate.public_id}").text
    application = make_application(candidate, make_vacancy("SQL"))
    assert "Make this answer a personal one" in browser.get(f"/applications/{application.id}/rejection").text


def test_notes_of_before_the_yes_go_at_the_end_of_the_defence_clock_and_later_ones_stay():
    candidate = make_candidate(allows=EVERYTHING)
    noted(candidate, "Ervoor", at=NOW - 9 * DAY - timedelta(hours=1)), noted(candidate, "Erna")
    candidate.purge_at = NOW
    db.session.commit()

    assert retention.sweep_one(candidate.id, now=NOW) == "internal"

    assert [each.text for each in db.session.scalars(ContactNote.of(candidate.id))] == ["Erna"]


def test_what_we_wrote_about_staying_in_touch_goes_when_the_person_withdraws():
    candidate = make_candidate(
        allows=EVERYTHING, owner=make_user(), known_by=[make_user()], next_step="Bellen", next_step_on=NOW.date()
    )
    noted(candidate)
    candidate.keep_until = candidate.purge_at = NOW
    db.session.commit()

    assert retention.sweep_one(candidate.id, now=NOW) == "withdrawn"

    assert not db.session.scalars(sa.select(ContactNote)).all()
    assert (candidate.next_step, candidate.owner_id, candidate.known_by) == ("", None, [])


def test_notes_are_in_the_export_without_the_name_of_the_colleague():
    candidate = make_candidate(allows=EVERYTHING)
    noted(candidate)

    (row,) = export(candidate, now=NOW).tables["contact_note"]

    assert (row["text"], row["by_id"]) == ("Ze volgt de cursus.", "a colleague of ours")


def test_of_two_records_the_notes_the_step_and_the_customer_become_of_the_one():
    owner = make_user()
    kept = make_candidate(allows=EVERYTHING)
    former = make_candidate(
        allows=EVERYTHING, owner=owner, next_step="Bellen", next_step_on=NOW.date(), customer_said_at=NOW
    )
    noted(kept, "Het ene"), noted(former, "Het andere")

    merge(kept, former, by=owner, now=NOW)

    assert {each.text for each in db.session.scalars(ContactNote.of(kept.id))} == {"Het ene", "Het andere"}
    assert (kept.owner_id, kept.next_step, kept.is_customer) == (owner.id, "Bellen", True)
