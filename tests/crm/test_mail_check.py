"""Whether DNS says of our mail what receivers want to read, told in words and by an exit code."""

import base64
import json
import socket
import threading
from dataclasses import replace
from pathlib import Path

import dns.message
import dns.rcode
import dns.rrset
import pytest
from click.testing import CliRunner
from dns.resolver import Resolver
from flask.cli import ScriptInfo

from crm.extensions import db
from crm.mail import standing
from crm.mail.check import cli, dkim, dmarc, services, spf
from crm.mail.check.dns import Dns, Unanswered
from crm.mail.check.examine import Sending, examine, is_red
from crm.mail.check.finding import Level
from crm.mail.check.sentences import SENTENCES
from crm.mail.holding import reason_to_wait
from models import MessageClass, Organisation
from tests.crm.test_mail import make_message
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("organisation", "clock")


def key(size):
    return base64.b64encode(b"k" * size).decode()


GOOD = {
    ("kadewerk.example", "TXT"): ["v=spf1 mx -all"],
    ("kadewerk.example", "MX"): ["mail.kadewerk.example"],
    ("mail.kadewerk.example", "A"): ["1.2.3.4"],
    ("bounce.kadewerk.example", "TXT"): ["v=spf1 include:_spf.relay.example -all"],
    ("_spf.relay.example", "TXT"): ["v=spf1 ip4:9.9.9.0/24 ~all"],
    ("bounce.kadewerk.example", "MX"): ["mail.kadewerk.example"],
    ("mail._domainkey.kadewerk.example", "TXT"): [f"v=DKIM1; k=rsa; p={key(294)}"],
    ("_dmarc.kadewerk.example", "TXT"): ["v=DMARC1; p=quarantine; rua=mailto:dmarc@kadewerk.example"],
    ("relay.example", "A"): ["9.9.9.9"],
    ("9.9.9.9", "PTR"): ["relay.example"],
}
OURS = Sending("kadewerk.example", "bounce.kadewerk.example", "relay.example")


class Zone:
    """What is published, in a dictionary; None takes a record away."""

    def __init__(self, changes=None):
        self.records = {name: values for name, values in (GOOD | (changes or {})).items() if values is not None}

    def texts(self, name):
        return self.records.get((name, "TXT"), [])

    def addresses(self, name):
        return self.records.get((name, "A"), [])

    def mail_servers(self, name):
        return self.records.get((name, "MX"), [])

    def names(self, address):
        return self.records.get((address, "PTR"), [])

    def exists(self, name):
        return any(known == name or known.endswith(f".{name}") for known, _kind in self.records)


def words(changes=None, sending=OURS):
    return {finding.word: finding.level for finding in examine(sending, Zone(changes))}


def test_where_everything_fits_nothing_is_red():
    found = words()

    assert found == dict.fromkeys(["spf_fits", "dkim_fits", "dmarc_fits", "aligned", "mx_fits", "ptr_fits"], Level.OK)


SPF, DMARC = ("bounce.kadewerk.example", "TXT"), ("_dmarc.kadewerk.example", "TXT")
DKIM = ("mail._domainkey.kadewerk.example", "TXT")


