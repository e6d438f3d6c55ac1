"""Where a webhook may go: nowhere inside a network, by whatever way it is written, resolved or redirected."""

import ipaddress
import socket

import pytest

from crm.webhooks import addresses
from crm.webhooks.addresses import AddressRefused, is_public, resolve


@pytest.fixture
def resolver(monkeypatch):
    """A resolver of names: what it answers is set by the test, one answer after another."""
    answers = {}

    def lookup(host, port, **_options):
        if host not in answers:
            try:
                return [_found(str(ipaddress.ip_address(host)), port)]
            except ValueError:
                raise socket.gaierror from None
        found = answers[host].pop(0) if len(answers[host]) > 1 else answers[host][0]
        return [_found(ip, port) for ip in found]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", lookup)
    return answers


def _found(ip, port):
    family = socket.AF_INET6 if ":" in ip else socket.AF_INET
    return (family, socket.SOCK_STREAM, 6, "", (ip, port))


INSIDE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",  # noqa: S104
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",  # shared by a carrier
    "169.254.169.254",  # cloud metadata
    "192.0.0.192",  # the same, at another cloud
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fec0::1",
    "fc00::1",
    "fd00:ec2::254",  # cloud metadata
    "ff02::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:10.0.0.1",
    "::10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a00:1",
    "3fff::1",
    "5f00::1",
    "100::1",
    "192.88.99.1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "2002:c0a8:101::1",
    "2001:0:53aa:64c:0:fbf1:3f57:feff",
]
OUTSIDE = ["8.8.8.8", "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("ip", INSIDE)
def test_an_address_inside_is_not_public(ip):
    assert not is_public(ipaddress.ip_address(ip))


@pytest.mark.parametrize("ip", OUTSIDE)
def test_an_address_outside_is_public(ip):
    assert is_public(ipaddress.ip_address(ip))


@pytest.mark.parametrize("ip", INSIDE)
def test_a_name_that_leads_inside_is_refused(resolver, ip):
    resolver["hooks.example"] = [[ip]]

    with pytest.raises(AddressRefused) as refused:
        resolve("https://hooks.example/in")

    assert refused.value.reason == "private"


@pytest.mark.parametrize("order", [["8.8.8.8", "10.0.0.1"], ["10.0.0.1", "8.8.8.8"]])
def test_one_address_inside_among_many_is_enough_to_refuse(resolver, order):
    resolver["hooks.example"] = [order]

    with pytest.raises(AddressRefused, match="private"):
        resolve("https://hooks.example/in")


def test_what_was_checked_is_what_is_connected_to_whatever_the_name_says_next(resolver):
    """DNS rebinding: a public answer for the check, a private one for the connection."""
    resolver["rebind.example"] = [["93.184.216.34"], ["127.0.0.1"]]

    target = resolve("https://rebind.example/in")

    assert target.ips == ("93.184.216.34",)
    assert target.host_header == "rebind.example"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://hooks.example/in", "https"),
        ("file:///etc/passwd", "https"),
        ("gopher://hooks.example/", "https"),
        ("ftp://hooks.example/", "https"),
        ("//hooks.example/", "https"),
        ("hooks.example", "https"),
        ("javascript:alert(1)", "https"),
        ("https://user:secret@hooks.example/", "password"),
        ("https://hooks.example@10.0.0.1/", "password"),
        ("https:///in", "not_an_address"),
        ("https://hooks.example:99999/", "not_an_address"),
        ("https://hooks.example:0/", "not_an_address"),
        ("https://[::1/", "not_an_address"),
        ("https://hooks.example\\@10.0.0.1/", "not_an_address"),
        ("https://hooks.example/\r\nHost: inside", "not_an_address"),
        ("https://hooks.example/a b", "not_an_address"),
        ("https://höoks.example/", "not_an_address"),
        ("https://hooks.example/" + "a" * 500, "not_an_address"),
        ("https://nobody.example/", "unknown_host"),
        ("https://127.0.0.1/", "private"),
        ("https://[::1]/", "private"),
        ("https://[::ffff:169.254.169.254]/latest", "private"),
        ("https://169.254.169.254/latest/meta-data", "private"),
    ],
)
def test_an_address_that_cannot_be_is_refused_with_the_reason(resolver, url, reason):
    resolver["hooks.example"] = [["93.184.216.34"]]

    with pytest.raises(AddressRefused) as refused:
        resolve(url)

    assert refused.value.reason == reason


@pytest.mark.parametrize("written", ["2130706433", "0x7f000001", "017700000001", "127.1", "localhost"])
def test_this_machine_is_refused_however_it_is_written(written):
    """The resolver of the system knows these spellings; here it is asked itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(addresses.socket, "getaddrinfo", lambda *_, **__: [_found("127.0.0.1", 443)])
        with pytest.raises(AddressRefused, match="private"):
            resolve(f"https://{written}/")


def test_this_machine_is_reached_only_where_it_was_allowed_and_nothing_else_inside(resolver):
    assert resolve("http://127.0.0.1:8099/in", loopback=True).ips == ("127.0.0.1",)
    with pytest.raises(AddressRefused, match="private"):
        resolve("http://10.0.0.1/in", loopback=True)
    resolver["hooks.example"] = [["93.184.216.34"]]
    with pytest.raises(AddressRefused, match="https"):
        resolve("http://hooks.example/in", loopback=True)


def test_a_port_and_a_query_are_kept(resolver):
    resolver["hooks.example"] = [["93.184.216.34"]]

    target = resolve("https://hooks.example:8443/in?token=a")

    assert (target.port, target.path, target.host_header) == (8443, "/in?token=a", "hooks.example:8443")
