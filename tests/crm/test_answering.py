"""What a person answers to an invitation, over HTTP from the link in the mail, and what becomes of it."""

import json
import threading
from datetime import timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import sqlalchemy as sa

from crm.applications import services as applications
from crm.applications.cli import import_command
from crm.consent.services import withdraw
from crm.extensions import db
from crm.links import issue_for_candidate
from crm.mail.delivery import deliver_due
from models import (
    Alert,
    AlertKind,
    Application,
    Candidate,
    CandidateState,
    Invitation,
    LinkKind,
    Message,
    MessageClass,
    MessageState,
    Organisation,
    Outcome,
    Purpose,
    Reply,
    Stage,
    may,
)
from models.candidate import FAR_FUTURE
from models.retention import preset_for
from tests.crm.test_consent import CAPTURE
from tests.crm.test_invitations import invited, make_match
from tests.factories import NOW, make_user, make_vacancy, turn_down
from tests.pages import Browser

pytestmark = pytest.mark.usefixtures("organisation", "clock")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def sanne(app):
    return make_user()


@pytest.fixture
def invitation(app, sanne):
    return invited(make_match(), by=sanne)


@pytest.fixture
def phone(app, organisation, clock):
    return Browser(app)


@pytest.fixture
def address(invitation):
    secret = issue_for_candidate(LinkKind.PERSONAL, invitation.candidate, now=NOW)
    db.session.commit()
    return f"/p/{secret}/invitations/{invitation.public_id}?language=en"


def say(phone, address, answer, **more):
    return phone.get(address).submit("Send my answer", answer=answer, **more)


def candidacies():
    db.session.rollback()
    return db.session.scalars(sa.select(Application).order_by(Application.id)).all()


def test_interested_makes_one_application_on_the_vacancy_and_opens_a_procedure(phone, address, invitation):
    page = say(phone, address, "interested", note="Graag!")

    (application,) = candidacies()
    assert (application.vacancy_id, application.invitation_id) == (invitation.vacancy_id, invitation.id)
    assert application.outcome is Outcome.OPEN
    assert "You are now a candidate for Vrachtwagenchauffeur CE." in page.text
    candidate = application.candidate
    assert candidate.state(NOW, preset_for("NL")) is CandidateState.ACTIVE
    assert candidate.keep_until == FAR_FUTURE
    assert may(candidate, Purpose.MATCH_VACANCIES, NOW).reason == "in_procedure"


def test_the_pool_permission_outlives_the_application_with_the_end_it_had(phone, address, invitation, sanne, clock):
    ends = may(invitation.candidate, Purpose.EMAIL_VACANCIES, NOW).until
    say(phone, address, "interested")
    (application,) = candidacies()

    clock.shift(timedelta(days=20))
    turn_down(application, by=sanne, now=NOW + timedelta(days=20))

    decision = may(application.candidate, Purpose.EMAIL_VACANCIES, NOW + timedelta(days=20))
    assert (decision.allowed, decision.until) == (True, ends)


def test_invitations_that_still_wait_for_somebody_in_a_procedure_do_not_leave(phone, address, invitation, sanne, clock):
    deliver_due()
    say(phone, address, "interested")
    clock.shift(timedelta(days=8))
    waiting = Message(
        dedupe_key="other",
        name="invitation",
        message_class=MessageClass.INVITATION,
        candidate_id=invitation.candidate_id,
        sender_id=sanne.id,
        sender_name="Sanne",
        language=invitation.candidate.language,
        subject="Nog een",
        text="Dag",
        html="Dag",
        created_at=NOW,
        due_at=NOW,
    )
    db.session.add(waiting)
    db.session.commit()

    deliver_due()

    assert waiting.state is MessageState.CANCELLED


def test_saying_yes_ten_times_and_from_four_phones_at_once_is_one_application(app, phone, address):
    for _again in range(2):
        say(phone, address, "interested")
    pages = [Browser(app).get(address) for _phone in range(4)]

    def press(number, page):
        with app.app_context():
            page.submit("Send my answer", answer="interested", note=f"telefoon {number}")

    threads = [threading.Thread(target=press, args=each) for each in enumerate(pages)]
    db.session.remove()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(candidacies()) == 1


@pytest.mark.parametrize("answer", ["no", "not_now", "stop"])
def test_whoever_changes_their_mind_ends_the_application_and_gets_it_back_by_saying_yes(phone, address, answer):
    say(phone, address, "interested")
    page = say(phone, address, answer)
    assert "You are now a candidate" not in page.text
    (application,) = candidacies()
    assert application.outcome is Outcome.WITHDREW
    assert application.candidate.procedure_closed_at == NOW

    say(phone, address, "interested")

    (application,) = candidacies()
    assert (application.outcome, application.decided_at) == (Outcome.OPEN, None)
    assert application.candidate.procedure_closed_at is None


