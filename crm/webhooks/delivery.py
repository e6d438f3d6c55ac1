"""Sending what is due: claim, commit, send, note what came back. At least once, with the same id each time."""

import random
import time
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, select

from crm.clock import utcnow
from crm.extensions import db
from crm.logs import log
from crm.queue import wake
from crm.webhooks.addresses import AddressRefused, resolve
from crm.webhooks.content import NothingToSay, body_of
from crm.webhooks.posting import DEADLINE_SECONDS, Answer, post
from crm.webhooks.signing import headers
from models import Delivery, DeliveryState, Webhook, WebhookKind

LEASE = timedelta(seconds=6 * DEADLINE_SECONDS)
WAITS = [
    timedelta(**{unit: number})
    for number, unit in (
        (1, "minutes"),
        (5, "minutes"),
        (15, "minutes"),
        (1, "hours"),
        (4, "hours"),
        (12, "hours"),
        (24, "hours"),
    )
]
MOST_TRIES = len(WAITS) + 1
"""The first at once, the last after almost two days."""

AT_MOST_SECONDS = 30
"""A sweep that found slow receivers makes room for mail and is woken again."""

KEPT = timedelta(days=30)
GONE = 410


def deliver_due() -> None:
    """Send what is due. Safe to run twice, at once, or after a crash."""
    ends = time.monotonic() + AT_MOST_SECONDS
    _recover(utcnow())
    while deliver_one(now=utcnow()):
        if time.monotonic() > ends:
            wake("webhooks")
            db.session.commit()
            return


def forget_old(*, now: datetime) -> None:
    """The log goes back thirty days."""
    over = (DeliveryState.DELIVERED, DeliveryState.FAILED, DeliveryState.CANCELLED)
    db.session.execute(delete(Delivery).where(Delivery.state.in_(over), Delivery.ended_at < now - KEPT))
    db.session.commit()


def _recover(now: datetime) -> None:
    """A worker died while sending: it may have arrived, so it goes again with the same id."""
    stuck = select(Delivery).where(Delivery.state == DeliveryState.SENDING, Delivery.leased_until <= now)
    for each in db.session.scalars(stuck.with_for_update(skip_locked=True)).all():
        each.finish(DeliveryState.QUEUED, now=now)
    db.session.commit()


def deliver_one(*, now: datetime) -> bool:
    """Take one due delivery as far as it goes; False when nothing is due."""
    claimed = db.session.execute(Delivery.claim(now, now + LEASE)).scalar()
    if claimed is None:
        db.session.rollback()
        return False
    delivery = db.session.get_one(Delivery, claimed, populate_existing=True)
    if not delivery.webhook.is_on:
        delivery.finish(DeliveryState.CANCELLED, now=now, reason="switched_off")
        db.session.commit()
        return True
    try:
        body = body_of(delivery, now=now)
    except NothingToSay:
        delivery.finish(DeliveryState.CANCELLED, now=now, reason="nobody_left")
        db.session.commit()
        return True
    delivery.tries += 1
    url, number = delivery.webhook.url, delivery.id
    to_send = _headers(delivery.webhook, delivery.public_id, body, now)
    db.session.commit()
    answer = _post(url, body, to_send)
    _note(db.session.get_one(Delivery, number, populate_existing=True), answer, now=utcnow())
    db.session.commit()
    return True


def _headers(webhook: Webhook, message_id: str, body: bytes, now: datetime) -> dict[str, str]:
    plain = {"Content-Type": "application/json", "User-Agent": "Weerzien", "Accept": "application/json, text/plain"}
    return plain | (headers(webhook, message_id, body, now=now) if webhook.kind is WebhookKind.SIGNED else {})


def _post(url: str, body: bytes, to_send: dict[str, str]) -> Answer:
    """No transaction is open while another machine takes its time."""
    try:
        target = resolve(url, loopback=current_app.config["LOOPBACK_WEBHOOKS"])
    except AddressRefused as refused:
        return Answer(None, refused.reason, 0)
    return post(target, body, to_send)


def _note(delivery: Delivery, answer: Answer, *, now: datetime) -> None:
    delivery.code, delivery.milliseconds = answer.code, answer.milliseconds
    if answer.code and 200 <= answer.code < 300:
        delivery.finish(DeliveryState.DELIVERED, now=now)
    elif answer.code == GONE or delivery.tries >= MOST_TRIES:
        delivery.finish(DeliveryState.FAILED, now=now, reason=answer.reason)
    else:
        delivery.finish(DeliveryState.QUEUED, now=now, reason=answer.reason)
        delivery.due_at = now + max(_wait(delivery.tries), timedelta(seconds=answer.wait))
    log.info("webhook", delivery=delivery.id, state=delivery.state.value, code=answer.code, reason=answer.reason)


def _wait(tries: int) -> timedelta:
    """A fifth more or less, so that what failed together does not come back together."""
    return WAITS[tries - 1] * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, keeps no secret
