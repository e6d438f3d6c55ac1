"""DKIM (RFC 6376): the key by which receivers know that a mail is signed for the domain. Signing is the relay's."""

import base64
import binascii

from crm.mail.check.dns import Published
from crm.mail.check.finding import Finding, Level

USUAL = (
    "default mail dkim s1 s2 selector1 selector2 google k1 k2 k3 key1 mx smtp postfix relay email protonmail fm1 zoho"
).split()
SPKI_1024, SPKI_2048 = 160, 290
"""Bytes that a public RSA key of so many bits takes at least."""


def findings(domain: str, selectors: tuple[str, ...], published: Published) -> list[Finding]:
    """Of the selectors that were named, else of the usual ones; a selector cannot be looked up."""
    found = [_key(domain, each, published, named=bool(selectors)) for each in selectors or USUAL]
    keys = [each for each in found if each]
    if keys:
        return keys
    if published.exists(f"_domainkey.{domain}"):
        return [Finding(Level.SOON, "DKIM", "dkim_unknown", {"domain": domain})]
    return [
        Finding(
            Level.RED, "DKIM", "no_dkim", {"domain": domain}, f'default._domainkey.{domain} TXT "v=DKIM1; k=rsa; p=…"'
        )
    ]


def _key(domain: str, selector: str, published: Published, *, named: bool) -> Finding | None:
    name = f"{selector}._domainkey.{domain}"
    values = {"name": name}
    texts = published.texts(name)
    if not texts:
        return Finding(Level.RED, "DKIM", "dkim_missing", values) if named else None
    tags = {
        key.strip().lower(): value.strip() for part in texts[0].split(";") for key, _is, value in [part.partition("=")]
    }
    size = _size(tags.get("p", ""))
    if size == 0:
        return Finding(Level.RED, "DKIM", "dkim_revoked", values)
    if tags.get("k", "rsa").lower() == "rsa" and size < SPKI_1024:
        return Finding(Level.RED, "DKIM", "dkim_weak", values)
    if tags.get("k", "rsa").lower() == "rsa" and size < SPKI_2048:
        return Finding(Level.SOON, "DKIM", "dkim_short", values)
    if "y" in tags.get("t", "").split(":"):
        return Finding(Level.SOON, "DKIM", "dkim_testing", values)
    return Finding(Level.OK, "DKIM", "dkim_fits", values)


def _size(encoded: str) -> int:
    try:
        return len(base64.b64decode("".join(encoded.split()), validate=True))
    except (binascii.Error, ValueError):
        return 0
