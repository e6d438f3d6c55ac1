"""When a letter just written leaves, for the colleague who wrote it."""

from datetime import datetime

from crm.extensions import db
from crm.formats import soon_words
from crm.mail.quiet import leaves_at
from models import Message, Organisation


def leaves_later(message: Message, *, now: datetime) -> str:
    """The moment in words; empty when it leaves at once."""
    moment = leaves_at(message, db.session.scalars(Organisation.current()).one(), now)
    return soon_words(moment) if moment > now else ""
