"""Who sees which mail.

Letters that colleagues write are for whoever may see that person. All other mail to a person follows from what they
chose, asked or refused: that a reminder went, a receipt came or a code was asked tells what no colleague may learn, so
only a privacy officer sees it. Mail to staff is for whom it was written to, and links to set a password for
administrators as well.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import contains_eager

from models import Candidate, Message, MessageClass, User

LETTERS = tuple(each for each in MessageClass if each.is_personal)
OTHERS = tuple(each for each in MessageClass if not each.is_personal)
SEES_ALL = "retention"


def visible(user: User, *, now: datetime) -> Select[Message]:
    """The mails this colleague may see, each with its person."""
    to_whom = contains_eager(Message.candidate)
    return select(Message).outerjoin(Message.candidate).options(to_whom).where(or_(*_reasons(user, now)))


def classes(user: User) -> list[MessageClass]:
    """The kinds that this colleague can meet."""
    return [each for each in MessageClass if user.can(SEES_ALL) or each in (*LETTERS, MessageClass.STAFF)]


def _reasons(user: User, now: datetime) -> list[ColumnElement[bool]]:
    reasons = [Message.user_id == user.id]
    if user.can("users"):
        reasons.append(and_(Message.user_id.is_not(None), Message.name == "password"))
    if user.can(SEES_ALL):
        reasons.append(Message.candidate_id.is_not(None))
    else:
        # Said as what it is not: by what it is, SQLite would look up and sort every letter there ever was.
        reasons.append(and_(Message.message_class.not_in(OTHERS), Candidate.is_visible(now)))
    return reasons
