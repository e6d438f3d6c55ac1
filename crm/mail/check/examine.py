"""Everything that decides whether our mail is taken, one finding each. Reads DNS; changes nothing."""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass

from crm.mail.check import dkim, dmarc, spf
from crm.mail.check.dns import Published, Unanswered
from crm.mail.check.finding import Finding, Level


@dataclass(frozen=True, slots=True)
class Sending:
    """From whom our mail comes. `bounces` is the domain of CRM_BOUNCE_ADDRESS, or empty; `relay` the host that takes
    our mail, or empty when no mail leaves."""

    domain: str
    bounces: str
    relay: str
    selectors: tuple[str, ...] = ()

    @property
    def return_path(self) -> str:
        return self.bounces or self.domain


def examine(sending: Sending, published: Published) -> list[Finding]:
    """In the order in which receivers look. What DNS did not answer is said, and the rest is looked at all the same."""
    found: list[Finding] = []
    for look in (_spf, _dkim, _dmarc, _way_back, _relay):
        try:
            found += look(sending, published)
        except Unanswered as error:
            found.append(Finding(Level.RED, "DNS", "unanswered", {"name": str(error)}))
    return found


def is_red(findings: list[Finding]) -> bool:
    return any(finding.level is Level.RED for finding in findings)


def is_certainly_red(findings: list[Finding]) -> bool:
    """Not because DNS was silent, or because a key stands under a name that we cannot guess."""
    return is_red([finding for finding in findings if finding.word not in ("unanswered", "no_dkim")])


def _spf(sending: Sending, published: Published) -> Iterator[Finding]:
    domain, relay = sending.return_path, sending.relay or "relay.example.com"
    values = {"domain": domain, "relay": relay}
    suggestion = f'{domain} TXT "v=spf1 a:{relay} -all"'
    addresses = _public(sending.relay, published)
    receivers: list[str | None] = [*addresses] or [None]
    try:
        text = spf.record(domain, published)
        results = {address: spf.Reader(published, address).result(domain) for address in receivers}
    except spf.Broken as error:
        word = {"two": "spf_two", "lookups": "spf_lookups"}.get(str(error), "spf_broken")
        yield Finding(Level.RED, "SPF", word, values | {"part": str(error)})
        return
    if text is None:
        yield Finding(Level.RED, "SPF", "no_spf", values, suggestion)
    elif spf.lets_everybody(text):
        yield Finding(Level.RED, "SPF", "spf_everybody", values)
    elif not addresses:
        yield Finding(Level.OK, "SPF", "spf_there", values)
    elif set(results.values()) == {"pass"}:
        yield Finding(Level.OK, "SPF", "spf_fits", values)
    else:
        yield Finding(Level.SOON, "SPF", "spf_without_relay", values, suggestion)


def _dkim(sending: Sending, published: Published) -> list[Finding]:
    return dkim.findings(sending.domain, sending.selectors, published)


def _dmarc(sending: Sending, published: Published) -> Iterator[Finding]:
    domain = sending.domain
    values = {"domain": domain, "bounces": sending.return_path}
    suggestion = f'_dmarc.{domain} TXT "v=DMARC1; p=none; rua=mailto:dmarc@{domain}"'
    try:
        policies = dmarc.walk(domain, published)
    except dmarc.Several as error:
        yield Finding(Level.RED, "DMARC", "dmarc_two", {"domain": str(error)})
        return
    organisation = dmarc.organisation_of(domain, policies)
    policy = next((each for each in policies if each.domain in (domain, organisation)), None)
    if policy is None:
        yield Finding(Level.RED, "DMARC", "no_dmarc", values, suggestion)
        return
    values |= {"name": f"_dmarc.{policy.domain}", "wish": policy.wish}
    yield from _policy(policy, values)
    yield from _aligned(sending, policy, organisation, values, published)


def _policy(policy: dmarc.Policy, values: dict[str, str]) -> Iterator[Finding]:
    if policy.wish not in ("none", "quarantine", "reject"):
        yield Finding(Level.RED, "DMARC", "dmarc_wish", values)
    elif policy.tags.get("t", "").lower() == "y":
        yield Finding(Level.SOON, "DMARC", "dmarc_testing", values)
    elif policy.wish == "none":
        yield Finding(Level.OK, "DMARC", "dmarc_none", values)
    else:
        yield Finding(Level.OK, "DMARC", "dmarc_fits", values)
    old = [tag for tag in dmarc.GONE if tag in policy.tags]
    if old:
        yield Finding(Level.SOON, "DMARC", "dmarc_old", values | {"tags": ", ".join(old)})


def _aligned(
    sending: Sending, policy: dmarc.Policy, organisation: str, values: dict[str, str], published: Published
) -> Iterator[Finding]:
    """What SPF vouches for must be of the same organisation as what readers see."""
    if sending.return_path == sending.domain:
        return
    strict = policy.tags.get("aspf", "r").lower() == "s"
    other = dmarc.organisation_of(sending.return_path, dmarc.walk(sending.return_path, published))
    if strict or other != organisation:
        yield Finding(Level.RED, "DMARC", "strict" if strict else "not_aligned", values)
    else:
        yield Finding(Level.OK, "DMARC", "aligned", values)


def _way_back(sending: Sending, published: Published) -> Iterator[Finding]:
    if not sending.bounces:
        yield Finding(Level.SOON, "MX", "no_bounce_address", {"domain": sending.domain})
    domain = sending.return_path
    servers = published.mail_servers(domain)
    values = {"domain": domain}
    if servers == [""]:
        yield Finding(Level.RED, "MX", "mx_none_taken", values)
    elif not servers and not published.addresses(domain):
        yield Finding(Level.RED, "MX", "no_mx", values, f"{domain} MX 10 mail.{sending.domain}")
    elif servers and not any(published.addresses(server) for server in servers):
        yield Finding(Level.RED, "MX", "mx_nowhere", values | {"server": servers[0]})
    else:
        yield Finding(Level.OK, "MX", "mx_fits", values)


def _relay(sending: Sending, published: Published) -> Iterator[Finding]:
    """A name for the address, and that address for the name (RFC 8601, iprev)."""
    for address in _public(sending.relay, published):
        names = published.names(address)
        values = {"address": address, "relay": sending.relay, "name": names[0] if names else ""}
        if any(address in published.addresses(name) for name in names):
            yield Finding(Level.OK, "PTR", "ptr_fits", values)
        else:
            yield Finding(Level.SOON, "PTR", "ptr_other" if names else "no_ptr", values)


def _public(relay: str, published: Published) -> list[str]:
    """The addresses of the relay that the world sees; none when it is this machine or within our own network."""
    if not relay:
        return []
    try:
        addresses = [str(ipaddress.ip_address(relay))]
    except ValueError:
        addresses = published.addresses(relay)
    return [address for address in addresses if ipaddress.ip_address(address).is_global]
