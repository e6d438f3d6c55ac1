"""Whoever says with a name that it went badly is called first; until then nobody invites them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.extensions import db
from crm.invitations import services as invitations
from crm.invitations.several import invite_several
from crm.mail.delivery import deliver_due
from crm.privacy.exporting import export
from crm.surveys import services, steering
from models import CallTask, Message, MessageState, Outcome, Purpose
from tests.crm.test_invitations import make_match
from tests.factories import EVERYTHING, NOW, give, make_application, make_user, make_vacancy

pytestmark = pytest.mark.usefixtures("organisation", "clock")


def fits(**values):
    """Somebody whose application ended, who fits a vacancy now and may be invited."""
    match = make_match(**values)
    candidate = match.candidate
    make_application(
        candidate, make_vacancy(title="Planner"), outcome=Outcome.WITHDREW, decided_at=NOW - timedelta(days=10)
    )
    give(candidate, {*EVERYTHING, Purpose.SURVEY})
    return match


def answers(candidate, score, *, with_name=True):
    services.send(candidate, {"recommend": str(score), "improve": "Bel terug."}, with_name=with_name, now=NOW)
    db.session.commit()


@pytest.mark.parametrize(("score", "calls"), [(0, 1), (6, 1), (7, 0), (9, 0)])
def test_a_low_mark_with_a_name_asks_for_a_call_the_same_day(score, calls):
    match = fits()

    answers(match.candidate, score)

    tasks = db.session.scalars(sa.select(CallTask)).all()
    assert [task.opened_at for task in tasks] == [NOW] * calls


def test_without_a_name_nobody_can_be_called():
    match = fits()

    answers(match.candidate, 0, with_name=False)

    assert db.session.scalars(sa.select(CallTask)).all() == []
    assert invitations.why_not(match, by=make_user(), now=NOW) is None


def test_nobody_invites_before_somebody_called():
    match, by = fits(), make_user()
    answers(match.candidate, 3)

    assert invitations.why_not(match, by=by, now=NOW) == "call_first"
    with pytest.raises(invitations.MayNotContact):
        invitations.invite(match, sentence="Heb je ADR?", by=by, now=NOW)

    steering.called(db.session.scalars(sa.select(CallTask)).one(), note="Sprak haar.", by=by, now=NOW)
    assert invitations.why_not(match, by=by, now=NOW) is None


def test_of_several_who_are_invited_at_once_whoever_must_be_called_first_is_left_out_and_named():
    let_down, other, by = fits(), fits(), make_user()
    answers(let_down.candidate, 3)

    sent = invite_several([let_down, other], sentence="Heb je ADR?", by=by, now=NOW)

    assert sent.invited == [other]
    assert sent.refused == [(let_down, "call_first")]


def test_an_invitation_on_its_way_waits_for_the_call(clock):
    match, by = fits(), make_user()
    invitations.invite(match, sentence="Heb je ADR?", by=by, now=NOW)
    answers(match.candidate, 3)

    deliver_due()

    message = db.session.scalars(sa.select(Message).where(Message.name == "invitation")).one()
    assert (message.state, message.reason) == (MessageState.QUEUED, "call_first")

    steering.called(db.session.scalars(sa.select(CallTask)).one(), note="Sprak haar.", by=by, now=NOW)
    db.session.commit()
    clock.move_to(NOW + timedelta(minutes=16), tick=False)
    deliver_due()
    db.session.refresh(message)
    assert message.state is MessageState.SENT


def test_today_begins_with_the_call_and_its_note_ends_it(browser, recruiter):
    match = fits()
    answers(match.candidate, 3)
    today = browser.get("/today")
    assert "Call Marieke today" in today.text

    page = today.click("Read it and call Marieke")
    assert "3 of 10" in page.text
    assert "Bel terug." in page.text
    assert page.submit("We spoke", note="").status == 422
    page = page.submit("We spoke", note="Ze wachtte te lang; dat maken we goed.")

    assert "Marieke may be invited again" in page.text
    task = db.session.scalars(sa.select(CallTask)).one()
    assert (task.done_by, task.note) == (recruiter, "Ze wachtte te lang; dat maken we goed.")
    assert "Call Marieke" not in browser.get("/today").text


def test_whoever_comes_second_finds_the_note_of_the_first(browser, recruiter):
    match = fits()
    answers(match.candidate, 3)
    task = db.session.scalars(sa.select(CallTask)).one()
    page = browser.get(f"/surveys/calls/{task.id}")
    steering.called(task, note="Ik belde al.", by=make_user(name="Youssef"), now=NOW)
    db.session.commit()

    page = page.submit("We spoke", note="Ook gebeld.")

    assert "A colleague called already" in page.text
    assert "Ik belde al." in page.text


def test_the_page_of_a_person_says_why_there_is_no_button(browser, recruiter):
    match = fits()
    answers(match.candidate, 3)

    page = browser.get(f"/candidates/{match.candidate.public_id}")

    assert "Call first" in page.text
    assert not page.all("//a[contains(@href, '/invitation')][contains(@class, 'btn-primary')]")
    assert "Call first" in browser.get(f"/matches/{match.id}/invitation").text


def test_the_call_is_in_what_a_person_takes_along():
    match = fits()
    answers(match.candidate, 3)
    task = db.session.scalars(sa.select(CallTask)).one()
    steering.called(task, note="Sprak haar.", by=make_user(), now=NOW)

    assert export(match.candidate, now=NOW).tables["call_task"][0]["note"] == "Sprak haar."
