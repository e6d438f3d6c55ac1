"""Telling other systems: what is said, to whom, signed, again when it failed, and never of somebody who left."""

import base64
import hashlib
import hmac
import json
import re
import ssl
import subprocess
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from crm.consent.services import withdraw
from crm.extensions import db
from crm.invitations import services as invitations
from crm.privacy.erasing import erase
from crm.vacancies.matching import match_due
from crm.webhooks import delivery as sending
from crm.webhooks import posting, services
from crm.webhooks.addresses import Target
from crm.webhooks.jobs import webhooks as webhooks_sweep
from crm.webhooks.signing import secret_of
from models import (
    AuditEvent,
    Candidate,
    Delivery,
    DeliveryState,
    ErasureCause,
    Invitation,
    Mention,
    Purpose,
    Reply,
    Webhook,
    WebhookEvent,
    WebhookKind,
)
from tests.crm.test_matching_job import CAPTURE, baker, driver, driver_vacancy
from tests.factories import NOW, make_user, make_vacancy

DOCS = Path(__file__).resolve().parents[2] / "docs/webhooks.md"


class Receiver(ThreadingHTTPServer):
    """Another system on this machine. `answers` are what it says next; the last one it says from then on."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.got, self.answers = [], [204]
        self.url = f"http://127.0.0.1:{self.server_port}/in"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        """What we do to it is what is tested."""


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        answers = self.server.answers
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if callable(answer):
            return answer(self)
        code, headers = answer if isinstance(answer, tuple) else (answer, {})
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Quiet."""


@pytest.fixture
def receiver(app):
    app.config["LOOPBACK_WEBHOOKS"] = True
    server = Receiver()
    yield server
    server.shutdown()
    server.server_close()
    app.config["LOOPBACK_WEBHOOKS"] = False


@pytest.fixture(autouse=True)
def _here(organisation, clock):
    organisation.language = "en"
    db.session.commit()


def hook(url, kind=WebhookKind.SIGNED, **values):
    webhook = Webhook(kind=kind, name="Planning", url=url, created_at=NOW, **values)
    db.session.add(webhook)
    db.session.commit()
    return webhook


def found(*people, **values):
    """A vacancy for which these people are found."""
    vacancy = driver_vacancy(**values)
    match_due(now=NOW)
    return vacancy


def log():
    db.session.rollback()
    return db.session.scalars(sa.select(Delivery).order_by(Delivery.id)).all()


def later(clock, seconds=60):
    clock.shift(seconds)
    webhooks_sweep()


def test_a_program_hears_who_fits_and_no_more_than_a_mail_to_staff_says(receiver, clock):
    hook(receiver.url)
    driver(first_name="Marieke", last_name="de Groot", place="Zaandam", phone="0612345678")

    vacancy = found()
    later(clock)

    ((path, headers, body),) = receiver.got
    said = json.loads(body)
    assert (path, headers["Content-Type"], said["type"]) == ("/in", "application/json", "matches.found")
    assert said["data"]["vacancy"] == {
        "id": vacancy.id,
        "title": "Vrachtwagenchauffeur CE",
        "url": f"http://localhost/vacancies/{vacancy.id}",
    }
    (person,) = said["data"]["people"]
    assert set(person) == {"name", "place", "fit", "found", "unclear", "not_found", "confirm_first", "url"}
    assert (person["name"], person["found"], person["not_found"]) == (
        "Marieke G.",
        ["Rijbewijs CE", "Code 95"],
        ["ADR-certificaat"],
    )
    for secret in ("Groot", "@example.org", "0612345678", "tachograaf", "twaalf"):
        assert secret not in body.decode()
    (delivery,) = log()
    assert (delivery.state, delivery.code, delivery.tries) == (DeliveryState.DELIVERED, 204, 1)


