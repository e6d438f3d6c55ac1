"""Where a mail server sends what it cannot deliver: an address per mail, which nobody can make but us (VERP)."""

import re

from flask import current_app

from crm.extensions import db
from crm.keys import keyed_hash
from models import Message, Organisation

_CODE = re.compile(r"(\d{1,18})-([0-9a-f]{20})", re.ASCII)


def return_path(message: Message, organisation: Organisation) -> str:
    """With CRM_BOUNCE_ADDRESS `b@bounce.example.com` it is `b+17-9f…@bounce.example.com`, else the sender's address."""
    base: str = current_app.config["CRM_BOUNCE_ADDRESS"]
    if not base:
        return organisation.sender_email
    local, _at, domain = base.partition("@")
    return f"{local}+{message.id}-{_proof(message)}@{domain}"


def message_behind(address: str) -> Message | None:
    """The mail whose return path this is; None when the address is not one that we made."""
    local, _at, domain = current_app.config["CRM_BOUNCE_ADDRESS"].partition("@")
    given, _at, given_domain = address.strip().partition("@")
    name, _plus, code = given.partition("+")
    known = _CODE.fullmatch(code.lower())
    if not local or (name.lower(), given_domain.lower()) != (local.lower(), domain.lower()) or not known:
        return None
    message = db.session.get(Message, int(known[1]))
    return message if message and known[2] == _proof(message) else None


def _proof(message: Message) -> str:
    """80 bits over the mail's own id, which is random and never used again as a number may be."""
    return keyed_hash("return_path", message.public_id)[:20]
