"""DMARC (RFC 9989): what a domain wants done with mail that pretends to be its own, found by walking up the tree."""

from dataclasses import dataclass

from crm.mail.check.dns import Published

LONGEST = 8
GONE = ("pct", "rf", "ri")
"""Tags that RFC 9989 removed."""


class Several(Exception):
    """Two records at one name are none; the message is the name."""


@dataclass(frozen=True, slots=True)
class Policy:
    """`domain` is where the record stands."""

    domain: str
    tags: dict[str, str]

    @property
    def wish(self) -> str:
        return self.tags.get("p", "none").lower()


def policy_at(domain: str, published: Published) -> Policy | None:
    """Raises Several."""
    found = [tags for text in published.texts(f"_dmarc.{domain}") if (tags := _tags(text))]
    if len(found) > 1:
        raise Several(domain)
    return Policy(domain, found[0]) if found else None


def walk(domain: str, published: Published) -> list[Policy]:
    """Every record from this domain up to the top, at most eight questions."""
    labels = domain.split(".")
    names = [domain]
    above = labels[1:] if len(labels) <= LONGEST else labels[-(LONGEST - 1) :]
    names += [".".join(above[start:]) for start in range(len(above))]
    found: list[Policy] = []
    for name in names:
        try:
            policy = policy_at(name, published)
        except Several:
            if name == domain:
                raise
            continue
        if policy:
            found.append(policy)
            if policy.tags.get("psd") in ("y", "n"):
                break
    return found


def organisation_of(domain: str, policies: list[Policy]) -> str:
    """The domain that is one organisation's: two names under it are aligned."""
    if not policies:
        return domain
    top = policies[-1]
    if top.tags.get("psd") == "y" and top.domain != domain:
        depth = top.domain.count(".") + 2
        return ".".join(domain.split(".")[-depth:])
    return top.domain


def _tags(text: str) -> dict[str, str]:
    """Empty when it is no such record: `v=DMARC1` comes first, as it stands here."""
    parts = [part.partition("=") for part in text.split(";")]
    tags = {name.strip().lower(): value.strip() for name, equals, value in parts if equals}
    return tags if parts[0][0].strip().lower() == "v" and parts[0][2].strip() == "DMARC1" else {}
