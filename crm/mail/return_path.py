"""Where a mail server sends what it cannot deliver: an address per mail, which nobody can make but us (VERP)."""

import re
from typing import TypeVar

from flask import current_app

from crm.extensions import db
from crm.keys import keyed_hash
from models import Candidate, Message, Organisation

Row = TypeVar("Row", Message, Candidate)

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
    return _behind(address, Message, "")


def reply_address(candidate: Candidate) -> str | None:
    """Where a colleague forwards what this person wrote; None when nothing comes in here."""
    local, at, domain = current_app.config["CRM_BOUNCE_ADDRESS"].partition("@")
    return f"{local}+r{candidate.id}-{_proof(candidate)}@{domain}" if at else None


def candidate_behind(address: str) -> Candidate | None:
    """Whose `reply_address` this is."""
    return _behind(address, Candidate, "r")


def _behind(address: str, model: type[Row], letter: str) -> Row | None:
    local, _at, domain = current_app.config["CRM_BOUNCE_ADDRESS"].partition("@")
    given, _at, given_domain = address.strip().lower().partition("@")
    name, _plus, code = given.partition("+")
    known = _CODE.fullmatch(code.removeprefix(letter)) if code.startswith(letter) else None
    if not local or (name, given_domain) != (local.lower(), domain.lower()) or not known:
        return None
    row = db.session.get(model, int(known[1]))
    return row if row and known[2] == _proof(row) else None


def _proof(row: Message | Candidate) -> str:
    """80 bits over an id that is random, and never used again as a number may be."""
    return keyed_hash("return_path", row.public_id)[:20]