@pytest.mark.parametrize(
    ("changes", "word", "level"),
    [
        ({SPF: None}, "no_spf", Level.RED),
        ({SPF: ["v=spf1 -all", "v=spf1 mx -all"]}, "spf_two", Level.RED),
        ({SPF: ["v=spf1 ip4:9.9.9.9 +all"]}, "spf_everybody", Level.RED),
        ({SPF: ["v=spf1 include:nobody.example -all"]}, "spf_broken", Level.RED),
        ({SPF: ["v=spf1 ip4:999.1.1.1 -all"]}, "spf_broken", Level.RED),
        ({SPF: ["v=spf1 nonsense -all"]}, "spf_broken", Level.RED),
        ({SPF: [f"v=spf1 {'a:relay.example ' * 11}-all"]}, "spf_lookups", Level.RED),
        ({SPF: ["v=spf1 include:bounce.kadewerk.example -all"]}, "spf_lookups", Level.RED),
        ({SPF: ["v=spf1 ip4:1.1.1.1 -all"]}, "spf_without_relay", Level.SOON),
        ({SPF: ["v=spf1 redirect=_spf.relay.example"]}, "spf_fits", Level.OK),
        ({SPF: ["v=spf1 a:relay.example/24 ~all"]}, "spf_fits", Level.OK),
        ({SPF: ["v=spf1 exists:%{i}.x.example ip4:9.9.9.9 ?all"]}, "spf_fits", Level.OK),
        ({DKIM: None}, "no_dkim", Level.RED),
        ({DKIM: None, ("secret2026._domainkey.kadewerk.example", "TXT"): ["p=x"]}, "dkim_unknown", Level.SOON),
        ({DKIM: ["v=DKIM1; p="]}, "dkim_revoked", Level.RED),
        ({DKIM: [f"v=DKIM1; p={key(94)}"]}, "dkim_weak", Level.RED),
        ({DKIM: [f"v=DKIM1; p={key(162)}"]}, "dkim_short", Level.SOON),
        ({DKIM: [f"v=DKIM1; t=y; p={key(294)}"]}, "dkim_testing", Level.SOON),
        ({DKIM: [f"v=DKIM1; k=ed25519; p={key(32)}"]}, "dkim_fits", Level.OK),
        ({DMARC: None}, "no_dmarc", Level.RED),
        ({DMARC: ["v=DMARC1; p=none", "v=DMARC1; p=reject"]}, "dmarc_two", Level.RED),
        ({DMARC: ["v=DMARC1; p=sometimes"]}, "dmarc_wish", Level.RED),
        ({DMARC: ["v=dmarc1; p=none"]}, "no_dmarc", Level.RED),
        ({DMARC: ["v=DMARC1; rua=mailto:d@kadewerk.example"]}, "dmarc_none", Level.OK),
        ({DMARC: ["v=DMARC1; p=reject; t=y"]}, "dmarc_testing", Level.SOON),
        ({DMARC: ["v=DMARC1; p=none; pct=50; ri=3600"]}, "dmarc_old", Level.SOON),
        ({DMARC: ["v=DMARC1; p=none; aspf=s"]}, "strict", Level.RED),
        ({("bounce.kadewerk.example", "MX"): [""]}, "mx_none_taken", Level.RED),
        ({("bounce.kadewerk.example", "MX"): None}, "no_mx", Level.RED),
        ({("mail.kadewerk.example", "A"): None}, "mx_nowhere", Level.RED),
        ({("9.9.9.9", "PTR"): None}, "no_ptr", Level.SOON),
        ({("9.9.9.9", "PTR"): ["other.example"]}, "ptr_other", Level.SOON),
    ],
)
def test_what_does_not_fit_is_named_and_says_how_bad_it_is(changes, word, level):
    assert words(changes)[word] is level


def test_what_must_be_published_is_said_to_the_letter():
    publish = {each.about: each.publish for each in examine(OURS, Zone({SPF: None, DKIM: None, DMARC: None}))}

    assert publish["SPF"] == 'bounce.kadewerk.example TXT "v=spf1 a:relay.example -all"'
    assert publish["DKIM"].startswith("default._domainkey.kadewerk.example TXT")
    assert publish["DMARC"].startswith('_dmarc.kadewerk.example TXT "v=DMARC1; p=none')


def test_bounces_to_another_organisation_are_red_and_none_at_all_is_worth_a_look():
    elsewhere = {
        ("bounces.elders.example", "TXT"): ["v=spf1 ip4:9.9.9.9 -all"],
        ("bounces.elders.example", "MX"): ["relay.example"],
    }

    assert (
        words(elsewhere, Sending("kadewerk.example", "bounces.elders.example", "relay.example"))["not_aligned"]
        is Level.RED
    )
    assert words(sending=Sending("kadewerk.example", "", "relay.example"))["no_bounce_address"] is Level.SOON


