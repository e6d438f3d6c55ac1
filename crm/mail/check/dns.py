"""What is published, asked of the resolver of this machine."""

from typing import Any, Protocol

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver
from dns.reversename import from_address

PATIENCE = 4.0


class Unanswered(Exception):
    """No server answered, or not in a way that says anything; the message is the name that was asked."""


class Published(Protocol):
    """A list is empty when there is nothing; each raises Unanswered."""

    def texts(self, name: str) -> list[str]: ...

    def addresses(self, name: str) -> list[str]: ...

    def mail_servers(self, name: str) -> list[str]:
        """Their names; one empty name says that no mail is taken (RFC 7505)."""

    def names(self, address: str) -> list[str]: ...

    def exists(self, name: str) -> bool:
        """There is something at this name or below it."""


class Dns:
    def __init__(self, resolver: Resolver | None = None) -> None:
        self._resolver = resolver or Resolver()
        self._resolver.lifetime = PATIENCE

    def texts(self, name: str) -> list[str]:
        return [b"".join(row.strings).decode("ascii", "replace") for row in self._ask(name, "TXT")]

    def addresses(self, name: str) -> list[str]:
        return [row.address for kind in ("A", "AAAA") for row in self._ask(name, kind)]

    def mail_servers(self, name: str) -> list[str]:
        rows = sorted(self._ask(name, "MX"), key=lambda row: row.preference)
        return [row.exchange.to_text(omit_final_dot=True).strip(".") for row in rows]

    def names(self, address: str) -> list[str]:
        return [row.target.to_text(omit_final_dot=True) for row in self._ask(from_address(address).to_text(), "PTR")]

    def exists(self, name: str) -> bool:
        try:
            self._resolver.resolve(name, "TXT", raise_on_no_answer=False)
        except NXDOMAIN:
            return False
        except DNSException as error:
            raise Unanswered(name) from error
        return True

    def _ask(self, name: str, kind: str) -> list[Any]:
        try:
            return list(self._resolver.resolve(name, kind))
        except (NXDOMAIN, NoAnswer):
            return []
        except DNSException as error:  # also a name that cannot be one
            raise Unanswered(name) from error
