"""The signature of a webhook, as the open specification "Standard Webhooks" has it (standardwebhooks.com)."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from crm.keys import keyed_hash
from models import Webhook

BOTH_SECRETS = timedelta(hours=24)
"""So long after a new secret was made the former one signs as well, so that nothing is lost while it is replaced."""


def secret_of(webhook: Webhook, generation: int | None = None) -> str:
    """Made of the key of this installation, so it stands in no table and no backup."""
    number = webhook.generation if generation is None else generation
    key = bytes.fromhex(keyed_hash("webhook", f"{webhook.public_id}:{number}"))
    return f"whsec_{base64.b64encode(key).decode()}"


def headers(webhook: Webhook, message_id: str, body: bytes, *, now: datetime) -> dict[str, str]:
    """Of this one try: the moment is signed with the body, so that an old one cannot be played back."""
    timestamp = str(int(now.timestamp()))
    generations = [webhook.generation]
    if webhook.rotated_at and now - webhook.rotated_at < BOTH_SECRETS:
        generations.append(webhook.generation - 1)
    signed = [sign(secret_of(webhook, number), message_id, timestamp, body) for number in generations]
    return {"Webhook-Id": message_id, "Webhook-Timestamp": timestamp, "Webhook-Signature": " ".join(signed)}


def sign(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.digest(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(digest).decode()}"
