"""Entering by a personal link: the person behind it, and the evidence of how a choice came to us."""

import ipaddress
import re
from datetime import datetime

from flask import Request, abort, g, make_response, render_template, request

from crm import links
from crm.consent.ledger import Capture
from crm.languages import LANGUAGES
from models import Candidate, Language, Link, LinkKind

_BROWSERS = re.compile(r"(Firefox|Edg|OPR|Chrome|Safari)")


def enter(secret: str, *, now: datetime, kind: LinkKind = LinkKind.PERSONAL) -> tuple[Link, Candidate]:
    """The link and its person. Any link that does not work ends in one and the same page, which offers a fresh one."""
    link = links.opened(secret, kind, now=now)
    if link is None or link.candidate is None:
        abort(make_response(render_template("portal/gone.html"), 404))
    chosen = request.values.get("language")
    g.language = chosen if chosen in LANGUAGES else link.candidate.language.value
    return link, link.candidate


def enter_form(secret: str, *, now: datetime, kind: LinkKind = LinkKind.PERSONAL) -> tuple[Link, Candidate]:
    """A posted form is authorised by the secret in its body, which must be the one of its address."""
    if request.form.get("link") != secret:
        abort(make_response(render_template("portal/gone.html"), 404))
    return enter(secret, now=now, kind=kind)


def capture(link: Link, *, form: str) -> Capture:
    """Evidence: which link and mail, which form, a shortened address and the family of the browser; no more."""
    return Capture(
        channel="one_click" if link.kind is LinkKind.UNSUBSCRIBE else "personal_link",
        actor="subject",
        language=Language(g.language),
        details={
            "link": link.id,
            "message": link.message_id,
            "form": form,
            "default_state": False,
            "network": network(request),
            "browser": next(iter(_BROWSERS.findall(request.user_agent.string)), ""),
        },
    )


def network(request: Request) -> str:
    """The visitor's address without its last part: /24, or /48 for IPv6."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    return str(ipaddress.ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False))