def test_the_example_in_the_documentation_accepts_ours_and_refuses_the_rest(receiver, clock):
    webhook = hook(receiver.url)
    services.send_test(webhook, now=NOW)
    db.session.commit()
    webhooks_sweep()
    ((_path, headers, body),) = receiver.got
    example = re.search(r"```python\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL).group(1)
    namespace = {}
    exec(example, namespace)  # noqa: S102 - our own page
    is_ours, secret = namespace["is_ours"], secret_of(webhook)

    assert is_ours(secret, headers, body)
    assert not is_ours(secret, headers, body + b" ")
    assert not is_ours(secret, headers | {"Webhook-Timestamp": str(int(headers["Webhook-Timestamp"]) + 1)}, body)
    assert not is_ours(secret, headers | {"Webhook-Id": "another"}, body)
    assert not is_ours(secret_of(webhook, 2), headers, body)
    clock.shift(301)
    assert not is_ours(secret, headers, body), "five minutes later it is played back"


def test_for_a_day_both_secrets_sign_and_then_only_the_new_one(receiver, clock, recruiter):
    webhook = hook(receiver.url)
    former = secret_of(webhook)
    services.rotate(webhook, by=recruiter, now=NOW)
    for hours in (0, 25):
        clock.move_to(NOW + timedelta(hours=hours))
        services.send_test(webhook, now=NOW + timedelta(hours=hours))
        db.session.commit()
        webhooks_sweep()

    signed_with_former = [_signs(former, headers, body) for _path, headers, body in receiver.got]
    signed_with_new = [_signs(secret_of(webhook), headers, body) for _path, headers, body in receiver.got]

    assert (signed_with_former, signed_with_new) == ([True, False], [True, True])


def _signs(secret, headers, body):
    key = base64.b64decode(secret.removeprefix("whsec_"))
    text = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, text, hashlib.sha256)).decode() in (
        headers["Webhook-Signature"].split()
    )


def test_a_chat_gets_a_line_that_nobody_can_make_into_a_shout(receiver, clock):
    hook(receiver.url, WebhookKind.CHAT)
    driver(first_name="<!channel>", last_name="& Zn")

    vacancy = found(title="Chauffeur <https://evil.example|CE>")
    later(clock)

    ((_path, headers, body),) = receiver.got
    text = json.loads(body)["text"]
    assert set(json.loads(body)) == {"text"}
    assert "<!channel>" not in text
    assert "&lt;!channel&gt; Z." in text
    assert "<https://evil.example" not in text
    assert f"<http://localhost/vacancies/{vacancy.id}|See them and invite>" in text
    assert "Webhook-Signature" not in headers


def test_nobody_fits_and_answers_are_told_too(receiver, clock):
    hook(receiver.url)
    person, user = driver(first_name="Joost", last_name="Hendriks"), make_user()
    vacancy = make_vacancy("Spacewalks", title="Astronaut", description="Orbital spacewalks.", matched_at=None)
    match_due(now=NOW)
    invitation = Invitation(vacancy=vacancy, candidate=person, invited_by=user, sentence="", created_at=NOW)
    db.session.add(invitation)
    db.session.flush()
    invitations.answer(
        invitation, reply=Reply.INTERESTED, note="Bel me op 0612345678", until=None, now=NOW, capture=CAPTURE
    )
    db.session.commit()

    later(clock)

    said = {json.loads(body)["type"]: body.decode() for _path, _headers, body in receiver.got}
    assert set(said) == {"matches.none", "reply.received"}
    data = json.loads(said["reply.received"])["data"]
    assert (data["name"], data["reply"]) == ("Joost H.", "interested")
    assert "Bel me" not in said["reply.received"]


def test_nobody_is_named_twice_for_one_vacancy_to_one_webhook(receiver, clock):
    hook(receiver.url)
    driver()
    for _ in range(8):
        baker()
    found()
    later(clock)
    newcomer = driver()
    match_due(now=NOW)

    later(clock)

    assert [json.loads(body)["data"]["total"] for _path, _headers, body in receiver.got] == [1, 1]
    mentions = db.session.scalars(sa.select(Mention).order_by(Mention.id)).all()
    assert mentions[-1].candidate_id == newcomer.id


def test_whoever_withdrew_before_it_was_sent_is_not_in_it(receiver, clock):
    hook(receiver.url)
    gone, _stays = driver(first_name="Xandra"), driver(first_name="Marieke")
    found()

    withdraw(gone, list(Purpose), capture=CAPTURE, now=NOW)
    db.session.commit()
    later(clock)

    ((_path, _headers, body),) = receiver.got
    assert "Xandra" not in body.decode()
    assert "Marieke" in body.decode()


def test_when_everybody_withdrew_nothing_is_sent_now_or_again(receiver, clock):
    hook(receiver.url)
    gone = driver()
    found()
    later(clock)
    assert len(receiver.got) == 1

    services.send_again(log()[0], now=NOW)
    withdraw(gone, list(Purpose), capture=CAPTURE, now=NOW)
    db.session.commit()
    later(clock)

    assert len(receiver.got) == 1
    assert (log()[0].state, log()[0].reason) == (DeliveryState.CANCELLED, "nobody_left")