def test_a_relay_on_this_machine_is_not_held_against_dns():
    found = words(
        {("localhost", "A"): ["127.0.0.1"]}, Sending("kadewerk.example", "bounce.kadewerk.example", "localhost")
    )

    assert found["spf_there"] is Level.OK
    assert "no_ptr" not in found


def test_a_named_key_is_looked_up_and_missed():
    found = words(sending=Sending("kadewerk.example", "bounce.kadewerk.example", "relay.example", ("other",)))
    assert found["dkim_missing"] is Level.RED


@pytest.mark.parametrize(
    ("domain", "records", "organisation"),
    [
        ("jobs.kadewerk.example", {"kadewerk.example": "p=none"}, "kadewerk.example"),
        (
            "jobs.kadewerk.example",
            {"jobs.kadewerk.example": "p=none", "kadewerk.example": "p=none"},
            "kadewerk.example",
        ),
        (
            "jobs.kadewerk.example",
            {"jobs.kadewerk.example": "p=none; psd=n", "kadewerk.example": "p=none"},
            "jobs.kadewerk.example",
        ),
        ("a.kadewerk.overheid.example", {"overheid.example": "p=reject; psd=y"}, "kadewerk.overheid.example"),
        ("kadewerk.example", {}, "kadewerk.example"),
    ],
)
def test_the_organisation_is_found_by_walking_up_the_tree(domain, records, organisation):
    zone = Zone({DMARC: None} | {(f"_dmarc.{name}", "TXT"): [f"v=DMARC1; {tags}"] for name, tags in records.items()})

    assert dmarc.organisation_of(domain, dmarc.walk(domain, zone)) == organisation


def test_a_very_deep_domain_costs_eight_questions():
    asked = []

    class Counting(Zone):
        def texts(self, name):
            asked.append(name)
            return []

    dmarc.walk(".".join("abcdefghijklmnop"), Counting())

    assert len(asked) == 8


def test_silence_of_dns_is_red_and_the_rest_is_looked_at_all_the_same():
    class Silent(Zone):
        def texts(self, name):
            raise Unanswered(name)

    found = {each.word: each.level for each in examine(OURS, Silent())}

    assert found["unanswered"] is Level.RED
    assert found["mx_fits"] is Level.OK


def test_every_finding_has_a_sentence_and_every_sentence_a_finding(app):
    source = "".join(path.read_text() for path in Path(cli.__file__).parent.glob("*.py") if path.name != "sentences.py")
    for word in SENTENCES:
        assert f'"{word}"' in source, f"nobody finds {word}"


def written(kind, value):
    """As it stands in a zone file; a long text comes in pieces."""
    forms = {"TXT": f'"{value[:200]}" "{value[200:]}"', "MX": f"10 {value}.", "PTR": f"{value}."}
    return forms.get(kind, value)


class Server(threading.Thread):
    """A DNS server on this machine that answers from the zone, over UDP."""

    def __init__(self, zone):
        super().__init__(daemon=True)
        self.zone = zone
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def run(self):
        while True:
            packet, sender = self.socket.recvfrom(4096)
            if packet == b"stop":
                return self.socket.close()
            query = dns.message.from_wire(packet)
            (question,) = query.question
            name, kind = question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype)
            answer = dns.message.make_response(query)
            values = self.zone.records.get((name, kind), [])
            rows = [written(kind, value) for value in values]
            if rows:
                answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *rows))
            elif not self.zone.exists(name):
                answer.set_rcode(dns.rcode.NXDOMAIN)
            self.socket.sendto(answer.to_wire(), sender)


@pytest.fixture
def published(monkeypatch):
    """Our own zone, asked over the wire."""
    records = GOOD | {("9.9.9.9.in-addr.arpa", "PTR"): ["relay.example"]}
    server = Server(Zone(records))
    server.start()
    resolver = Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], server.port
    yield server.zone, Dns(resolver)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"stop", ("127.0.0.1", server.port))
    server.join()


def test_a_real_name_server_is_understood(published):
    _zone, dns_of_test = published

    assert not is_red(examine(OURS, dns_of_test))
    assert dns_of_test.texts("mail._domainkey.kadewerk.example")[0].endswith(key(294))
    assert dns_of_test.exists("_domainkey.kadewerk.example")
    assert not dns_of_test.exists("nobody.example")
    assert dns_of_test.mail_servers("nobody.example") == []


