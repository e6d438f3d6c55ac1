"""The code by mail, and the new address that somebody confirms."""

import secrets as random

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from crm import codes
from crm.access import public, secret_form
from crm.clock import utcnow
from crm.consent import confirming
from crm.consent.notices import notice_text
from crm.extensions import db
from crm.mail import bounces
from crm.portal import rights, services
from crm.portal.access import capture, enter, enter_form, network
from crm.portal.blueprint import bp
from crm.portal.door import DOORS, browser_session, remember
from crm.portal.forms import CodeForm
from crm.portal.page import masked
from models import Candidate, Language, Link, LinkKind, Message, Organisation


def _to() -> str:
    wanted = request.values.get("to", "")
    return wanted if wanted in DOORS else "file"


def _page(secret: str, candidate: Candidate, form: CodeForm, *, asked: bool, status: int = 200) -> tuple[str, int]:
    page = render_template(
        "portal/code.html",
        secret=secret,
        candidate=candidate,
        form=form,
        to=_to(),
        asked=asked,
        masked_email=masked(candidate.email),
        trouble=bounces.trouble_with(candidate),
    )
    return page, status


@bp.get("/p/<secret>/code")
@public
def code(secret: str) -> tuple[str, int]:
    """Asks whether to mail a code, or for the code that was mailed."""
    _link, candidate = enter(secret, now=utcnow())
    return _page(secret, candidate, CodeForm(None), asked=bool(request.args.get("asked")))


@bp.post("/p/<secret>/code")
@secret_form
def send_code(secret: str) -> Response | tuple[str, int]:
    now = utcnow()
    _link, candidate = enter_form(secret, now=now)
    answer = redirect(url_for(".code", secret=secret, to=_to(), asked=1, language=g.language), 303)
    if not candidate.email or bounces.trouble_with(candidate):
        return _page(secret, candidate, CodeForm(None), asked=False, status=422)
    try:
        rights.send_code(candidate, session=remember(answer), network=network(request) or "unknown", now=now)
    except rights.TooMany:
        db.session.commit()
        return render_template("portal/too_many.html"), 429
    db.session.commit()
    return answer


@bp.post("/p/<secret>/code/answer")
@secret_form
def enter_code(secret: str) -> Response | tuple[str, int]:
    now = utcnow()
    _link, candidate = enter_form(secret, now=now)
    form = CodeForm()
    if form.validate():
        try:
            session = browser_session() or random.token_urlsafe(16)
            codes.enter(candidate, session=session, digits=form.code.data or "", now=now)
            db.session.commit()
            return redirect(url_for(f".{_to()}", secret=secret, language=g.language), 303)
        except codes.WrongCode as wrong:
            db.session.commit()
            form.code.errors = [
                ngettext(
                    "That is not the code. You have one try left.",
                    "That is not the code. You have %(num)s tries left.",
                    wrong.left,
                )
                if wrong.left
                else _("This code does not work any more. Ask for a new one below.")
            ]
    return _page(secret, candidate, form, asked=True, status=422)


def _mail_of(link: Link) -> Message | None:
    return db.session.get(Message, link.message_id) if link.message_id else None


@bp.get("/confirm/<secret>")
@public
def confirmation(secret: str) -> str:
    now = utcnow()
    link, candidate = enter(secret, now=now, kind=LinkKind.CONFIRM)
    message = _mail_of(link)
    if message and message.name == "confirm_choice":
        organisation = db.session.scalars(Organisation.current()).one()
        words = [
            notice_text(purpose, Language(g.language), organisation) for purpose in confirming.waiting(candidate, now)
        ]
        return render_template("portal/confirm_choice.html", secret=secret, waiting=words)
    return render_template("portal/confirm.html", secret=secret, candidate=candidate)


@bp.post("/confirm/<secret>")
@secret_form
def confirm(secret: str) -> tuple[str, int] | str:
    now = utcnow()
    link, candidate = enter_form(secret, now=now, kind=LinkKind.CONFIRM)
    message = _mail_of(link)
    changed = False
    if message and message.name == "confirm_choice":
        events = confirming.confirm(candidate, capture=capture(link, form="confirm"), now=now)
        services.send_receipt(candidate, events, now=now)
    else:
        try:
            changed = rights.confirm_address(candidate, message.to_email if message else None, now=now)
        except rights.AddressTaken:
            db.session.rollback()
            return render_template("portal/address_taken.html"), 409
    link.expires_at = now
    db.session.commit()
    return render_template("portal/confirmed.html", changed=changed)