def test_what_fails_is_tried_again_later_and_later_with_the_same_id(receiver, clock):
    hook(receiver.url)
    receiver.answers = [500, 503, 429, 200]
    services.send_test(hook_of(), now=NOW)
    db.session.commit()

    waits = []
    for _ in range(4):
        webhooks_sweep()
        delivery = log()[0]
        if delivery.state is DeliveryState.QUEUED:
            waits.append((delivery.due_at - sending.utcnow()).total_seconds())
            clock.move_to(delivery.due_at)

    assert [round(wait / base, 1) for wait, base in zip(waits, (60, 300, 900), strict=True)] == pytest.approx(
        [1, 1, 1], abs=0.21
    )
    assert len({headers["Webhook-Id"] for _path, headers, _body in receiver.got}) == 1
    assert len({headers["Webhook-Timestamp"] for _path, headers, _body in receiver.got}) == 4
    assert (log()[0].state, log()[0].tries) == (DeliveryState.DELIVERED, 4)


def hook_of():
    return db.session.scalars(sa.select(Webhook)).one()


def test_a_receiver_that_asks_us_to_wait_is_left_alone_that_long(receiver, clock):
    hook(receiver.url)
    receiver.answers = [(429, {"Retry-After": "600"}), (503, {"Retry-After": "999999"})]
    services.send_test(hook_of(), now=NOW)
    db.session.commit()

    webhooks_sweep()
    assert log()[0].due_at == NOW + timedelta(seconds=600)
    clock.move_to(log()[0].due_at)
    webhooks_sweep()

    assert log()[0].due_at <= NOW + timedelta(seconds=600 + 3600)


def test_after_eight_tries_it_is_given_up_and_the_administrator_is_told(receiver, clock, browser):
    hook(receiver.url)
    receiver.answers = [500]
    services.send_test(hook_of(), now=NOW)
    db.session.commit()
    for _ in range(12):
        webhooks_sweep()
        clock.move_to(max(log()[0].due_at, sending.utcnow()))

    assert len(receiver.got) == sending.MOST_TRIES == 8
    assert log()[0].state is DeliveryState.FAILED
    browser.is_signed_in(make_user(roles=["admin"]))
    page = browser.get("/today")
    assert "Planning does not answer" in page.text
    assert page.all("//nav//a[@href='/settings']//*[@class='count']")[0].text == "1"
    page = browser.get(f"/webhooks/{hook_of().id}")
    assert "given up" in page.text

    page = page.submit("Put aside")

    assert not page.all("//nav//a[@href='/settings']//*[@class='count']")
    assert "Planning does not answer" not in browser.get("/today").text


def test_gone_is_given_up_at_once(receiver):
    hook(receiver.url)
    receiver.answers = [410]
    services.send_test(hook_of(), now=NOW)
    db.session.commit()

    webhooks_sweep()

    assert (log()[0].state, log()[0].tries) == (DeliveryState.FAILED, 1)


def test_a_redirect_is_not_followed(receiver, clock):
    other = Receiver()
    hook(receiver.url)
    receiver.answers = [(302, {"Location": other.url}), (307, {"Location": other.url})]
    services.send_test(hook_of(), now=NOW)
    db.session.commit()

    webhooks_sweep()
    clock.move_to(log()[0].due_at)
    webhooks_sweep()

    assert other.got == []
    assert (log()[0].state, log()[0].code) == (DeliveryState.QUEUED, 307)
    other.shutdown()
    other.server_close()


def test_a_worker_that_died_while_sending_sends_again_with_the_same_id(receiver, clock, monkeypatch):
    hook(receiver.url)
    services.send_test(hook_of(), now=NOW)
    db.session.commit()

    class Killed(BaseException):
        pass

    def die(*_args, **_more):
        raise Killed

    monkeypatch.setattr(sending, "_note", die)
    with pytest.raises(Killed):
        webhooks_sweep()
    db.session.rollback()
    monkeypatch.undo()
    webhooks_sweep()
    assert len(receiver.got) == 1, "the dead worker still holds it"

    later(clock, 61)

    assert len(receiver.got) == 2
    assert len({headers["Webhook-Id"] for _path, headers, _body in receiver.got}) == 1
    assert log()[0].state is DeliveryState.DELIVERED


def drip(handler):
    """A byte now and then, for ever."""
    try:
        while True:
            handler.wfile.write(b"H")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        handler.close_connection = True


def silence(handler):
    handler.rfile.read(1)


