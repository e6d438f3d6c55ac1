"""Looking, and remembering what was seen last for the settings page."""

from datetime import datetime
from urllib.parse import urlsplit

from crm.extensions import db
from crm.mail import standing
from crm.mail.check.dns import Published
from crm.mail.check.examine import Sending, examine, is_certainly_red
from crm.mail.check.finding import Finding
from models import Organisation


def sending_of(
    organisation: Organisation, *, mail_url: str, bounce_address: str, selectors: tuple[str, ...]
) -> Sending:
    parts = urlsplit(mail_url)
    return Sending(
        domain=_domain(organisation.sender_email),
        bounces=_domain(bounce_address),
        relay=(parts.hostname or "") if parts.scheme in ("smtp", "smtps") else "",
        selectors=selectors,
    )


def look(sending: Sending, published: Published, *, now: datetime) -> list[Finding]:
    """Ask DNS first, and only then begin to write: answers may take seconds.

    While receivers have reason to refuse us, our own mail rests; a look that is not red any more lets it go.
    """
    db.session.rollback()
    findings = examine(sending, published)
    organisation = db.session.scalars(Organisation.current()).one()
    organisation.mail_checked_at = now
    organisation.mail_check = [finding.as_json() for finding in findings]
    red = is_certainly_red(findings)
    if red and sending.relay:
        standing.pause("domain", now=now)
    elif not red and organisation.mail_paused_because == "domain":
        standing.resume(by=None, now=now)
    return findings


def _domain(address: str) -> str:
    """As it stands in DNS: without capitals, and in ASCII."""
    domain = address.rpartition("@")[2].strip().lower().rstrip(".")
    try:
        return domain.encode("idna").decode() if domain else ""
    except UnicodeError:
        return domain
