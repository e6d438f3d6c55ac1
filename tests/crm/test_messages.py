"""Every mail can be found, with where it stands and why; it is taken back or sent again; nobody sees who refused."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.consent.services import withdraw
from crm.extensions import db
from crm.mail.delivery import deliver_due
from crm.messages.listing import PER_PAGE, Asked, listed
from crm.portal import rights
from crm.portal import services as portal
from models import (
    AccessRecord,
    Attempt,
    AuditEvent,
    Bounce,
    BounceKind,
    Finding,
    Invitation,
    Message,
    MessageClass,
    MessageState,
    Outcome,
    Purpose,
    Reply,
    Role,
)
from tests.crm.test_consent import CAPTURE
from tests.crm.test_invitations import make_match
from tests.crm.test_mail import make_message
from tests.factories import EVERYTHING, NOW, make_application, make_candidate, make_user, make_vacancy, turn_down
from tests.pages import Browser

WORDS = "Sanne, Kadewerk\n\nBrief\n\nDag Marieke,\n\nEen regel.\n\n-- \nKadewerk\n"


def letter(**values):
    return make_message(**{"name": "rejection", "text": WORDS, "subject": "Over je sollicitatie"} | values)


def rejected(by, **values):
    application = make_application(make_candidate(procedure_closed_at=None, **values))
    turn_down(application, sentence="Dank voor je komst.", by=by)
    return application, db.session.scalars(sa.select(Message).where(Message.name == "rejection")).one()


@pytest.fixture
def colleague(app, organisation):
    """Somebody who is a recruiter and nothing else."""
    visitor = Browser(app)
    visitor.user = make_user(roles=[Role.RECRUITER.value])
    visitor.is_signed_in(visitor.user)
    return visitor


def test_a_mail_stands_in_the_list_with_whom_it_is_for_what_it_is_and_when_it_leaves(browser, recruiter, organisation):
    organisation.send_delays = {"process": 30}
    application, _letter = rejected(recruiter)

    page = browser.get("/messages")

    assert "Marieke de Groot" in page.text
    assert f"Rejection{application.vacancy.title}" in page.text
    assert "WaitingLeaves at 10:30, and can be taken back until then." in page.text
    assert "Dank voor je komst." in page.click("Marieke de Groot").text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Leaves within a minute."),
        ({"message_class": MessageClass.INVITATION, "due_at": NOW + timedelta(days=4)}, "Leaves Friday 10:00"),
        (
            {"message_class": MessageClass.INVITATION, "due_at": NOW + timedelta(days=5)},
            "Leaves 30 November 2026, 08:00",
        ),
        (
            {"message_class": MessageClass.INVITATION, "due_at": NOW + timedelta(hours=10)},
            "Leaves Tuesday 08:00, within",
        ),
        ({"due_at": NOW + timedelta(minutes=8), "reason": "later:451"}, "asks to wait (451). Next try at 10:08."),
        ({"due_at": NOW + timedelta(minutes=8), "reason": "later:TimeoutError"}, "cannot be reached. Next try at"),
        ({"due_at": NOW + timedelta(days=2), "reason": "contact_budget"}, "was written to a short while ago"),
        ({"state": MessageState.SENDING}, "Is leaving now."),
        ({"state": MessageState.SENT, "sent_at": NOW}, "Left on 23 November 2026, 10:00."),
        ({"state": MessageState.FAILED, "reason": "refused:550"}, "refuses this mail or this address (550)"),
        ({"state": MessageState.FAILED, "reason": "gave_up:451"}, "Given up after three days. The mail server asks"),
        ({"state": MessageState.FAILED, "reason": "bad_address"}, "No mail can be sent to this address"),
        ({"state": MessageState.UNKNOWN, "reason": "no_answer"}, "may have arrived, so it is not sent again"),
        ({"state": MessageState.CANCELLED, "reason": "vacancy_closed"}, "The vacancy closed before it left."),
        ({"state": MessageState.CANCELLED, "reason": "taken_back"}, "A colleague took it back."),
        ({"state": MessageState.CANCELLED, "reason": "address_bounces"}, "Mail to this address comes back."),
        ({"due_at": NOW + timedelta(minutes=15), "reason": "call_first"}, "somebody calls first"),
        ({"due_at": NOW + timedelta(minutes=15), "reason": "paused"}, "rests until somebody lets it go"),
    ],
)
def test_each_state_says_in_words_what_happens_and_why(browser, recruiter, organisation, values, said):
    organisation.quiet_hours = True
    message = letter(**values)

    assert said in browser.get("/messages").text
    assert said in browser.get(f"/messages/{message.public_id}").text


def test_whoever_may_not_be_mailed_gets_one_sentence_whatever_the_reason(browser, recruiter):
    reasons = ("no_permission", "suppressed", "restricted", "erased", "something new")
    messages = [letter(state=MessageState.CANCELLED, reason=reason) for reason in reasons]

    said = {browser.get(f"/messages/{each.public_id}").text.split("Envelope")[0] for each in messages}

    assert len(said) == 1
    assert "We may not mail this person. Nothing was sent." in said.pop()


def test_nobody_sees_who_refused(colleague, clock):
    """Of two people who were asked alike, one withdraws, asks for a code and gets receipts; the page stays the same."""
    quiet, busy = (make_candidate(first_name="Noor", allows={*EVERYTHING, Purpose.SURVEY}) for _each in range(2))
    for person in (quiet, busy):
        letter(candidate=person, state=MessageState.SENT, sent_at=NOW)
    before = colleague.get("/messages").text
    events = withdraw(busy, {Purpose.SURVEY, Purpose.EMAIL_VACANCIES}, capture=CAPTURE, now=NOW)
    portal.send_receipt(busy, events, now=NOW)
    rights.send_code(busy, session="s", network="192.0.2.0/24", now=NOW)
    portal.send_link(busy.email, network="192.0.2.0/24", now=NOW)
    for message_class in MessageClass:
        if message_class is not MessageClass.STAFF and not message_class.is_personal:
            letter(candidate=busy, message_class=message_class, state=MessageState.SENT, sent_at=NOW)
    db.session.commit()

    assert colleague.get("/messages").text == before
    for person in (quiet, busy):
        assert len(colleague.get("/messages", query={"person": person.public_id}).all("//tbody/tr")) == 1
    others = db.session.scalars(sa.select(Message).where(Message.message_class != MessageClass.PROCESS)).all()
    assert len(others) >= 7
    for message in others:
        assert colleague.answer("GET", f"/messages/{message.public_id}").status_code == 404
        assert colleague.answer("POST", f"/messages/{message.public_id}/cancellation").status_code in (400, 404)


def test_a_privacy_officer_sees_every_mail_to_a_person_and_that_they_looked_is_kept(browser, recruiter):
    person = make_candidate(keep_until=NOW - timedelta(days=1))
    portal.send_link(person.email, network="192.0.2.0/24", now=NOW)
    db.session.commit()

    page = browser.get("/messages").click("Marieke de Groot")

    assert "Personal link" in page.text
    assert db.session.scalars(sa.select(AccessRecord.page)).all() == ["messages.show"]


def test_whoever_is_out_of_every_list_is_out_of_this_one(colleague):
    gone = make_candidate()
    message = letter(candidate=gone)
    assert "Marieke" in colleague.get("/messages").text
    gone.keep_until = NOW - timedelta(seconds=1)
    db.session.commit()

    assert "Marieke" not in colleague.get("/messages").text
    assert colleague.answer("GET", f"/messages/{message.public_id}").status_code == 404


def test_mail_to_staff_is_for_whom_it_was_written_to(colleague):
    mine = letter(user=colleague.user, message_class=MessageClass.STAFF, name="alert")
    other = letter(user=make_user(name="Tim"), message_class=MessageClass.STAFF, name="alert")

    assert colleague.get(f"/messages/{mine.public_id}").status == 200
    assert colleague.answer("GET", f"/messages/{other.public_id}").status_code == 404


def test_a_code_and_a_link_are_never_shown(browser, recruiter, mail_folder):
    person = make_candidate()
    rights.send_code(person, session="s", network="192.0.2.0/24", now=NOW)
    db.session.commit()
    deliver_due()
    message = db.session.scalars(sa.select(Message)).one()

    page = browser.get(f"/messages/{message.public_id}")

    assert "••••••••" in page.text
    assert "[[code]]" not in page.text
    assert "link.invalid" not in page.body
    assert "/p/" not in page.body


def test_filters_find_by_state_kind_vacancy_and_person(browser, recruiter):
    driver, planner = make_vacancy(title="Chauffeur"), make_vacancy(title="Planner")
    ada, bo = make_candidate(first_name="Ada", last_name="Aal"), make_candidate(first_name="Bo", last_name="Bes")
    letter(candidate=ada, vacancy_id=driver.id, state=MessageState.SENT, sent_at=NOW)
    letter(candidate=bo, vacancy_id=planner.id, message_class=MessageClass.INVITATION, name="invitation")

    def names(**asked):
        page = browser.get("/messages", query=asked)
        return [name for name in ("Ada Aal", "Bo Bes") if page.all(f"//td/a[text()='{name}']")]

    assert names() == ["Ada Aal", "Bo Bes"]
    assert names(state="sent") == ["Ada Aal"]
    assert names(state="waiting") == ["Bo Bes"]
    assert names(kind="invitation") == ["Bo Bes"]
    assert names(vacancy=driver.id) == ["Ada Aal"]
    assert names(person="ada") == ["Ada Aal"]
    assert names(person=bo.email) == ["Bo Bes"]
    assert names(person=bo.public_id, state="sent") == []
    assert names(state="nonsense", kind="nonsense", vacancy="x", before="-4") == ["Ada Aal", "Bo Bes"]
    assert "No mail like that" in browser.get("/messages", query={"person": "nobody at all"}).text


def test_what_came_back_says_so_and_a_complaint_is_nobodys_business(colleague):
    returned, complained = (letter(state=MessageState.SENT, sent_at=NOW) for _each in range(2))
    for message, kind in ((returned, BounceKind.HARD), (complained, BounceKind.COMPLAINT)):
        db.session.add(Bounce(message_id=message.id, kind=kind, status="5.1.1", address_hash="h", at=NOW))
    db.session.commit()

    (row,) = colleague.get("/messages", query={"state": "returned"}).all("//tbody/tr")
    assert "Came back on 23 November 2026, 10:00: this address does not exist." in row.text_content()
    assert "Left on 23 November" in colleague.get(f"/messages/{complained.public_id}").text


def test_pages_go_from_the_newest_to_the_oldest_and_back(browser, recruiter):
    person = make_candidate()
    numbers = [letter(candidate=person, subject=str(number)).id for number in range(2 * PER_PAGE + 3)]

    def shown(page):
        public = [address.rpartition("/")[2] for address in page.all("//td/a/@href")]
        return [db.session.scalar(sa.select(Message.id).where(Message.public_id == each)) for each in public]

    first = browser.get("/messages")
    second = first.click("Older")
    third = second.click("Older")

    assert shown(first) + shown(second) + shown(third) == numbers[::-1]
    assert not third.all("//a[@rel='next']")
    assert shown(third.click("Newer")) == shown(second)
    assert shown(second.click("Newer")) == shown(first)


def test_an_empty_installation_says_what_this_place_is_for(browser, recruiter):
    assert "No mail yet" in browser.get("/messages").text


def test_a_rejection_taken_back_opens_the_application_again_and_another_letter_may_follow(
    browser, recruiter, mail_folder
):
    application, message = rejected(recruiter)

    page = browser.get(f"/messages/{message.public_id}").submit("Take it back")

    assert "Taken back. Nothing was sent." in page.text
    assert f"{recruiter.name} took it back on" in page.text
    assert (application.outcome, application.decided_at, application.feedback) == (Outcome.OPEN, None, None)
    assert application.last_told_at == application.applied_at
    assert application.candidate.procedure_closed_at is None
    assert not application.verdicts
    actions = db.session.scalars(sa.select(AuditEvent.action)).all()
    assert actions[-2:] == ["rejection_taken_back", "message.taken_back"]
    found = {each.id: (Finding.ENOUGH, "Beter.") for each in application.vacancy.requirements}
    later = NOW + timedelta(minutes=1)
    turn_down(application, findings=found, sentence="Toch nee.", by=recruiter, now=later)
    assert db.session.scalar(sa.select(sa.func.count()).where(Message.state == MessageState.QUEUED)) == 1


def test_an_invitation_taken_back_was_never_given_and_may_be_given_again(browser, recruiter):
    match = make_match(make_candidate(allows=EVERYTHING))
    browser.get(f"/matches/{match.id}/invitation").submit("Invite Marieke", sentence="Kom je praten?")
    message = db.session.scalars(sa.select(Message).where(Message.name == "invitation")).one()

    browser.get(f"/messages/{message.public_id}").submit("Take it back")

    assert db.session.scalars(sa.select(Invitation)).all() == []
    assert match.decision is None
    browser.get(f"/matches/{match.id}/invitation").submit("Invite Marieke", sentence="Toch maar.")
    assert db.session.scalars(sa.select(Invitation.sentence)).all() == ["Toch maar."]


def test_an_invitation_that_was_answered_on_the_page_is_not_taken_back(browser, recruiter):
    match = make_match(make_candidate(allows=EVERYTHING))
    browser.get(f"/matches/{match.id}/invitation").submit("Invite Marieke", sentence="Kom je praten?")
    message = db.session.scalars(sa.select(Message).where(Message.name == "invitation")).one()
    page = browser.get(f"/messages/{message.public_id}")
    invitation = db.session.scalars(sa.select(Invitation)).one()
    invitation.reply, invitation.replied_at = Reply.NO, NOW
    db.session.commit()

    assert "Too late" in page.submit("Take it back").text
    assert message.state is MessageState.QUEUED


def test_a_letter_that_left_while_the_page_was_open_is_not_taken_back(browser, recruiter, mail_folder):
    application, message = rejected(recruiter)
    page = browser.get(f"/messages/{message.public_id}")
    deliver_due()

    assert "Too late" in page.submit("Take it back").text
    assert application.outcome is Outcome.REJECTED
    assert "Take it back" not in browser.get(f"/messages/{message.public_id}").text


def test_what_failed_is_sent_again_and_everything_is_asked_once_more(browser, recruiter, mail_folder):
    person = make_candidate(allows=EVERYTHING)
    message = letter(
        candidate=person,
        message_class=MessageClass.INVITATION,
        name="invitation",
        state=MessageState.FAILED,
        reason="refused:550",
    )
    db.session.add(Attempt(message_id=message.id, started_at=NOW, ended_at=NOW, outcome="refused:550"))
    db.session.commit()
    page = browser.get(f"/messages/{message.public_id}")
    assert "Refused by the mail server (550)" in page.text

    said = page.submit("Send again").text

    assert "sent once more" in said
    assert f"{recruiter.name} sent it again on" in said
    withdraw(person, {Purpose.EMAIL_VACANCIES}, capture=CAPTURE, now=NOW)
    db.session.commit()
    deliver_due()
    assert message.state is MessageState.CANCELLED
    assert not list(mail_folder.glob("*.eml"))


@pytest.mark.parametrize("state", [MessageState.UNKNOWN, MessageState.SENT, MessageState.CANCELLED])
def test_an_invitation_that_may_have_arrived_has_no_button_and_no_way_round(browser, recruiter, state):
    failed = letter(message_class=MessageClass.INVITATION, state=MessageState.FAILED, reason="refused:550")
    page = browser.get(f"/messages/{failed.public_id}")
    failed.state = state
    db.session.commit()

    assert "Send again" not in browser.get(f"/messages/{failed.public_id}").text
    assert "not sent again" in page.submit("Send again").text
    assert failed.state is state


def test_what_somebody_waits_for_is_never_taken_back(browser, recruiter):
    code = letter(message_class=MessageClass.RIGHTS, name="access_code")

    assert "Take it back" not in browser.get(f"/messages/{code.public_id}").text


def test_whoever_writes_a_letter_hears_when_it_leaves_and_until_when_it_can_be_taken_back(
    browser, recruiter, organisation
):
    organisation.send_delays = {"process": 30, "invitation": 5}
    match = make_match(make_candidate(allows=EVERYTHING))
    db.session.commit()

    page = browser.get(f"/matches/{match.id}/invitation").submit("Invite Marieke", sentence="Kom je praten?")

    assert "The letter to Marieke leaves at 10:05. Until then you can take it back under Messages." in page.text


@pytest.mark.parametrize("roles", [[Role.RECRUITER.value], [Role.RECRUITER.value, Role.PRIVACY_OFFICER.value]])
def test_a_page_of_the_list_is_read_in_its_order_and_never_sorted_out_of_all_mail(organisation, roles):
    """On SQLite, whose plans do not depend on how many mails there are; `make bench` measures both with a million."""
    if db.engine.dialect.name != "sqlite":
        return
    plans, user = [], make_user(roles=roles)
    letter()

    def explain(connection, cursor, statement, parameters, _context, _many):
        if "FROM message" in statement and "ORDER BY message.id DESC" in statement:
            plan = connection.connection.dbapi_connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[3] for row in plan)

    sa.event.listen(db.engine, "before_cursor_execute", explain)
    try:
        for asked in (Asked(), Asked(state="failed"), Asked(before=10), Asked(kind=MessageClass.PROCESS)):
            listed(asked, user, now=NOW)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", explain)

    assert plans
    assert not [step for step in plans if "TEMP B-TREE" in step]