def test_a_no_leaves_an_application_that_began_otherwise_alone(phone, address, invitation):
    applications.apply(invitation.candidate, invitation.vacancy, now=NOW)
    db.session.commit()

    say(phone, address, "interested")
    say(phone, address, "no")

    (application,) = candidacies()
    assert application.outcome is Outcome.OPEN


def test_once_it_was_decided_only_stop_changes_anything(phone, address, invitation):
    form = phone.get(address)
    say(phone, address, "interested")
    (application,) = candidacies()
    application.reject("Nee", NOW)
    db.session.commit()

    page = form.submit("Send my answer", answer="no")
    assert "Your application was decided" in page.text
    assert not page.all("//form")
    form.submit("Send my answer", answer="stop")

    db.session.refresh(invitation)
    assert invitation.reply is Reply.STOP
    assert candidacies()[0].outcome is Outcome.REJECTED


def test_a_moment_reaches_both_calendars(phone, address, browser, sanne):
    page = say(phone, address, "interested", day="2026-12-03", hours="10:30", note="Op mijn mobiel.")
    assert "Thursday 3 December at 10:30" in page.text

    mine = icalendar.Calendar.from_ical(page.click("Put it in my calendar").response.data)
    browser.is_signed_in(sanne)
    answers = browser.get(f"/vacancies/{candidacies()[0].vacancy_id}/answers")
    assert "Thursday 3 December at 10:30" in answers.text
    theirs = icalendar.Calendar.from_ical(answers.click("Put it in my calendar").response.data)

    for calendar in (mine, theirs):
        (event,) = calendar.walk("VEVENT")
        assert event.decoded("dtstart").astimezone(AMSTERDAM).isoformat() == "2026-12-03T10:30:00+01:00"
        assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=30)
        assert event["status"] == "TENTATIVE"
        assert "/p/" not in calendar.to_ical().decode(), "a calendar is shared: no secret address in it"
    assert mine.walk("VEVENT")[0]["uid"] == theirs.walk("VEVENT")[0]["uid"]
    assert "Marieke G." in theirs.walk("VEVENT")[0]["summary"]


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ("", "Thursday 3 December"),
        ("morning", "Thursday 3 December between 9:00 and 12:00"),
        ("evening", "Thursday 3 December between 17:00 and 20:00"),
    ],
)
def test_a_part_of_the_day_is_kept_as_it_was_chosen(phone, address, hours, words):
    page = say(phone, address, "interested", day="2026-12-03", hours=hours)
    assert words in page.text

    form = page.click("Change my answer")
    assert form.all("//input[@name='day']/@value") == ["2026-12-03"]
    assert form.all("//select[@name='hours']/option[@selected]/@value") == [hours]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"answer": "interested", "hours": "morning"}, "Choose a day as well."),
        ({"answer": "interested", "day": "2026-11-22"}, "Choose a moment that is still to come."),
        ({"answer": "interested", "day": "2026-11-23", "hours": "8:00"}, "Choose a moment that is still to come."),
        ({"answer": "interested", "day": "2028-01-01"}, "Choose a day within a year."),
        ({"answer": "not_now", "rest": "day"}, "Choose a day."),
        ({"answer": "not_now", "until": "2026-11-23"}, "Choose a day that is still to come."),
    ],
)
def test_what_cannot_be_is_said_and_what_was_written_stays(phone, address, invitation, fields, words):
    page = phone.get(address).submit("Send my answer", note="Bel me na vieren.", **fields)

    assert page.status == 422
    assert words in page.text
    assert "Bel me na vieren." in page.all("//textarea")[0].text_content()
    db.session.refresh(invitation)
    assert invitation.reply is None


def test_what_belongs_to_another_answer_is_not_looked_at(phone, address, invitation):
    page = say(phone, address, "no", day="gisteren", until="2020-01-01", hours="morning")

    assert "Thank you for telling us" in page.text
    db.session.refresh(invitation)
    assert (invitation.reply, invitation.moment, invitation.not_now_until) == (Reply.NO, None, None)


@pytest.mark.parametrize(("rest", "day"), [("1", "2026-12-23"), ("3", "2027-02-23"), ("6", "2027-05-23"), ("", None)])
def test_not_now_offers_a_few_days_to_choose_from(phone, address, invitation, rest, day):
    say(phone, address, "not_now", rest=rest)

    db.session.refresh(invitation)
    db.session.refresh(invitation.candidate)
    until = invitation.candidate.paused_until
    assert (until and until.astimezone(AMSTERDAM).date().isoformat()) == day


def test_whoever_comes_back_finds_the_day_that_they_chose(phone, address, invitation):
    say(phone, address, "not_now", rest="3")

    say(phone, address, "not_now", note="Dat is na mijn verhuizing.")

    db.session.refresh(invitation)
    assert invitation.not_now_until.astimezone(AMSTERDAM).date().isoformat() == "2027-02-23"
    assert invitation.note == "Dat is na mijn verhuizing."


