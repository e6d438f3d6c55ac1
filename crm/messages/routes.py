"""Every mail, one mail, taking it back and sending it again."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm import codes
from crm.access import needs
from crm.candidates.looks import remember_look
from crm.clock import utcnow
from crm.extensions import db
from crm.mail import Rendered
from crm.mail.outbox import TooLate
from crm.messages import services, words
from crm.messages.listing import STANDS, Asked, listed, vacancies
from crm.messages.seeing import classes, visible
from models import AlreadyDecided, Message, Organisation

bp = Blueprint("messages", __name__, url_prefix="/messages")


@bp.get("")
@needs("pool")
def index() -> str:
    """The address is the question."""
    asked, now = Asked.from_address(request.args), utcnow()
    return render_template(
        "messages/index.html",
        asked=asked,
        page=listed(asked, current_user, now=now),
        kinds=classes(current_user),
        stands=STANDS,
        vacancies=vacancies(asked),
        words=words,
        why=lambda message: words.why(message, _organisation(), now),
    )


@bp.get("/<public_id>")
@needs("pool")
def show(public_id: str) -> str:
    message, now = _message(public_id), utcnow()
    if message.candidate:
        remember_look(message.candidate, "messages.show", by=current_user, now=now)
    text = message.text.replace(codes.MARK, "••••••••")
    return render_template(
        "messages/show.html",
        message=message,
        letter=Rendered(message.sender_name, message.subject, text, message.html),
        acts=services.acts(message),
        may_cancel=services.may_cancel(message, current_user),
        may_send_again=services.may_send_again(message, current_user),
        words=words,
        why=words.why(message, _organisation(), now),
    )


@bp.post("/<public_id>/cancellation")
@needs("pool")
def cancel(public_id: str) -> Response:
    try:
        services.cancel(_message(public_id), by=current_user, now=utcnow())
        db.session.commit()
        flash(_("Taken back. Nothing was sent."))
    except (TooLate, AlreadyDecided):
        db.session.rollback()
        flash(_("Too late: it left, or a colleague took it back already. Nothing was changed."), "error")
    return redirect(url_for(".show", public_id=public_id), 303)


@bp.post("/<public_id>/repetition")
@needs("pool")
def send_again(public_id: str) -> Response:
    try:
        services.send_again(_message(public_id), by=current_user, now=utcnow())
        db.session.commit()
        flash(_("It is sent once more. Before it leaves, everything is asked again."))
    except TooLate:
        db.session.rollback()
        flash(_("This mail is not sent again: it may have arrived, or a colleague was quicker."), "error")
    return redirect(url_for(".show", public_id=public_id), 303)


def _message(public_id: str) -> Message:
    """A mail that this colleague may see; any other does not exist here."""
    query = visible(current_user, now=utcnow()).where(Message.public_id == public_id)
    message = db.session.scalars(query).one_or_none()
    if message is None:
        abort(404)
    return message


def _organisation() -> Organisation:
    return db.session.scalars(Organisation.current()).one()
