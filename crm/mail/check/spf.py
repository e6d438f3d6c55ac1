"""SPF (RFC 7208): which machines a domain lets send in its name."""

import ipaddress
from collections.abc import Iterator

from crm.mail.check.dns import Published

MOST_LOOKUPS = 10
RESULTS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}


class Broken(Exception):
    """Receivers stop reading here; the message is `two`, `lookups`, or the part that is no part of a record."""


def record(domain: str, published: Published) -> str | None:
    """Raises Broken when there are two."""
    found = [text for text in published.texts(domain) if text.lower().split(" ")[0] == "v=spf1"]
    if len(found) > 1:
        raise Broken("two")
    return found[0] if found else None


class Reader:
    """Reads a record as a receiver would that got mail from `address`. Raises Broken where a receiver gives up."""

    def __init__(self, published: Published, address: str | None) -> None:
        self._published = published
        self._address = ipaddress.ip_address(address) if address else None
        self._lookups = 0

    def result(self, domain: str) -> str:
        """`pass`, `fail`, `softfail` or `neutral`; `none` when the domain has no record.

        Every part is read, also behind the one that decides: the limit counts for the whole record.
        """
        text = record(domain, self._published)
        if text is None:
            return "none"
        decided, redirect = "", ""
        for part in text.split()[1:]:
            name, _equals, value = part.partition("=")
            if name.lower() == "redirect" and value:
                redirect = value
            elif name.lower() == "exp" or "=" in part.split(":")[0]:
                continue
            else:
                sign, term = (part[0], part[1:]) if part[0] in RESULTS else ("+", part)
                matches = self._matches(term, domain)
                decided = decided or (RESULTS[sign] if matches else "")
        if redirect and not decided:
            self._count()
            return self.result(redirect)
        return decided or "neutral"

    def _matches(self, term: str, domain: str) -> bool:
        name, _colon, rest = term.partition(":")
        name, _slash, size = name.lower().partition("/")
        target = rest.partition("/")[0] or domain
        if name == "all":
            return True
        if name in ("ip4", "ip6"):
            return self._within([rest], term)
        if name == "include" and rest:
            self._count()
            inner = self.result(rest)
            if inner == "none":
                raise Broken(term)
            return inner == "pass"
        size = size or rest.partition("/")[2]
        if name in ("a", "mx"):
            self._count()
            hosts = [target] if name == "a" else self._published.mail_servers(target)[:MOST_LOOKUPS]
            found = [address for host in hosts if host for address in self._published.addresses(host)]
            return self._within(list(_with_size(found, size)), term)
        if name in ("exists", "ptr"):
            self._count()
            return False
        raise Broken(term)

    def _within(self, networks: list[str], term: str) -> bool:
        try:
            parsed = [ipaddress.ip_network(each, strict=False) for each in networks]
        except ValueError as error:
            raise Broken(term) from error
        return self._address is not None and any(self._address in network for network in parsed)

    def _count(self) -> None:
        self._lookups += 1
        if self._lookups > MOST_LOOKUPS:
            raise Broken("lookups")


def _with_size(addresses: list[str], size: str) -> Iterator[str]:
    """`/24` counts for IPv4, `//64` for IPv6."""
    four, _slash, six = size.partition("//") if "//" in size else (size, "", "")
    four, six = (four.strip("/"), six.strip("/")) if not size.startswith("/") else ("", size.strip("/"))
    for address in addresses:
        wanted = six if ":" in address else four
        yield f"{address}/{wanted}" if wanted else address


def lets_everybody(text: str) -> bool:
    return any(part.lower() in ("all", "+all") for part in text.split())
