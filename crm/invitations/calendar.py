"""The moment that somebody proposes to talk, as a calendar file (RFC 5545)."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from flask import Response

from crm.links import public_url
from models import Invitation


def calendar_file(
    invitation: Invitation,
    moment: tuple[datetime, datetime],
    *,
    summary: str,
    description: str,
    link: str | None = None,
) -> Response:
    """One tentative entry; the file of a later answer replaces the one of before. Nothing secret is in it."""
    import icalendar  # takes a quarter of a second, and few pages need it

    entry = icalendar.Event()
    entry.add("uid", f"{invitation.public_id}@{urlsplit(public_url('/')).hostname}")
    entry.add("dtstamp", invitation.replied_at)
    entry.add("sequence", int((invitation.replied_at or invitation.created_at).timestamp()) % 2**31)
    entry.add("dtstart", moment[0].astimezone(UTC))
    entry.add("dtend", moment[1].astimezone(UTC))
    entry.add("summary", summary)
    entry.add("description", description)
    entry.add("status", "TENTATIVE")
    if link:
        entry.add("url", link)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Weerzien//Weerzien//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(entry)
    headers = {"Content-Disposition": 'attachment; filename="weerzien.ics"'}
    return Response(calendar.to_ical(), mimetype="text/calendar", headers=headers)
