"""Mail leaves once, to people who still want it, and no secret stays behind."""

import email
import email.policy
import socket
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Event

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller

from crm import queue as queue_of_work
from crm.clock import utcnow
from crm.consent.services import withdraw
from crm.extensions import db
from crm.mail import delivery, leases
from crm.mail.delivery import deliver_due, deliver_one
from crm.mail.failures import Unreachable
from crm.mail.outbox import TooLate, cancel, queue, send_again
from crm.mail.outcomes import MOST_TRIES, wait_after
from crm.mail.quiet import next_opening
from crm.mail.recovery import recover
from crm.mail.rendering import PERSONAL_LINK
from crm.mail.transports import connect
from models import Attempt, Language, Link, Message, MessageClass, MessageState, Organisation, Purpose, Suppression
from models.organisation import first_delays
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


def test_an_answer_reaches_somebody_when_the_colleague_who_wrote_left_meanwhile(mail_folder, organisation):
    make_message(sender_id=make_user(disabled_at=NOW).id)

    deliver_due()

    assert arrived(mail_folder)[0]["Reply-To"] == organisation.privacy_email


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
    """The classes of the table in docs/outbox.md, written out once more."""
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


def test_mail_waits_as_long_as_the_organisation_says_unless_somebody_waits_for_it(organisation):
    organisation.send_delays = {"process": 30, "invitation": 5, "rights": 60, "staff": 60}
    person, user = make_candidate(allows=EVERYTHING), make_user()

    def due(recipient, message_class, **values):
        key = f"{message_class.value}{values}"
        return queue("my_data", recipient, message_class=message_class, dedupe_key=key, now=NOW, **values).due_at

    assert due(person, MessageClass.PROCESS) == NOW + timedelta(minutes=30)
    assert due(person, MessageClass.INVITATION) == NOW + timedelta(minutes=5)
    assert due(person, MessageClass.RENEWAL) == NOW
    assert due(person, MessageClass.RIGHTS) == NOW
    assert due(user, MessageClass.STAFF) == NOW
    assert due(person, MessageClass.PROCESS, due_at=NOW) == NOW


def test_a_new_organisation_can_take_a_rejection_back_for_half_an_hour():
    assert first_delays() == {"process": 30}


@pytest.mark.parametrize("state", [MessageState.QUEUED, MessageState.LEASED])
def test_a_letter_taken_back_never_leaves_and_may_be_written_again(mail_folder, state):
    letter = make_message(state=state, lease="of a worker", dedupe_key="rejection:a1")

    cancel(letter, reason="taken_back")
    db.session.commit()
    deliver_due()

    assert (letter.state, letter.reason, letter.lease) == (MessageState.CANCELLED, "taken_back", None)
    assert not arrived(mail_folder)
    assert make_message(letter.candidate, dedupe_key="rejection:a1").state is MessageState.QUEUED


def test_what_a_rule_queued_and_somebody_cancelled_is_not_queued_again():
    reminder = make_message(None, MessageClass.CONSENT_REQUEST, dedupe_key="reminder:c1")

    cancel(reminder, reason="taken_back")

    assert reminder.dedupe_key == "reminder:c1"


@pytest.mark.parametrize("state", [MessageState.SENDING, MessageState.SENT, MessageState.UNKNOWN, MessageState.FAILED])
def test_a_letter_whose_words_may_have_left_cannot_be_taken_back(state):
    letter = make_message(state=state, lease="of a worker")

    with pytest.raises(TooLate):
        cancel(letter, reason="taken_back")

    assert letter.state is state


@pytest.mark.parametrize("message_class", list(MessageClass), ids=lambda each: each.value)
@pytest.mark.parametrize("state", list(MessageState), ids=lambda each: each.value)
def test_what_certainly_did_not_arrive_is_sent_again_and_nothing_that_may_have(message_class, state):
    at_least_once = (MessageClass.PROCESS, MessageClass.RIGHTS, MessageClass.STAFF)
    to = {"user": make_user()} if message_class is MessageClass.STAFF else {}
    message = make_message(None, message_class, state=state, tries=24, **to)

    if state is MessageState.FAILED or (state is MessageState.UNKNOWN and message_class in at_least_once):
        send_again(message, now=NOW)
        assert (message.state, message.tries, message.due_at) == (MessageState.QUEUED, 0, NOW)
    else:
        with pytest.raises(TooLate):
            send_again(message, now=NOW)
        assert message.state is state