def flood(handler):
    """A small answer with a body that never ends."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")
    try:
        while True:
            handler.wfile.write(b"x" * 65536)
    except OSError:
        handler.close_connection = True


def nonsense(handler):
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.9\r\n")
    handler.close_connection = True


def hang_up(handler):
    handler.connection.close()
    handler.close_connection = True


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(drip, "too_slow"), (silence, "too_slow"), (nonsense, "broke_off"), (hang_up, "broke_off")],
    ids=lambda each: getattr(each, "__name__", each),
)
def test_a_receiver_that_behaves_badly_is_cut_off_and_tried_again(receiver, clock, monkeypatch, answer, reason):
    monkeypatch.setattr(posting, "DEADLINE_SECONDS", 0.4)
    monkeypatch.setattr(posting, "CONNECT_SECONDS", 0.3)
    monkeypatch.setattr(posting.time, "monotonic", time.perf_counter)
    hook(receiver.url)
    receiver.answers = [answer]
    services.send_test(hook_of(), now=NOW)
    db.session.commit()

    webhooks_sweep()

    assert (log()[0].state, log()[0].code, log()[0].reason) == (DeliveryState.QUEUED, None, reason)


def test_of_an_answer_without_end_only_the_status_is_read(receiver):
    hook(receiver.url)
    receiver.answers = [flood]
    services.send_test(hook_of(), now=NOW)
    db.session.commit()

    webhooks_sweep()

    assert (log()[0].state, log()[0].code) == (DeliveryState.DELIVERED, 200)


def test_nobody_at_the_address_is_said(receiver):
    receiver.shutdown()
    receiver.server_close()
    hook(receiver.url)
    services.send_test(hook_of(), now=NOW)
    db.session.commit()

    webhooks_sweep()

    assert (log()[0].state, log()[0].reason) == (DeliveryState.QUEUED, "no_connection")


def test_an_address_that_leads_inside_by_the_time_of_sending_gets_nothing(app, receiver):
    """It was public when it was typed. `receiver` is on this machine, which is closed again."""
    hook(receiver.url)
    services.send_test(hook_of(), now=NOW)
    db.session.commit()
    app.config["LOOPBACK_WEBHOOKS"] = False

    webhooks_sweep()

    assert receiver.got == []
    assert log()[0].reason == "private"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """For hooks.example, by nobody."""
    folder = tmp_path_factory.mktemp("certificate")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "9999", "-keyout", key, "-out", cert, "-subj", "/CN=hooks.example"),
            *("-addext", "subjectAltName=DNS:hooks.example"),
        ],
        check=True,
        capture_output=True,
    )
    return key, cert


@pytest.mark.parametrize(
    ("host", "trusted", "outcome"),
    [
        ("hooks.example", True, (204, None)),
        ("other.example", True, (None, "certificate")),
        ("hooks.example", False, (None, "certificate")),
    ],
)
def test_the_certificate_has_to_be_of_the_name_though_the_connection_goes_to_the_address(
    certificate, host, trusted, outcome
):
    key, cert = certificate
    server = Receiver()
    of_server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    of_server.load_cert_chain(cert, key)
    asked = []
    of_server.sni_callback = lambda _socket, name, _context: asked.append(name)
    server.socket = of_server.wrap_socket(server.socket, server_side=True)
    context = ssl.create_default_context(cafile=cert if trusted else None)
    target = Target("https", host, server.server_port, "/in", ("127.0.0.1",))

    answer = posting.post(target, b"{}", {"Content-Type": "application/json"}, context=context)

    assert (answer.code, answer.reason) == outcome
    assert asked == [host]
    if outcome[0]:
        assert server.got[0][1]["Host"] == f"{host}:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_an_administrator_adds_tests_switches_and_removes(receiver, browser):
    browser.is_signed_in(make_user(roles=["admin"]))
    page = browser.get("/settings").click("Webhooks")
    assert "No other system listens yet" in page.text

    page = page.click("Add a webhook").submit("Add it", name="Planning", url=receiver.url)
    page = page.submit("Send a test")
    webhooks_sweep()
    page = browser.get(page.path)
    assert "arrived" in page.text
    assert json.loads(receiver.got[0][2])["type"] == "test"
    page = page.submit("Send again: A test, 23 November 2026, 10:00")
    webhooks_sweep()
    assert len(receiver.got) == 2
    assert "It is off" in page.submit("Switch off").text
    assert "Removed, with its log." in browser.get(page.path).submit("Remove it and its log").text

    assert db.session.scalars(sa.select(Webhook)).all() == []
    assert log() == []
    acts = db.session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert acts == ["webhook_added", "webhook_switched_off", "webhook_removed"]


def test_nothing_is_written_down_for_a_webhook_that_is_off(receiver, clock):
    hook(receiver.url, is_on=False)
    driver()

    found()
    later(clock)

    assert log() == []


def test_the_secret_is_shown_once_and_stands_nowhere(receiver, browser, mail_folder):
    browser.is_signed_in(make_user(roles=["admin"]))
    webhook = hook(receiver.url)
    page = browser.get(f"/webhooks/{webhook.id}")

    shown = page.submit("Show the secret")
    secret = shown.all("//input[@id='secret']/@value")[0]

    assert secret == secret_of(webhook)
    assert shown.response.headers["Cache-Control"] == "no-store"
    again = browser.get(f"/webhooks/{webhook.id}")
    assert "It cannot be shown again." in again.text
    assert "was shown already" in page.submit("Show the secret").text
    stored = [str(row) for row in db.session.execute(sa.select(Webhook.__table__)).all()]
    assert secret.removeprefix("whsec_") not in "".join(stored)
    renewed = again.submit("Make a new secret").submit("Show the secret")
    assert renewed.all("//input[@id='secret']/@value")[0] != secret


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://93.184.216.34/in", "must begin with https://"),
        ("https://127.0.0.1/in", "inside a private network"),
        ("https://[::ffff:10.0.0.1]/in", "inside a private network"),
        ("https://a:b@93.184.216.34/in", "Leave the user name and password out"),
        ("https://", "This is not an address"),
        ("", "Fill in an address"),
    ],
)
def test_an_address_that_may_not_be_is_refused_with_what_to_do(browser, monkeypatch, url, said):
    import socket

    def only_numbers(host, port, **_options):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (host, port))]

    monkeypatch.setattr("crm.webhooks.addresses.socket.getaddrinfo", only_numbers)
    browser.is_signed_in(make_user(roles=["admin"]))

    page = browser.get("/webhooks/new").submit("Add it", name="Planning", url=url)

    assert page.status == 422
    assert said in page.text
    assert db.session.scalars(sa.select(Webhook)).all() == []


def test_the_password_in_a_chat_address_is_not_shown(browser):
    browser.is_signed_in(make_user(roles=["admin"]))
    hook("https://hooks.slack.example/services/T0/B0/verygeheim", WebhookKind.CHAT)

    page = browser.get("/webhooks")

    assert "https://hooks.slack.example/…heim" in page.text
    assert "verygeheim" not in page.body


def test_the_log_goes_back_thirty_days(receiver, clock):
    hook(receiver.url)
    services.send_test(hook_of(), now=NOW)
    db.session.commit()
    webhooks_sweep()

    later(clock, 31 * 86400)

    assert log() == []


def test_a_sweep_that_finds_slow_receivers_makes_room_and_asks_to_be_woken(app, receiver, monkeypatch):
    monkeypatch.setattr(sending, "AT_MOST_SECONDS", -1)
    hook(receiver.url)
    for _ in range(3):
        services.send_test(hook_of(), now=NOW)
    db.session.commit()
    app.extensions["huey"].flush()

    webhooks_sweep()

    assert len(receiver.got) == 1
    assert "webhooks" in {task.name for task in app.extensions["huey"].pending()}


def test_what_is_logged_holds_no_address_and_no_name(receiver, clock):
    hook(receiver.url)
    driver(first_name="Xandra")
    found()

    with capture_logs() as logged:
        later(clock)

    assert any(line["event"] == "webhook" for line in logged)
    assert receiver.url not in str(logged)
    assert "Xandra" not in str(logged)
    assert log()[0].event is WebhookEvent.MATCHES


def test_what_is_logged_about_an_answer_goes_with_the_person(receiver):
    hook(receiver.url)
    person, vacancy = driver(), driver_vacancy()
    invitation = Invitation(vacancy=vacancy, candidate=person, invited_by=make_user(), sentence="", created_at=NOW)
    db.session.add(invitation)
    db.session.flush()
    invitations.answer(invitation, reply=Reply.NO, note="", until=None, now=NOW, capture=CAPTURE)
    db.session.commit()
    webhooks_sweep()
    assert [each.event for each in log()] == [WebhookEvent.REPLY]

    erase(db.session.get_one(Candidate, person.id), ErasureCause.REQUEST, now=NOW)
    db.session.commit()

    assert log() == []
