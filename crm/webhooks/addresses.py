"""Which addresses a webhook may have: public ones over https, checked when typed and again at every sending.

A name is resolved once, every address behind it is checked, and the connection goes to what was checked: a name that
answers differently a moment later changes nothing.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_PREFIX_64 = ipaddress.ip_network("64:ff9b::/96")  # NAT64: the last four bytes are an IPv4 address
_COMPATIBLE = ipaddress.ip_network("::/96")  # the same, as it was written long ago
# What the registries of special addresses hold and `ipaddress` of Python 3.11 does not know to be special.
_SPECIAL = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "3fff::/20",
        "5f00::/16",
    )
)
LONGEST = 500


class AddressRefused(Exception):
    """Why nothing may be sent there: `not_an_address`, `https`, `password`, `private` or `unknown_host`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect, and the name to ask for there. `ips` have all been checked."""

    scheme: str
    host: str
    port: int
    path: str
    ips: tuple[str, ...]

    @property
    def host_header(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == {"https": 443, "http": 80}[self.scheme] else f"{name}:{self.port}"


def resolve(url: str, *, loopback: bool = False) -> Target:
    """Raises AddressRefused. `loopback` lets this very machine be reached, over http too: for tests and the demo."""
    target = parse(url)
    ips = _lookup(target.host, target.port)
    for ip in ips:
        if not (is_public(ip) or (loopback and ip.is_loopback)):
            raise AddressRefused("private")
    if target.scheme != "https" and not (loopback and all(ip.is_loopback for ip in ips)):
        raise AddressRefused("https")
    return Target(target.scheme, target.host, target.port, target.path, tuple(str(ip) for ip in ips))


def parse(url: str) -> Target:
    """The parts of an address, not resolved yet. Raises AddressRefused."""
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise AddressRefused("not_an_address")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused("not_an_address") from None
    if parts.scheme not in ("https", "http"):
        raise AddressRefused("https")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("password")
    if not parts.hostname or port == 0:
        raise AddressRefused("not_an_address")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, parts.hostname, port or (443 if parts.scheme == "https" else 80), path, ())


def is_public(ip: IPAddress) -> bool:
    """Reachable from anywhere, so not a way into this network; whatever address is wrapped inside counts as well."""
    inner = _wrapped(ip)
    if inner is not None:
        return is_public(inner)
    if any(ip.version == network.version and ip in network for network in _SPECIAL):
        return False
    odd = ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_link_local or ip.is_loopback or ip.is_private
    return ip.is_global and not odd and not (ip.version == 6 and ip.is_site_local)


def _wrapped(ip: IPAddress) -> IPAddress | None:
    """The IPv4 address that this one leads to: mapped, compatible, 6to4, Teredo or NAT64."""
    if ip.version == 4:
        return None
    if ip.ipv4_mapped or ip.sixtofour:
        return ip.ipv4_mapped or ip.sixtofour
    if ip.teredo:
        return ipaddress.IPv4Address("127.0.0.1")  # a tunnel to anywhere: never
    if ip in _PREFIX_64 or (ip in _COMPATIBLE and int(ip) > 1):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


def _lookup(host: str, port: int) -> list[IPAddress]:
    """Every address of a name, each once, in the order of the resolver."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise AddressRefused("unknown_host") from None
    ips = [ipaddress.ip_address(str(address[4][0]).partition("%")[0]) for address in found]
    if not ips:
        raise AddressRefused("unknown_host")
    return list(dict.fromkeys(ips))
