"""Addresses that asked to be left alone, kept as keyed hashes only."""

from crm.extensions import db
from crm.keys import keyed_hash
from models import Suppression


def is_suppressed(email: str) -> bool:
    return db.session.get(Suppression, keyed_hash("suppression", email)) is not None
