"""The outbox: a row is the job, written in the transaction of its cause; until it leaves it can be taken back."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import select

from crm import letters
from crm.extensions import db
from crm.mail.rendering import Rendered, render
from crm.queue import wake
from models import Candidate, Language, Message, MessageClass, MessageState, Organisation, User, Vacancy


class TooLate(Exception):
    """It left, is leaving, or is no mail that may be sent again: nothing has changed."""


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
    candidate than the present one; `due_at` a moment of its own instead of the delay that the organisation set.
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
        due_at=due_at or now + db.session.scalars(Organisation.current()).one().delay_of(message_class),
    )
    db.session.add(message)
    wake("deliver")
    return message


def cancel(message: Message, *, reason: str) -> None:
    """Take a mail back before it leaves, also while a worker holds it. Raises TooLate.

    A letter that a colleague wrote may be written again, so its key is free; what a rule queued is not queued twice.
    """
    db.session.flush()
    if db.session.execute(Message.cancel(message.id, reason)).scalar() is None:
        raise TooLate
    db.session.refresh(message)
    if message.message_class.is_personal:
        message.dedupe_key = f"{message.dedupe_key}:{reason}:{message.id}"


def send_again(message: Message, *, now: datetime) -> None:
    """Once more, under the same Message-ID; everything is asked again when it is claimed. Raises TooLate."""
    db.session.refresh(message, with_for_update=True)
    if not message.may_be_sent_again:
        raise TooLate
    message.tries = 0
    message.finish(MessageState.QUEUED)
    message.due_at = now
    wake("deliver")


def queue_test(
    rendered: Rendered, user: User, *, subject: str, language: Language, address: str, now: datetime
) -> Message:
    """A letter to a candidate as it will look, to the colleague who words it. Its links lead to `address`."""
    dead = rendered.leading_to(address)
    message = Message(
        dedupe_key=f"letter_test:{uuid.uuid4().hex}",
        name="letter_test",
        message_class=MessageClass.STAFF,
        user=user,
        sender_name=rendered.sender_name,
        language=language,
        subject=subject,
        text=dead.text,
        html=dead.html,
        created_at=now,
        due_at=now,
    )
    db.session.add(message)
    wake("deliver")
    return message