def test_a_withdrawal_reaches_a_mail_that_a_worker_is_about_to_send(smtp):
    """The server has the recipient's name already; the words never leave."""
    handler, transport = smtp()
    message = make_message(None, MessageClass.INVITATION)
    offer = transport.offer

    def offer_while_they_withdraw(envelope):
        offer(envelope)
        withdraw(message.candidate, {Purpose.EMAIL_VACANCIES}, capture=CAPTURE, now=NOW)
        db.session.commit()

    transport.offer = offer_while_they_withdraw
    assert deliver_one(transport, now=utcnow())

    assert (message.state, message.reason) == (MessageState.CANCELLED, "no_permission")
    assert not handler.received
    transport.offer = offer
    make_message()
    deliver_one(transport, now=utcnow())
    assert len(handler.received) == 1, "the line is ready for the next mail"


def test_a_mail_follows_an_address_that_changes_while_the_server_hears_the_old_one(smtp):
    handler, transport = smtp()
    message = make_message()
    offer = transport.offer

    def offer_while_they_move(envelope):
        offer(envelope)
        message.candidate.email = "nieuw@example.org"
        db.session.commit()

    transport.offer = offer_while_they_move
    deliver_one(transport, now=utcnow())
    assert not handler.received
    transport.offer = offer
    deliver_one(transport, now=utcnow())

    assert [mime["To"] for mime in handler.received] == ["nieuw@example.org"]


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
        self.answers, self.received, self.recipients, self.peers = list(answers), [], [], set()

    async def handle_DATA(self, server, session, envelope):
        answer = self.answers.pop(0) if self.answers else "250 OK"
        self.peers.add(session.peer)
        if answer in ("250 OK", "hang up"):
            self.received.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
            self.recipients += envelope.rcpt_tos
        if answer == "hang up":
            server.transport.abort()
        return answer if answer != "hang up" else "250 OK"


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


def test_a_server_that_names_its_reason_for_never_is_believed_as_a_bounce_is(smtp):
    _handler, transport = smtp("550 5.1.1 no such person")
    message = make_message()

    deliver_one(transport, now=utcnow())

    db.session.refresh(message)
    assert message.state is MessageState.FAILED
    assert [bounce.status for bounce in message.bounces] == ["5.1.1"]
    assert db.session.scalars(sa.select(Suppression.reason)).all() == ["hard_bounce"]


def test_a_server_that_is_not_there_loses_nothing_and_costs_the_others_no_try(app, monkeypatch):
    monkeypatch.setitem(app.config, "CRM_MAIL_URL", "smtp://127.0.0.1:1")
    tried, other = make_message(), make_message()

    deliver_due()

    assert (tried.state, tried.tries) == (MessageState.QUEUED, 1)
    assert tried.due_at > utcnow()
    assert (other.state, other.tries, other.due_at) == (MessageState.QUEUED, 0, NOW)


@pytest.mark.parametrize(
    ("message_class", "state"),
    [(MessageClass.INVITATION, MessageState.UNKNOWN), (MessageClass.PROCESS, MessageState.QUEUED)],
)
def test_a_line_that_breaks_before_the_answer_is_no_reason_to_invite_twice(smtp, message_class, state):
    handler, transport = smtp("hang up")
    message = make_message(None, message_class)

    deliver_one(transport, now=utcnow())

    assert len(handler.received) == 1
    assert (message.state, message.reason) == (
        state,
        "no_answer" if state is MessageState.UNKNOWN else "later:no_answer",
    )


def test_a_server_that_is_closing_has_taken_nothing_and_is_asked_again(smtp, clock):
    handler, transport = smtp("421 closing")
    message = make_message(None, MessageClass.INVITATION)

    with pytest.raises(Unreachable):
        deliver_one(transport, now=utcnow())
    clock.shift(timedelta(minutes=3))
    deliver_one(transport, now=utcnow())

    assert message.state is MessageState.SENT
    assert len(handler.received) == 1


def test_one_connection_carries_mail_after_mail_and_a_line_that_went_dead_meanwhile_costs_nothing(smtp):
    handler, transport = smtp()
    for _each in range(3):
        make_message()
    deliver_one(transport, now=utcnow())
    deliver_one(transport, now=utcnow())
    assert len(handler.peers) == 1
    transport._server.sock.shutdown(socket.SHUT_RDWR)

    deliver_one(transport, now=utcnow())

    assert len(handler.received) == 3
    assert len(handler.peers) == 2


