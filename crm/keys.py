"""Keyed hashes: marks by which we recognise a value without keeping it."""

import hashlib
import hmac

from flask import current_app


def keyed_hash(purpose: str, value: str) -> str:
    """HMAC-SHA256 under a key of its own per purpose, derived from CRM_SECRET_KEY, which is never in the database."""
    secret: str = current_app.config["SECRET_KEY"]
    key = hmac.digest(secret.encode(), purpose.encode(), hashlib.sha256)
    return hmac.digest(key, value.strip().lower().encode(), hashlib.sha256).hex()
