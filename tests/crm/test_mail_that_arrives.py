"""Of every class of mail: what a real server received, read as a stranger reads it, and what one click in it does."""

import email
import email.policy
import re
import socket
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller

from crm.clock import utcnow
from crm.consent.ending import end
from crm.consent.ledger import Capture, record
from crm.extensions import db
from crm.mail.delivery import deliver_due
from crm.mail.return_path import message_behind
from crm.mail.suppressions import is_suppressed
from crm.privacy import erasing
from crm.retention import letters
from crm.surveys import advice, ambassadors
from crm.surveys import due as surveys_due
from models import (
    Ambassador,
    Candidate,
    ConsentEvent,
    ConsentKind,
    ErasureCause,
    Finding,
    Language,
    Message,
    MessageClass,
    MessageState,
    Outcome,
    Purpose,
    Referral,
    Verdict,
    may,
)
from tests.crm.test_invitations import invited, make_match
from tests.factories import EVERYTHING, NOW, give, make_application, make_candidate, make_vacancy
from tests.sample import make_sample

pytestmark = pytest.mark.usefixtures("organisation", "clock")

SAID_YES = {*EVERYTHING, Purpose.SURVEY}
BOUNCES = "b@bounce.kadewerk.example"


class PostOffice:
    """Keeps each mail with its envelope."""

    def __init__(self):
        self.mails, self.senders, self.recipients = [], [], []

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        self.senders.append(envelope.mail_from)
        self.recipients.append(envelope.rcpt_tos)
        return "250 OK"