def test_a_password_that_the_server_refuses_fails_no_mail(smtp):
    """It has no AUTH at all: the same to us."""
    _handler, transport = smtp()
    message = make_message()
    stranger = connect(transport.url.geturl().replace("smtp://", "smtp://user:wrong@"))

    with pytest.raises(Unreachable):
        deliver_one(stranger, now=utcnow())

    assert (message.state, message.tries) == (MessageState.QUEUED, 1)


def test_waits_grow_to_four_hours_differ_and_last_three_days():
    waits = [wait_after(tries) for tries in range(1, MOST_TRIES + 1)]

    assert timedelta(seconds=90) <= waits[0] <= timedelta(seconds=150)
    assert max(waits) <= timedelta(hours=5)
    assert timedelta(days=2) < sum(waits, timedelta()) < timedelta(days=4)
    assert wait_after(5) != wait_after(5)


def test_a_mail_that_a_server_puts_off_for_days_has_failed_in_the_end(smtp):
    _handler, transport = smtp("451 busy")
    message = make_message(tries=MOST_TRIES - 1)

    deliver_one(transport, now=utcnow())

    assert (message.state, message.reason) == (MessageState.FAILED, "gave_up:451")


def test_a_mail_that_kills_every_worker_is_given_up(stopwatch):
    message = make_message(state=MessageState.LEASED, lease="of the dead", tries=MOST_TRIES - 1)
    recover(connect("smtp://127.0.0.1:9"), now=utcnow())
    stopwatch.passes(minutes=8)

    recover(connect("smtp://127.0.0.1:9"), now=utcnow())

    assert (message.state, message.reason) == (MessageState.FAILED, "gave_up:crash")


@pytest.mark.parametrize("step", ["reason_not_to_send", "build"])
def test_a_mistake_of_ours_in_one_mail_keeps_no_other_from_leaving(mail_folder, monkeypatch, log, step):
    broken, other = make_message(), make_message()
    right = getattr(delivery, step)

    def fail(message, *rest, **more):
        if message.id == broken.id:
            raise KeyError("a mistake")
        return right(message, *rest, **more)

    monkeypatch.setattr(delivery, step, fail)
    deliver_due()

    assert (broken.state, broken.reason, broken.tries) == (MessageState.QUEUED, "later:mistake", 1)
    assert other.state is MessageState.SENT
    assert '"kind": "KeyError"' in log.getvalue()


def test_a_worker_that_is_asked_to_end_leaves_the_rest_for_the_next_one(mail_folder):
    make_message()
    flag = Event()
    flag.set()
    queue_of_work.stops_with(flag)
    try:
        deliver_due()
        assert not arrived(mail_folder)
    finally:
        queue_of_work.stops_with(Event())
    deliver_due()
    assert len(arrived(mail_folder)) == 1


def test_an_address_in_a_domain_with_letters_of_its_own_country_is_reached(smtp):
    handler, transport = smtp()
    make_message(make_candidate(email="jan@münchen.example"))

    deliver_one(transport, now=utcnow())

    assert handler.recipients == ["jan@xn--mnchen-3ya.example"]
    assert handler.received[0]["To"] == "jan@xn--mnchen-3ya.example"


@pytest.mark.parametrize(
    "address", ["a@b.example, c@d.example", "j.ö@example.org", "a@b@c", "a b@example.org", "@", "a@"]
)
def test_an_address_that_cannot_be_one_fails_alone_and_before_the_server_hears_of_it(mail_folder, address):
    wrong, right = make_message(to_email=address), make_message()

    deliver_due()

    assert (wrong.state, wrong.reason) == (MessageState.FAILED, "bad_address")
    assert right.state is MessageState.SENT


def test_text_lines_that_begin_with_a_dot_arrive_as_they_were_written(smtp):
    handler, transport = smtp()
    make_message(text=".eerst\n..dan\n.\nslot\n")

    deliver_one(transport, now=utcnow())

    arrived_as = handler.received[0].get_body(("plain",)).get_content().splitlines()
    assert arrived_as == [".eerst", "..dan", ".", "slot"]


@pytest.mark.parametrize("subject", ["Dag\r\nBcc: iedereen@example.org", "Dag\nSubject: twee"])
def test_a_line_break_in_a_subject_cannot_add_a_header(mail_folder, subject):
    make_message(subject=subject)

    deliver_due()

    (mime,) = arrived(mail_folder)
    assert mime["Bcc"] is None
    assert mime.get_all("Subject") == [" ".join(subject.split())]
