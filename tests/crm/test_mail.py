"""Mail leaves once, to people who still want it, and no secret stays behind."""

import email
import email.policy
import socket
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller

from crm.clock import utcnow
from crm.consent.services import withdraw
from crm.extensions import db
from crm.mail import leases
from crm.mail.delivery import deliver_due, deliver_one
from crm.mail.quiet import next_opening
from crm.mail.recovery import recover
from crm.mail.rendering import PERSONAL_LINK
from crm.mail.transports import connect
from models import Attempt, Language, Link, Message, MessageClass, MessageState, Organisation, Suppression
from tests.crm.test_consent import CAPTURE
from tests.factories import EVERYTHING, NOW, make_candidate, make_user, make_vacancy

_numbers = count(1)
pytestmark = pytest.mark.usefixtures("organisation", "clock")


class Stopwatch:
    """Of the leases; it runs only when a test says so."""

    def __init__(self):
        self.reads = 0.0

    def __call__(self):
        return self.reads

    def passes(self, **time):
        self.reads += timedelta(**time).total_seconds()


@pytest.fixture
def stopwatch(monkeypatch):
    watch = Stopwatch()
    monkeypatch.setattr(leases, "stopwatch", watch)
    return watch


def make_message(candidate=None, message_class=MessageClass.PROCESS, **values):
    """To a new candidate unless it says to whom; with a `user` to nobody else."""
    if "user" not in values:
        values["candidate"] = candidate or make_candidate(allows=EVERYTHING)
    defaults = {
        "dedupe_key": f"test:{next(_numbers)}",
        "name": "rejection",
        "sender_name": "Sanne Bakker, Kadewerk",
        "reply_to": "sanne@kadewerk.example",
        "language": Language.DUTCH,
        "subject": "Je sollicitatie, Marieke: één ding",
        "text": f"Dag Marieke,\n\n{PERSONAL_LINK}\n",
        "html": f'<p>Dag Marieke, <a href="{PERSONAL_LINK}">jouw pagina</a></p>',
        "created_at": NOW,
        "due_at": NOW,
    }
    message = Message(message_class=message_class, **defaults | values)
    db.session.add(message)
    db.session.commit()
    return message


def arrived(folder):
    return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in folder.glob("*.eml")]


def test_a_mail_arrives_with_a_person_to_answer_to_and_equal_bodies(mail_folder):
    make_message()

    deliver_due()

    (mime,) = arrived(mail_folder)
    assert mime["From"] == '"Sanne Bakker, Kadewerk" <werk@kadewerk.example>'
    assert mime["Reply-To"] == "sanne@kadewerk.example"
    assert mime["Subject"] == "Je sollicitatie, Marieke: één ding"
    assert "http://localhost/p/" in mime.get_body(("plain",)).get_content()
    assert "http://localhost/p/" in mime.get_body(("html",)).get_content()


def test_the_secret_of_a_link_leaves_in_the_mail_and_is_nowhere_in_the_database(mail_folder, app):
    make_message()
    deliver_due()
    (mime,) = arrived(mail_folder)
    secret = mime.get_body(("plain",)).get_content().split("/p/")[1].split()[0]

    assert db.session.scalars(sa.select(Link)).one()
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)):
            assert secret not in str(row)


def test_sweeping_twice_sends_once(mail_folder):
    make_message()

    deliver_due()
    deliver_due()

    assert len(arrived(mail_folder)) == 1


@pytest.mark.parametrize("was_written", [True, False])
def test_after_a_crash_while_sending_a_folder_holds_each_mail_exactly_once(mail_folder, was_written, stopwatch):
    message = make_message(message_class=MessageClass.INVITATION, state=MessageState.SENDING, lease="of the dead")
    if was_written:
        mail_folder.mkdir()
        (mail_folder / f"{message.public_id}.eml").write_bytes(b"Subject: x\n\nx")
    deliver_due()
    assert message.state is MessageState.SENDING, "it may still be alive"
    stopwatch.passes(seconds=6)

    deliver_due()

    db.session.refresh(message)
    assert message.state is MessageState.SENT
    assert len(list(mail_folder.glob("*.eml"))) == 1


@pytest.mark.parametrize("message_class", list(MessageClass), ids=lambda each: each.value)
def test_after_a_crash_with_smtp_what_we_want_to_say_is_never_doubled_and_what_people_wait_for_never_lost(
    message_class, stopwatch
):
    """The classes of the table in docs/mail.md, written out once more."""
    to = {"user": make_user()} if message_class is MessageClass.STAFF else {}
    message = make_message(None, message_class, state=MessageState.SENDING, lease="of the dead", **to)
    transport = connect("smtp://127.0.0.1:9")
    recover(transport, now=utcnow())
    stopwatch.passes(minutes=8)

    recover(transport, now=utcnow())

    at_most_once = {
        MessageClass.INVITATION,
        MessageClass.CONSENT_REQUEST,
        MessageClass.RENEWAL,
        MessageClass.SURVEY,
    }
    assert message.state is (MessageState.UNKNOWN if message_class in at_most_once else MessageState.QUEUED)


def test_a_crash_before_the_words_leave_costs_nothing(stopwatch):
    message = make_message(None, MessageClass.INVITATION, state=MessageState.LEASED, lease="of the dead")
    transport = connect("smtp://127.0.0.1:9")
    recover(transport, now=utcnow())
    stopwatch.passes(minutes=8)

    recover(transport, now=utcnow())

    assert (message.state, message.lease) == (MessageState.QUEUED, None)


