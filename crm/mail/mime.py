"""The mail as it travels: headers and two bodies of equal content."""

from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from crm.mail.rendering import Rendered
from crm.mail.return_path import return_path
from models import Message, Organisation

# The default policy folds a long List-Unsubscribe into an encoded word, which no mail provider can click.
POLICY = SMTP.clone(cte_type="7bit", max_line_length=998)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the server hears before it gets the mail itself: who sends it, and its one recipient."""

    sender: str
    recipient: str


def envelope(message: Message, *, organisation: Organisation) -> Envelope:
    """What cannot be delivered comes back to the sender. Raises ValueError when an address cannot be one."""
    return Envelope(_address(return_path(message, organisation)), _address(message.address or ""))


def _address(typed: str) -> str:
    """The address with its domain as servers write it; mail to several at once is refused here."""
    try:
        address = Address(addr_spec=typed)
        return f"{address.username}@{address.domain.encode('idna').decode()}"
    except (HeaderParseError, IndexError) as error:  # what the standard library makes of "a@b, c" and of "a@"
        raise ValueError("not an address") from error


def build(
    message: Message,
    body: Rendered,
    *,
    organisation: Organisation,
    public_url: str,
    unsubscribe: str | None,
    now: datetime,
) -> EmailMessage:
    """One recipient per mail; the same Message-ID at every try. Raises ValueError when an address cannot be one."""
    mime = EmailMessage(policy=POLICY)
    # In a folder it says what the envelope would have said; a server that delivers writes this header itself.
    mime["Return-Path"] = f"<{envelope(message, organisation=organisation).sender}>"
    mime["From"] = Address(_plain(message.sender_name), addr_spec=organisation.sender_email)
    mime["To"] = Address(addr_spec=_address(message.address or ""))
    if answered_by := _answered_by(message, organisation):
        mime["Reply-To"] = Address(addr_spec=answered_by)
    mime["Subject"] = _plain(message.subject)
    mime["Date"] = format_datetime(now)
    mime["Message-ID"] = f"<{message.public_id}@{urlsplit(public_url).hostname}>"
    mime["Auto-Submitted"] = "auto-generated"
    kind = message.message_class.value.replace("_", "-")
    mime["Feedback-ID"] = f"{message.name}:{kind}:weerzien"
    if unsubscribe:
        mime["List-Id"] = f"<{kind}.{organisation.sender_email.rpartition('@')[2]}>"
        mime["List-Unsubscribe"] = f"<{unsubscribe}>"
        mime["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mime.set_content(body.text, cte="quoted-printable")
    mime.add_alternative(body.html, subtype="html", cte="quoted-printable")
    mime["Content-Language"] = message.language.value  # last: setting the content drops every Content- header
    return mime


def _answered_by(message: Message, organisation: Organisation) -> str | None:
    """Whoever wrote, while they work here; what a candidate answers always reaches somebody."""
    works_here = message.sender is None or message.sender.disabled_at is None
    if message.reply_to and works_here:
        return message.reply_to
    return organisation.privacy_email if message.candidate_id else None


def _plain(words: str) -> str:
    return " ".join(words.split())