@pytest.fixture
def post(app, monkeypatch):
    """A real SMTP server, and our worker that sends everything due to it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setitem(app.config, "CRM_MAIL_URL", f"smtp://127.0.0.1:{port}")
    monkeypatch.setitem(app.config, "CRM_BOUNCE_ADDRESS", BOUNCES)
    yield office
    controller.stop()


def reminder():
    candidate = make_candidate(procedure_closed_at=NOW - timedelta(days=15))
    asked = Capture(channel="rejection_mail", actor="user:1", language=Language.DUTCH, details={})
    then = NOW - timedelta(days=15)
    record(candidate, Purpose.KEEP_PROFILE, ConsentKind.REQUESTED, capture=asked, now=then)
    return _letters_of(candidate)


def ask_again():
    candidate = make_candidate(allows=SAID_YES)
    own = Capture(channel="settings", actor="user:1", language=Language.DUTCH, details={})
    end(candidate, Purpose.MATCH_VACANCIES, ConsentKind.INVALIDATED, capture=own, now=NOW)
    return _letters_of(candidate)


def renewal():
    candidate = make_candidate(allows=SAID_YES)
    for permission in candidate.permissions:
        permission.expires_at = NOW + timedelta(days=20)
    candidate.keep_until = NOW + timedelta(days=20)
    return _letters_of(candidate)


def _letters_of(candidate):
    db.session.commit()
    for _queued in letters.queue_due(now=NOW):
        db.session.flush()
    return candidate


def invitation():
    return invited(make_match(make_candidate(allows=SAID_YES))).candidate


def survey():
    candidate = make_candidate(allows=SAID_YES)
    make_application(candidate, outcome=Outcome.WITHDREW, decided_at=candidate.procedure_closed_at)
    for _queued in surveys_due.queue_due(now=NOW):
        db.session.flush()
    return candidate


def check_back():
    candidate = make_candidate(allows=SAID_YES)
    application = make_application(candidate, outcome=Outcome.REJECTED, decided_at=candidate.procedure_closed_at)
    asked = application.vacancy.requirements[0]
    advised = {"finding": Finding.NOT_YET, "advice": "Haal ADR.", "check_back_on": NOW.date()}
    db.session.add(Verdict(application_id=application.id, requirement_id=asked.id, **advised))
    db.session.flush()
    for _queued in advice.queue_due(now=NOW):
        db.session.flush()
    return candidate


def ambassador_thanks():
    candidate = make_candidate(allows=SAID_YES)
    ambassador = Ambassador(candidate_id=candidate.id, asked_at=NOW, since=NOW)
    db.session.add(ambassador)
    db.session.flush()
    came = {"candidate_id": make_candidate().id, "vacancy_id": make_vacancy("ADR").id, "motivation": "", "purposes": []}
    db.session.add(Referral(**came, came_through=ambassador.word, created_at=NOW, confirmed_at=NOW))
    db.session.flush()
    ambassadors.thank_due(now=NOW)
    return candidate


OURS = [reminder, ask_again, renewal, invitation, survey, check_back, ambassador_thanks]
"""Every mail that we want to send: each stops by one click."""
STOPS = {invitation: Purpose.EMAIL_VACANCIES} | dict.fromkeys([survey, check_back, ambassador_thanks], Purpose.SURVEY)


def arrived(post, write):
    """The one mail that this leads to, as the server got it, and whose it is."""
    candidate = write()
    db.session.commit()
    deliver_due()
    assert len(post.mails) == 1
    return post.mails.pop(), candidate


def one_click(app, mime, content_type="application/x-www-form-urlencoded"):
    """As a mail provider does it: the address and the body of the two headers, no cookies, no page seen before."""
    address = re.fullmatch(r"<http://localhost(/u/[\w-]{43})>", mime["List-Unsubscribe"]).group(1)
    name, value = mime["List-Unsubscribe-Post"].split("=")
    db.session.rollback()
    return app.test_client().post(address, data={name: value}, content_type=content_type)


def of(candidate):
    db.session.expire_all()
    return {purpose for purpose in Purpose if may(candidate, purpose, utcnow()).allowed}


def is_whole(mime, message, sender, recipients):
    """Who sends it, what it is, who answers, and how it is stopped: what we want to send by one click, no other."""
    kind = message.message_class.value.replace("_", "-")
    assert recipients == [message.address]
    assert mime["From"].addresses[0].addr_spec == "werk@kadewerk.example"
    assert re.fullmatch(rf"b\+{message.id}-[0-9a-f]{{20}}@bounce\.kadewerk\.example", sender)
    assert mime["Return-Path"] is None, "whoever delivers the mail writes it"
    assert mime["Message-ID"] == f"<{message.public_id}@localhost>"
    assert mime["Auto-Submitted"] == "auto-generated"
    assert mime["Content-Language"] == message.language.value
    assert mime["Feedback-ID"] == f"{message.name}:{kind}:weerzien"
    assert (mime["Reply-To"] is not None) == (message.candidate_id is not None), "somebody reads what they answer"
    assert [part.get_content_type() for part in mime.iter_parts()] == ["text/plain", "text/html"]
    text, page = (mime.get_body((part,)).get_content() for part in ("plain", "html"))
    assert f'lang="{message.language.value}"' in page
    assert ".invalid" not in text + page, f"{message.name}: every link leads somewhere"
    if not message.message_class.is_ours:
        assert (mime["List-Unsubscribe"], mime["List-Id"]) == (None, None), message.name
        return
    assert mime["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mime["List-Id"] == f"<{kind}.kadewerk.example>"
    address = re.fullmatch(r"<(http://localhost/u/[\w-]{43})>", mime["List-Unsubscribe"]).group(1)
    assert address in text, f"{message.name}: the visible way to stop is the same"
    assert address in page, f"{message.name}: the visible way to stop is the same"
    if message.message_class.purpose:
        assert re.search(r"\d{1,2} \w+ 202\d", text), f"{message.name}: until when we may"


def test_every_mail_that_there_is_arrives_whole(organisation, post):
    make_sample(organisation)
    messages = {f"<{message.public_id}@localhost>": message for message in db.session.scalars(sa.select(Message))}
    ours = {message.name for message in messages.values() if message.message_class.is_ours}

    for mime, sender, recipients in zip(post.mails, post.senders, post.recipients, strict=True):
        is_whole(mime, messages[mime["Message-ID"]], sender, recipients)
    sent = {name for name, message in messages.items() if message.sent_at}
    assert sorted(mime["Message-ID"] for mime in post.mails) == sorted(sent), "each once"
    assert {messages[name].message_class for name in sent} == set(MessageClass) - {MessageClass.INVITATION}
    assert ours == {write.__name__ for write in OURS}, "try what is new with one click, as the mails above"


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data"])
@pytest.mark.parametrize("write", OURS)
def test_one_click_is_answered_at_once_and_stops_what_the_mail_was_about(app, post, write, content_type):
    mime, candidate = arrived(post, write)
    is_whole(mime, db.session.scalars(sa.select(Message)).one(), post.senders[-1], post.recipients[-1])
    before = of(candidate)

    answer = one_click(app, mime, content_type)

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert of(candidate) == before - ({STOPS[write]} if write in STOPS else {Purpose.EMAIL_VACANCIES, Purpose.SURVEY})
    assert is_suppressed(candidate.email) == (write not in STOPS)


@pytest.mark.parametrize("write", OURS)
def test_after_one_click_nothing_of_that_class_ever_arrives_again(app, post, write, clock):
    mime, _candidate = arrived(post, write)
    again = Message(
        **{
            name: getattr(db.session.scalars(sa.select(Message)).one(), name)
            for name in ("name", "message_class", "candidate_id", "sender_name", "language", "subject", "text", "html")
        },
        dedupe_key="the next one",
        created_at=NOW,
        due_at=NOW + timedelta(days=1),
    )
    db.session.add(again)
    db.session.commit()

    one_click(app, mime)
    clock.shift(timedelta(days=1))
    deliver_due()

    db.session.refresh(again)
    assert again.state is MessageState.CANCELLED
    assert {mail["Subject"] for mail in post.mails} <= {"Wat je koos bij Kadewerk"}, "only the confirmation"


def test_one_click_posted_many_times_at_once_counts_once(app, post):
    mime, _candidate = arrived(post, invitation)
    db.session.remove()

    def click():
        with app.app_context():
            assert one_click(app, mime).status_code == 200
            db.session.remove()

    clicks = [threading.Thread(target=click) for _number in range(3)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()

    withdrawn = sa.select(sa.func.count(ConsentEvent.id)).where(ConsentEvent.kind == ConsentKind.WITHDRAWN)
    assert db.session.scalar(withdrawn) == 1


@pytest.mark.parametrize("write", OURS)
def test_a_scanner_that_opens_every_address_of_a_mail_stops_nothing(app, post, write):
    mime, candidate = arrived(post, write)
    before = of(candidate)
    addresses = re.findall(r"http://localhost(/\S+)", mime.get_body(("plain",)).get_content())

    for address in addresses:
        for method in ("GET", "HEAD", "OPTIONS"):
            db.session.rollback()
            assert app.test_client().open(address, method=method).status_code == 200

    assert of(candidate) == before
    assert not is_suppressed(candidate.email)


def test_opening_the_address_asks_and_its_button_stops(app, post, browser):
    mime, candidate = arrived(post, invitation)

    page = browser.get(mime["List-Unsubscribe"].strip("<>"))
    assert Purpose.EMAIL_VACANCIES in of(candidate)
    page = page.submit("Stop met mailen")

    assert page.status == 200
    assert Purpose.EMAIL_VACANCIES not in of(candidate)


def test_one_click_works_for_400_days_whatever_happened_to_other_links(app, post, clock, browser):
    mime, candidate = arrived(post, renewal)
    own = re.search(r"http://localhost(/p/\S+)", mime.get_body(("plain",)).get_content()).group(1)
    browser.get(f"{own}/limits").submit("Stop al mijn links")
    clock.shift(timedelta(days=399))

    assert one_click(app, mime).status_code == 200

    assert is_suppressed(candidate.email)


def test_one_click_is_answered_when_its_reader_is_gone(app, post):
    mime, candidate = arrived(post, invitation)
    subject = candidate.public_id
    erasing.erase(candidate, ErasureCause.REQUEST, now=NOW)
    db.session.commit()

    answer = one_click(app, mime)

    assert answer.status_code == 200
    assert db.session.scalar(sa.select(Candidate).where(Candidate.public_id == subject)) is None


def test_whoever_says_yes_again_after_one_click_gets_mail_again(app, post):
    mime, candidate = arrived(post, renewal)
    one_click(app, mime)

    give(candidate, SAID_YES)

    assert not is_suppressed(candidate.email)


@pytest.mark.parametrize("write", OURS)
def test_a_no_between_queueing_and_sending_stops_every_class_that_needs_a_yes(app, post, write):
    candidate = write()
    db.session.commit()
    waiting = db.session.scalars(sa.select(Message)).one()
    give(candidate, set())
    waiting.state = MessageState.QUEUED  # as if a worker had read it the moment before
    db.session.commit()

    deliver_due()

    db.session.refresh(waiting)
    assert waiting.state is MessageState.CANCELLED
    assert not post.mails


def test_a_return_path_is_known_again_and_cannot_be_made_up(app, post):
    arrived(post, invitation)
    message = db.session.scalars(sa.select(Message)).one()
    (sender,) = post.senders

    assert message_behind(sender) is message
    assert message_behind(sender.upper()) is message
    for forged in (
        sender.replace(f"+{message.id}-", f"+{message.id + 1}-"),
        re.sub(r"[0-9a-f]@", "x@", sender),
        re.sub(r"-.*@", f"-{'0' * 20}@", sender),
        sender.replace("kadewerk", "elders"),
        sender.replace("b+", "c+"),
        "b+@bounce.kadewerk.example",
        "b+99999999999999999999-00000000000000000000@bounce.kadewerk.example",
        "",
    ):
        assert message_behind(forged) is None


def test_without_an_address_for_bounces_they_come_to_the_sender(app, post, monkeypatch):
    monkeypatch.setitem(app.config, "CRM_BOUNCE_ADDRESS", "")

    arrived(post, invitation)

    assert post.senders == ["werk@kadewerk.example"]
