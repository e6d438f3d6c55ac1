"""A mail that came in, as plain values. Strangers wrote it: sizes are limited, and nothing in it is trusted.

Read with the old policy of `email`: the new one takes minutes over a header made to hurt, and raises on a broken one.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, message_from_string
from email.message import Message as Mime
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime
from itertools import islice

from crm.intake.bodies import body_of

LARGEST = 10 * 1024 * 1024
MOST_PARTS, LONGEST_HEADER = 50, 4000
_ID = re.compile(r"<([0-9a-f]{32})@[^<>@\s]{1,255}>", re.ASCII)
_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "Resent-To")
_COMPLAINTS = ("abuse", "fraud")
_STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?!\S)", re.ASCII)


class Unreadable(Exception):
    """Too large, or no mail at all."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """`to` holds every address it may have been delivered to, `answers` the ids of mails of ours that it names."""

    sha256: str
    sender: str
    to: tuple[str, ...]
    answers: tuple[str, ...]
    is_automatic: bool
    written_at: datetime | None
    body: str
    enclosed: "Arrived | None" = None
    failed_with: str | None = None
    is_report: bool = False
    is_complaint: bool = False
    returned_to: tuple[str, ...] = ()


def read(raw: bytes) -> Arrived:
    """Raises Unreadable."""
    if not raw.strip() or len(raw) > LARGEST:
        raise Unreadable
    try:
        return _arrived(message_from_bytes(raw, policy=compat32), hashlib.sha256(raw).hexdigest())
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:  # how `email` stumbles
        raise Unreadable from error


def _arrived(mime: Mime, sha256: str, *, depth: int = 0) -> Arrived:
    parts = list(islice(mime.walk(), MOST_PARTS))
    failed_with, is_bounce_report = _delivery_status(parts)
    complaint = _feedback(parts)
    original = _original(parts)
    enclosed = next((each for each in parts[1:] if each.get_content_type() == "message/rfc822"), None)
    is_report = is_bounce_report or complaint is not None or mime.get_content_type() == "multipart/report"
    inner = _inside(enclosed) if enclosed is not None and not is_report and depth == 0 else None
    returned = [_header(complaint, "Original-Mail-From")] if complaint is not None else []
    returned += [_header(original, "Return-Path")] if original is not None else []
    return Arrived(
        sha256=sha256,
        sender=next(iter(_addresses([_header(mime, "From")])), ""),
        to=tuple(_addresses([value for name in _TO for value in _headers(mime, name)])),
        answers=tuple(dict.fromkeys(_ID.findall(f"{_header(mime, 'References')} {_header(mime, 'In-Reply-To')}"))),
        is_automatic=_is_automatic(mime),
        written_at=_date(_header(mime, "Date")),
        body="" if is_report else body_of(parts),
        enclosed=_arrived(inner, sha256, depth=1) if inner is not None else None,
        failed_with=failed_with,
        is_report=is_report,
        is_complaint=complaint is not None and _header(complaint, "Feedback-Type").strip().lower() in _COMPLAINTS,
        returned_to=tuple(_addresses(returned)),
    )


def _headers(mime: Mime, name: str) -> list[str]:
    return [str(value)[:LONGEST_HEADER] for value in (mime.get_all(name) or [])[:20]]


def _header(mime: Mime, name: str) -> str:
    return next(iter(_headers(mime, name)), "")


def _addresses(values: list[str]) -> Iterator[str]:
    """Each address once, in small letters."""
    found = (address.strip().lower() for _name, address in getaddresses(values))
    yield from dict.fromkeys(address for address in found if "@" in address)


def _date(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _is_automatic(mime: Mime) -> bool:
    """Nobody wrote it: an absence, a list, a machine (RFC 3834)."""
    by = _header(mime, "Auto-Submitted").strip().lower()
    return (
        (by != "" and not by.startswith("no"))
        or _header(mime, "Precedence").strip().lower() in ("bulk", "junk", "list", "auto_reply")
        or any(mime.get(name) is not None for name in ("X-Autoreply", "X-Autorespond", "List-Id"))
    )


def _delivery_status(parts: list[Mime]) -> tuple[str | None, bool]:
    """The status of what failed for good, and whether this is a report about delivery at all (RFC 3464)."""
    report = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    if report is None:
        return None, False
    blocks = report.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, Mime) and _header(block, "Action").strip().lower() == "failed":
            status = _STATUS.match(_header(block, "Status"))
            return (status[1] if status else None), True
    return None, True


def _feedback(parts: list[Mime]) -> Mime | None:
    """The fields of a report about a complaint (RFC 5965)."""
    report = next((part for part in parts if part.get_content_type() == "message/feedback-report"), None)
    return _inside(report) if report is not None else None


def _original(parts: list[Mime]) -> Mime | None:
    """The mail that a report is about, or its headers alone."""
    for part in parts[1:]:
        if part.get_content_type() == "message/rfc822":
            return _inside(part)
        if part.get_content_type() == "text/rfc822-headers":
            return message_from_string(str(part.get_payload())[: LONGEST_HEADER * 10], policy=compat32)
    return None


def _inside(part: Mime) -> Mime | None:
    payload = part.get_payload()
    inside = payload[0] if isinstance(payload, list) and payload else None
    return inside if isinstance(inside, Mime) else None
