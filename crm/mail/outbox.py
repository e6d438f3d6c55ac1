"""Queueing: the row is the job, written in the transaction of its cause."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from crm import letters
from crm.extensions import db
from crm.mail.rendering import render
from crm.queue import wake
from models import Candidate, Message, MessageClass, User, Vacancy


def queue(
    name: str,
    recipient: Candidate | User,
    *,
    message_class: MessageClass,
    dedupe_key: str,
    now: datetime,
    due_at: datetime | None = None,
    sender: User | None = None,
    vacancy: Vacancy | None = None,
    to_email: str | None = None,
    **context: Any,
) -> Message | None:
    """Queue the mail `templates/email/<name>/` for one person; None without an address, or when this key was used.

    `sender` is the colleague in whose name it goes and who gets the answers; `to_email` another address of the
    candidate than the present one.
    """
    if not (to_email or recipient.email) or db.session.scalar(
        select(Message.id).where(Message.dedupe_key == dedupe_key)
    ):
        return None
    rendered = render(name, recipient, sender=sender, vacancy=vacancy, **context)
    message = Message(
        dedupe_key=dedupe_key,
        name=name,
        message_class=message_class,
        candidate=recipient if isinstance(recipient, Candidate) else None,
        user=recipient if isinstance(recipient, User) else None,
        vacancy_id=vacancy.id if vacancy else None,
        to_email=to_email,
        sender=sender,
        sender_name=rendered.sender_name,
        reply_to=sender.email if sender else None,
        language=recipient.language,
        letter_text_id=letters.kept(rendered.letter, now=now).id if rendered.letter else None,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        created_at=now,
        due_at=due_at or now,
    )
    db.session.add(message)
    wake("deliver")
    return message
