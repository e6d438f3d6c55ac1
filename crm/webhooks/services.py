"""What an administrator does with webhooks; who did what is recorded, addresses and secrets are not."""

from datetime import datetime

from sqlalchemy import delete, update

from crm import audit
from crm.extensions import db
from crm.queue import wake
from crm.webhooks.signing import secret_of
from models import Delivery, DeliveryState, User, Webhook, WebhookEvent, WebhookKind

MOST_WEBHOOKS = 20


class TooManyWebhooks(Exception):
    """Each thing that happens is said to each of them."""


class AlreadyShown(Exception):
    """A secret is shown once."""


def add(*, kind: WebhookKind, name: str, url: str, by: User, now: datetime) -> Webhook:
    """Raises TooManyWebhooks."""
    if len(db.session.scalars(Webhook.listed()).all()) >= MOST_WEBHOOKS:
        raise TooManyWebhooks
    webhook = Webhook(kind=kind, name=" ".join(name.split()), url=url.strip(), created_at=now)
    db.session.add(webhook)
    db.session.flush()
    _record("added", webhook, by, now)
    return webhook


def show_secret(webhook: Webhook, *, by: User, now: datetime) -> str:
    """The secret, to be copied now. Raises AlreadyShown."""
    shown = (
        update(Webhook)
        .where(Webhook.id == webhook.id, Webhook.secret_shown_at.is_(None))
        .values(secret_shown_at=now)
        .returning(Webhook.id)
    )
    if db.session.execute(shown).scalar() is None:
        raise AlreadyShown
    _record("secret_shown", webhook, by, now)
    return secret_of(webhook)


def rotate(webhook: Webhook, *, by: User, now: datetime) -> None:
    """A new secret. For a day both sign, so that the receiver can change over in its own time."""
    webhook.generation += 1
    webhook.rotated_at, webhook.secret_shown_at = now, None
    _record("secret_renewed", webhook, by, now)


def switch(webhook: Webhook, *, on: bool, by: User, now: datetime) -> None:
    """Off: nothing is written down for it, and what waits is not sent."""
    if webhook.is_on != on:
        webhook.is_on = on
        _record("switched_on" if on else "switched_off", webhook, by, now)


def remove(webhook: Webhook, *, by: User, now: datetime) -> None:
    """With its log."""
    _record("removed", webhook, by, now)
    db.session.execute(delete(Webhook).where(Webhook.id == webhook.id))


def send_test(webhook: Webhook, *, now: datetime) -> None:
    """Send something that names nobody."""
    db.session.add(Delivery(webhook_id=webhook.id, event=WebhookEvent.TEST, happened_at=now, due_at=now))
    wake("webhooks")


def send_again(delivery: Delivery, *, now: datetime) -> None:
    """What was delivered or given up goes again; whoever left since is not in it."""
    if delivery.may_be_sent_again:
        delivery.send_again(now)
        wake("webhooks")


def put_aside(webhook: Webhook, *, now: datetime) -> None:
    """The administrator knows that deliveries were given up."""
    failed = (Delivery.webhook_id == webhook.id, Delivery.state == DeliveryState.FAILED)
    db.session.execute(update(Delivery).where(*failed, Delivery.put_aside_at.is_(None)).values(put_aside_at=now))


def _record(what: str, webhook: Webhook, by: User, now: datetime) -> None:
    audit.record(f"webhook_{what}", by=by, now=now, subject=f"webhook:{webhook.id}")