@pytest.mark.parametrize("jump", [timedelta(days=400), -timedelta(days=400)], ids=["ahead", "back"])
def test_a_clock_that_jumps_takes_nothing_from_a_worker_that_is_busy(clock, stopwatch, jump):
    message = make_message(state=MessageState.SENDING, lease="of the living")
    transport = connect("smtp://127.0.0.1:9")
    recover(transport, now=utcnow())
    clock.shift(jump)
    stopwatch.passes(minutes=6)

    recover(transport, now=utcnow())

    assert message.lease == "of the living"


def test_permission_is_asked_again_at_the_moment_of_sending(mail_folder):
    candidate = make_candidate(allows=EVERYTHING)
    message = make_message(candidate, MessageClass.INVITATION)
    for permission in candidate.permissions:
        permission.expires_at = NOW - timedelta(seconds=1)
    db.session.commit()

    deliver_due()

    db.session.refresh(message)
    assert (message.state, message.reason) == (MessageState.CANCELLED, "no_permission")
    assert not mail_folder.exists() or not arrived(mail_folder)


def test_a_letter_about_an_application_still_leaves_after_everything_is_withdrawn(mail_folder):
    candidate = make_candidate(allows=EVERYTHING)
    make_message(candidate, MessageClass.PROCESS)
    withdraw(candidate, EVERYTHING, capture=CAPTURE, now=NOW)
    db.session.commit()

    deliver_due()

    assert len(arrived(mail_folder)) == 1


def test_an_invitation_for_a_vacancy_that_closed_meanwhile_stays_home():
    vacancy = make_vacancy()
    message = make_message(None, MessageClass.INVITATION, vacancy_id=vacancy.id)
    vacancy.close(NOW)
    db.session.commit()

    deliver_due()

    db.session.refresh(message)
    assert message.reason == "vacancy_closed"


def test_a_suppressed_address_gets_no_invitation(app):
    from crm.keys import keyed_hash

    candidate = make_candidate(allows=EVERYTHING)
    db.session.add(Suppression(email_hash=keyed_hash("suppression", candidate.email), reason="asked", created_at=NOW))
    message = make_message(candidate, MessageClass.INVITATION)

    deliver_due()

    db.session.refresh(message)
    assert message.reason == "suppressed"


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        ("2026-11-23T09:00", "2026-11-23T09:00"),
        ("2026-11-23T06:59", "2026-11-23T07:00"),
        ("2026-11-23T18:00", "2026-11-24T07:00"),
        ("2026-11-20T18:00", "2026-11-23T07:00"),
        ("2026-07-04T12:00", "2026-07-06T06:00"),
    ],
)
def test_invitations_leave_on_working_days_on_the_clock_of_the_organisation(now, opening):
    organisation = Organisation(quiet_hours=True, time_zone="Europe/Amsterdam")
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)

    assert next_opening(organisation, at) == datetime.fromisoformat(opening).replace(tzinfo=UTC)


class Server:
    """A real SMTP server that answers what the test says, per recipient."""

    def __init__(self, *answers):
        self.answers, self.received = list(answers), []

    async def handle_DATA(self, server, session, envelope):
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            self.received.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return answer


@pytest.fixture
def smtp():
    servers, transports = [], []

    def start(*answers):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        handler = Server(*answers)
        controller = Controller(handler, hostname="127.0.0.1", port=port)
        controller.start()
        servers.append(controller)
        transports.append(connect(f"smtp://127.0.0.1:{port}"))
        return handler, transports[-1]

    yield start
    for transport in transports:
        transport.close()
    for server in servers:
        server.stop()


def test_a_real_server_receives_one_click_unsubscribe_in_every_invitation(smtp):
    handler, transport = smtp()
    make_message(None, MessageClass.INVITATION)

    deliver_one(transport, now=utcnow())

    (mime,) = handler.received
    assert mime["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mime["List-Unsubscribe"].startswith("<http://localhost/u/")
    assert mime["Auto-Submitted"] == "auto-generated"


def test_a_server_that_says_later_is_asked_again_later_with_the_same_message_id(smtp, clock):
    handler, transport = smtp("451 busy")
    message = make_message()

    deliver_one(transport, now=utcnow())
    db.session.refresh(message)
    assert message.state is MessageState.QUEUED
    assert message.due_at > utcnow()
    clock.shift(timedelta(minutes=3))
    deliver_one(transport, now=utcnow())

    db.session.refresh(message)
    assert message.state is MessageState.SENT
    assert handler.received[0]["Message-ID"] == f"<{message.public_id}@localhost>"
    assert [attempt.outcome for attempt in db.session.scalars(sa.select(Attempt))] == ["later:451", "sent"]


def test_a_server_that_says_never_is_not_asked_again(smtp):
    _handler, transport = smtp("550 no such person")
    message = make_message()

    deliver_one(transport, now=utcnow())

    db.session.refresh(message)
    assert (message.state, message.reason) == (MessageState.FAILED, "refused:550")
    assert not deliver_one(transport, now=utcnow())


def test_a_server_that_is_not_there_loses_nothing_and_costs_the_others_no_try(app, monkeypatch):
    monkeypatch.setitem(app.config, "CRM_MAIL_URL", "smtp://127.0.0.1:1")
    tried, other = make_message(), make_message()

    deliver_due()

    assert (tried.state, tried.tries) == (MessageState.QUEUED, 1)
    assert tried.due_at > utcnow()
    assert (other.state, other.tries, other.due_at) == (MessageState.QUEUED, 0, NOW)


@pytest.mark.parametrize("subject", ["Dag\r\nBcc: iedereen@example.org", "Dag\nSubject: twee"])
def test_a_line_break_in_a_subject_cannot_add_a_header(mail_folder, subject):
    make_message(subject=subject)

    deliver_due()

    (mime,) = arrived(mail_folder)
    assert mime["Bcc"] is None
    assert mime.get_all("Subject") == [" ".join(subject.split())]
