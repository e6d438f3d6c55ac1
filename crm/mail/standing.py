"""How our mail is received, and the rest it takes when it is not: better silent for a day than blocked for months."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from crm import audit
from crm.extensions import db
from crm.logs import log
from models import Bounce, BounceKind, Message, MessageClass, MessageState, Organisation, User

COUNTED = timedelta(days=30)
ENOUGH = 50
"""Mails before a share says something."""

MOST_BOUNCES, WARN_BOUNCES = 0.05, 0.02
MOST_COMPLAINTS, WARN_COMPLAINTS = 0.003, 0.001


@dataclass(frozen=True, slots=True)
class Standing:
    """Of the mail that we want to send, of the last 30 days or since it was resumed."""

    sent: int
    bounced: int
    complaints: int

    @property
    def too_many(self) -> str | None:
        return self._over(MOST_BOUNCES, MOST_COMPLAINTS)

    @property
    def many(self) -> str | None:
        return self._over(WARN_BOUNCES, WARN_COMPLAINTS)

    def _over(self, bounces: float, complaints: float) -> str | None:
        if self.sent < ENOUGH:
            return None
        if self.complaints > complaints * self.sent:
            return "complaints"
        return "bounces" if self.bounced > bounces * self.sent else None


def standing(organisation: Organisation, *, now: datetime) -> Standing:
    since = max(now - COUNTED, organisation.mail_resumed_at or now - COUNTED)
    ours = (
        Message.message_class.in_([each for each in MessageClass if each.is_ours]),
        Message.state.in_((MessageState.SENT, MessageState.FAILED)),
        func.coalesce(Message.sent_at, Message.due_at) > since,
    )
    sent = db.session.scalar(select(func.count(Message.id)).where(*ours)) or 0
    returned = select(Bounce.kind, func.count(Bounce.id)).join(Message, Message.id == Bounce.message_id)
    rows = db.session.execute(returned.where(*ours).group_by(Bounce.kind)).all()
    by_kind = {row[0]: row[1] for row in rows}
    complaints = by_kind.pop(BounceKind.COMPLAINT, 0)
    return Standing(sent, sum(by_kind.values()), complaints)


def pause_if_needed(*, now: datetime) -> None:
    organisation = db.session.scalars(Organisation.current()).one()
    because = standing(organisation, now=now).too_many
    if because:
        pause(because, now=now)


def pause(because: str, *, now: datetime) -> None:
    """`bounces`, `complaints`, `refused`: a server said that it wants no mail from us, or `domain`: DNS says why others
    will say so. Safe to repeat."""
    organisation = db.session.scalars(Organisation.current().with_for_update()).one()
    if organisation.mail_paused_at is None:
        organisation.mail_paused_at, organisation.mail_paused_because = now, because
        audit.record("mail_paused", by=None, now=now, because=because)
        log.warning("mail_paused", because=because)


def resume(*, by: User | None, now: datetime) -> None:
    """A colleague looked into it, or what DNS says was mended: mail leaves again, and counting begins anew."""
    organisation = db.session.scalars(Organisation.current().with_for_update()).one()
    if organisation.mail_paused_at:
        organisation.mail_paused_at = organisation.mail_paused_because = None
        organisation.mail_resumed_at = now
        audit.record("mail_resumed", by=by, now=now)
