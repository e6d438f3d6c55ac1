"""The pages on which an administrator settles which other systems hear what the team hears."""

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Redirect

from crm.access import needs
from crm.clock import utcnow
from crm.extensions import db
from crm.webhooks import services, words
from crm.webhooks.forms import WebhookForm
from models import Delivery, Webhook, WebhookKind

bp = Blueprint("webhooks", __name__, url_prefix="/webhooks")

PER_PAGE = 25


@bp.app_context_processor
def _failures() -> dict[str, Any]:
    """For administrators: which webhooks gave up, on Today and as the number beside Settings."""
    if not request or request.method != "GET" or not current_user.is_authenticated or not current_user.can("settings"):
        return {}
    if "webhook_failures" not in g:
        g.webhook_failures = db.session.execute(Delivery.given_up()).all()
    return {"webhook_failures": g.webhook_failures}


@bp.get("")
@needs("settings")
def index() -> str:
    return render_template("webhooks/index.html", webhooks=db.session.scalars(Webhook.listed()).all())


@bp.route("/new", methods=["GET", "POST"])
@needs("settings")
def new() -> str | Redirect | tuple[str, int]:
    form = WebhookForm()
    if form.validate_on_submit():
        try:
            webhook = services.add(
                kind=WebhookKind(form.kind.data),
                name=form.name.data or "",
                url=form.url.data or "",
                by=current_user,
                now=utcnow(),
            )
        except services.TooManyWebhooks:
            form.form_errors.append(_("There are twenty already. Remove one that nobody needs any more."))
        else:
            db.session.commit()
            flash(_("Added. Send a test to see whether it arrives."))
            return redirect(url_for(".show", webhook_id=webhook.id), 303)
    return render_template("webhooks/new.html", form=form), 422 if form.errors else 200


@bp.get("/<int:webhook_id>")
@needs("settings")
def show(webhook_id: int) -> str:
    webhook = db.get_or_404(Webhook, webhook_id)
    page = db.paginate(Delivery.log_of(webhook.id), per_page=PER_PAGE, max_per_page=PER_PAGE)
    return render_template("webhooks/show.html", webhook=webhook, page=page, words=words)


@bp.post("/<int:webhook_id>/test")
@needs("settings")
def test(webhook_id: int) -> Redirect:
    services.send_test(db.get_or_404(Webhook, webhook_id), now=utcnow())
    return _saved(webhook_id, _("A test is on its way. In a moment the log says whether it arrived."))


@bp.post("/<int:webhook_id>/secret")
@needs("settings")
def show_secret(webhook_id: int) -> str | Redirect | Response:
    """Drawn by the POST itself: the secret stands in no address, no session and no history."""
    webhook = db.get_or_404(Webhook, webhook_id)
    try:
        secret = services.show_secret(webhook, by=current_user, now=utcnow())
    except services.AlreadyShown:
        db.session.rollback()
        flash(_("This secret was shown already. Make a new one when nobody kept it."), "error")
        return redirect(url_for(".show", webhook_id=webhook_id), 303)
    db.session.commit()
    return render_template("webhooks/secret.html", webhook=webhook, secret=secret)


@bp.post("/<int:webhook_id>/rotation")
@needs("settings")
def rotate(webhook_id: int) -> Redirect:
    services.rotate(db.get_or_404(Webhook, webhook_id), by=current_user, now=utcnow())
    return _saved(webhook_id, _("There is a new secret. For a day the former one signs as well."))


@bp.post("/<int:webhook_id>/switch")
@needs("settings")
def switch(webhook_id: int) -> Redirect:
    """`off`, or anything else for on."""
    on = request.form.get("switch") != "off"
    services.switch(db.get_or_404(Webhook, webhook_id), on=on, by=current_user, now=utcnow())
    return _saved(webhook_id, _("Switched on.") if on else _("Switched off. Nothing is sent there any more."))


@bp.post("/<int:webhook_id>/removal")
@needs("settings")
def remove(webhook_id: int) -> Redirect:
    services.remove(db.get_or_404(Webhook, webhook_id), by=current_user, now=utcnow())
    db.session.commit()
    flash(_("Removed, with its log."))
    return redirect(url_for(".index"), 303)


@bp.post("/<int:webhook_id>/notice/end")
@needs("settings")
def put_aside(webhook_id: int) -> Redirect:
    services.put_aside(db.get_or_404(Webhook, webhook_id), now=utcnow())
    return _saved(webhook_id, _("Put aside."))


@bp.post("/deliveries/<int:delivery_id>/again")
@needs("settings")
def send_again(delivery_id: int) -> Redirect:
    delivery = db.get_or_404(Delivery, delivery_id)
    services.send_again(delivery, now=utcnow())
    return _saved(delivery.webhook_id, _("It is on its way again."))


def _saved(webhook_id: int, words: str) -> Redirect:
    db.session.commit()
    flash(words)
    return redirect(url_for(".show", webhook_id=webhook_id), 303)