def test_the_recruiter_hears_at_once_that_there_is_a_moment_and_a_note_and_reads_them_on_the_page(
    phone, address, browser, sanne
):
    say(phone, address, "interested", day="2026-12-03", hours="morning", note="Bel me na vieren.")

    mail = db.session.scalars(sa.select(Message).where(Message.user_id == sanne.id)).one()
    assert "propose a moment to talk and wrote something with it" in mail.text
    assert mail.due_at == NOW
    for secret in ("Bel me na vieren.", "december", "December", "de Groot"):
        assert secret not in mail.subject + mail.text + mail.html
    assert db.session.scalars(sa.select(Alert)).one().kind is AlertKind.REPLY
    db.session.rollback()
    browser.is_signed_in(sanne)
    for path in ("/today", f"/candidates/{candidacies()[0].candidate.public_id}"):
        page = browser.get(path)
        assert "Thursday 3 December between 9:00 and 12:00" in page.text
        assert "Bel me na vieren." in page.text


def test_after_the_vacancy_closed_the_page_is_kind_and_asks_nothing(phone, address, invitation):
    invitation.vacancy.close(NOW)
    db.session.commit()

    page = phone.get(address)

    assert "This vacancy is closed" in page.text
    assert "You need not do anything." in page.text
    assert not page.all("//form")


def test_an_answer_that_crosses_the_closing_is_heard_but_begins_nothing(phone, address, invitation, sanne):
    form = phone.get(address)
    invitation.vacancy.close(NOW)
    db.session.commit()

    page = form.submit("Send my answer", answer="interested", note="Graag!")

    assert "This vacancy closed before your answer came." in page.text
    assert candidacies() == []
    db.session.refresh(invitation)
    assert invitation.note == "Graag!"
    mail = db.session.scalars(sa.select(Message).where(Message.user_id == sanne.id)).one()
    assert "The vacancy was closed already" in mail.text


def test_somebody_who_withdrew_everything_may_still_say_yes_and_is_a_candidate_and_nothing_more(
    phone, address, invitation
):
    withdraw(invitation.candidate, list(Purpose), capture=CAPTURE, now=NOW)
    db.session.commit()

    say(phone, address, "interested")

    (application,) = candidacies()
    assert application.outcome is Outcome.OPEN
    assert not may(application.candidate, Purpose.MATCH_VACANCIES, NOW).allowed


def test_withdrawing_everything_ends_what_began_with_the_invitation_and_hides_the_person_at_once(
    phone, address, invitation
):
    say(phone, address, "interested")

    withdraw(invitation.candidate, list(Purpose), capture=CAPTURE, now=NOW)
    db.session.commit()

    (application,) = candidacies()
    assert application.outcome is Outcome.WITHDREW
    assert db.session.scalars(Candidate.visible(NOW)).all() == []


def test_withdrawing_everything_leaves_an_application_of_ones_own_running(phone, address, invitation):
    own = applications.apply(invitation.candidate, make_vacancy("Code 95", title="Planner"), now=NOW)
    db.session.commit()
    say(phone, address, "interested")

    withdraw(invitation.candidate, list(Purpose), capture=CAPTURE, now=NOW)
    db.session.commit()

    assert {each.outcome for each in candidacies()} == {Outcome.WITHDREW, Outcome.OPEN}
    assert own.outcome is Outcome.OPEN
    assert own.candidate.procedure_closed_at is None


def test_somebody_for_whom_we_do_nothing_gets_no_application(phone, address, invitation):
    invitation.candidate.restricted_at = NOW
    db.session.commit()

    say(phone, address, "interested")

    assert candidacies() == []


def test_a_second_invitation_for_another_vacancy_has_its_own_answer(phone, address, invitation, sanne):
    limits = db.session.scalars(sa.select(Organisation)).one()
    limits.invitation_gap_days = 0
    db.session.commit()
    other = invited(make_match(invitation.candidate, make_vacancy("Code 95", title="Planner", matched_at=NOW)), sanne)

    say(phone, address, "interested")

    db.session.refresh(other)
    assert other.reply is None
    assert db.session.scalar(sa.select(sa.func.count(Invitation.id))) == 2


def test_the_import_of_what_began_with_our_invitation_is_the_same_application(app, phone, address, tmp_path):
    """The applicant tracking system writes it down on another day, and later says how it ended."""
    say(phone, address, "interested")
    candidate, vacancy = candidacies()[0].candidate, candidacies()[0].vacancy
    row = {"e-mail": candidate.email, "last name": "de Groot", "vacancy": vacancy.title, "applied on": "2026-11-22"}
    ends = {"stage": "final", "outcome": "hired", "rejected on": "2026-11-23"}

    for more in ({"stage": "interviewed", "outcome": "open"}, ends):
        path = tmp_path / f"{more['outcome']}.jsonl"
        path.write_text(json.dumps(row | more))
        result = app.test_cli_runner().invoke(import_command, [str(path), "--json"])
        assert json.loads(result.stdout)["report"] is None, result.output
        db.session.expire_all()

    (application,) = candidacies()
    assert (application.stage, application.outcome) == (Stage.FINAL, Outcome.HIRED)
    assert application.candidate.hired_at
