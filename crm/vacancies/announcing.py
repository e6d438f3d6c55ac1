"""What happened, for other systems: a row for each webhook, in the transaction of its cause, to be sent later."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from crm.extensions import db
from crm.queue import wake
from models import Delivery, Invitation, Mention, Vacancy, Webhook, WebhookEvent


def announce(event: WebhookEvent, vacancy: Vacancy, *, now: datetime, invitation: Invitation | None = None) -> None:
    """Tell every webhook that is switched on."""
    for webhook in db.session.scalars(Webhook.switched_on()):
        _write(webhook, event, vacancy, invitation, now)


def announce_matches(vacancy: Vacancy, candidate_ids: Collection[int], *, now: datetime) -> None:
    """Name each person once to each webhook that is switched on."""
    for webhook in db.session.scalars(Webhook.switched_on()).all():
        known = select(Mention.candidate_id).where(
            Mention.vacancy_id == vacancy.id, Mention.webhook_id == webhook.id, Mention.candidate_id.in_(candidate_ids)
        )
        new = sorted(set(candidate_ids) - set(db.session.scalars(known)))
        if not new:
            continue
        delivery = _write(webhook, WebhookEvent.MATCHES, vacancy, None, now)
        db.session.add_all(
            Mention(
                candidate_id=candidate_id,
                vacancy_id=vacancy.id,
                webhook_id=webhook.id,
                found_at=now,
                told_at=now,
                delivery_id=delivery.id,
            )
            for candidate_id in new
        )


def _write(
    webhook: Webhook, event: WebhookEvent, vacancy: Vacancy, invitation: Invitation | None, now: datetime
) -> Delivery:
    delivery = Delivery(
        webhook_id=webhook.id,
        event=event,
        vacancy_id=vacancy.id,
        invitation_id=invitation.id if invitation else None,
        happened_at=now,
        due_at=now,
    )
    db.session.add(delivery)
    db.session.flush()
    wake("webhooks")
    return delivery