def run(app, monkeypatch, dns_of_test, *options):
    monkeypatch.setitem(app.config, "CRM_MAIL_URL", "smtp://relay.example:587")
    monkeypatch.setitem(app.config, "CRM_BOUNCE_ADDRESS", "b@bounce.kadewerk.example")
    monkeypatch.setattr(cli, "Dns", lambda: dns_of_test)
    db.session.commit()
    return CliRunner().invoke(cli.mail_check, options, obj=ScriptInfo(create_app=lambda: app))


def test_the_command_says_in_words_what_fits_and_ends_with_0(app, monkeypatch, published):
    done = run(app, monkeypatch, published[1])

    assert done.exit_code == 0, done.output
    assert "fits  SPF   The SPF record of bounce.kadewerk.example names relay.example." in done.output


def test_the_command_says_what_to_publish_ends_with_1_and_settings_warn(
    app, monkeypatch, published, browser, recruiter
):
    published[0].records.pop(DMARC)

    done = run(app, monkeypatch, published[1])
    as_json = run(app, monkeypatch, published[1], "--json")

    assert done.exit_code == as_json.exit_code == 1
    assert "publish: _dmarc.kadewerk.example TXT" in done.output
    told = json.loads(as_json.output)
    assert told["red"] is True
    assert {"level", "about", "word", "values", "publish", "sentence"} == set(told["findings"][0])
    assert "Our mail may not arrive." in browser.get("/settings").text
    assert "does not say what to do with mail that pretends to be its own" in browser.get("/settings/mail").text


def test_settings_look_themselves_when_asked(browser, recruiter):
    page = browser.get("/settings/mail").submit("Look now")

    assert "DNS did not answer" in page.text, "no test asks the DNS of the world"
    assert db.session.scalars(Organisation.current()).one().mail_checked_at


def test_what_is_certainly_red_lets_our_own_mail_rest_until_a_look_finds_it_mended(app, monkeypatch, published):
    organisation, (zone, asked) = db.session.scalars(Organisation.current()).one(), published
    ours, answer = make_message(message_class=MessageClass.INVITATION), make_message(message_class=MessageClass.RIGHTS)
    published_policy = zone.records.pop(DMARC)

    run(app, monkeypatch, asked)
    assert (organisation.mail_paused_because, organisation.mail_paused_at) == ("domain", NOW)
    assert reason_to_wait(ours, organisation=organisation, now=NOW)[1] == "paused"
    assert reason_to_wait(answer, organisation=organisation, now=NOW) is None

    zone.records[DMARC] = published_policy
    run(app, monkeypatch, asked)
    assert organisation.mail_paused_at is None


def test_a_guess_silence_or_mail_that_goes_nowhere_lets_nothing_rest(app):
    organisation = db.session.scalars(Organisation.current()).one()
    no_key = Zone({("mail._domainkey.kadewerk.example", "TXT"): None, ("_domainkey.kadewerk.example", "TXT"): None})

    for sending, zone in ((OURS, no_key), (replace(OURS, relay=""), Zone({DMARC: None}))):
        assert is_red(services.look(sending, zone, now=NOW))
        assert organisation.mail_paused_at is None


def test_what_rests_for_another_reason_is_not_let_go_by_dns(app):
    organisation = db.session.scalars(Organisation.current()).one()
    standing.pause("bounces", now=NOW)
    db.session.commit()

    services.look(OURS, Zone(), now=NOW)

    assert organisation.mail_paused_because == "bounces"


def test_reading_spf_stops_at_a_circle():
    with pytest.raises(spf.Broken, match="lookups"):
        spf.Reader(Zone({("a.example", "TXT"): ["v=spf1 redirect=a.example"]}), "9.9.9.9").result("a.example")


def test_the_usual_names_of_keys_are_each_asked_once():
    assert len(dkim.USUAL) == len(set(dkim.USUAL))
