"""The contact budget of people: read from the outbox, and asked again at the moment of sending."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func, select

from crm.extensions import db
from models import Application, Candidate, Message, MessageClass, MessageState, Organisation, Outcome, Purpose, User
from models.contact import MONTH, Budget, Letter, budget

NEVER_LEFT = (MessageState.CANCELLED, MessageState.FAILED)
SOON = timedelta(seconds=5)


def budget_of(candidate: Candidate, *, by: User | None, now: datetime) -> Budget:
    return budgets_of([candidate], by=by, now=now)[candidate.id]


def budgets_of(candidates: Collection[Candidate], *, by: User | None, now: datetime) -> dict[int, Budget]:
    """By candidate id, in three queries however many they are. What waits in the outbox counts as written."""
    return _budgets(candidates, by_id=by.id if by else None, now=now, leaving=None)


def free_at(message: Message, *, now: datetime) -> datetime:
    """Asked inside the claim: `now` when this invitation or survey may leave, else when it may.

    An invitation waits rather than being dropped, for it is the only one that this person can get for this vacancy;
    when it leaves, permission and vacancy are asked again. Of what else waits for the same person nothing counts: each
    letter asks for itself. Until the commit nobody else decides about this person; when somebody does now, it is asked
    again soon, for waiting for them here could end in a ring.
    """
    candidate = message.candidate
    if candidate is None or message.message_class not in (MessageClass.INVITATION, MessageClass.SURVEY):
        return now
    alone = select(Candidate.id).where(Candidate.id == candidate.id).with_for_update(key_share=True, skip_locked=True)
    if db.session.scalar(alone) is None:
        return now + SOON
    if message.message_class is MessageClass.SURVEY:
        return _free_of_surveys(candidate, now=now)
    found = _budgets([candidate], by_id=message.sender_id, now=now, leaving=message)[candidate.id]
    return found.free_at or now


def _free_of_surveys(candidate: Candidate, *, now: datetime) -> datetime:
    """A month after the last one; of two records that became one, each may have had its own."""
    sent = (Message.candidate_id == candidate.id, Message.message_class == MessageClass.SURVEY)
    last = db.session.scalar(select(func.max(Message.sent_at)).where(*sent))
    return max(last + MONTH, now) if last else now


def _budgets(
    candidates: Collection[Candidate], *, by_id: int | None, now: datetime, leaving: Message | None
) -> dict[int, Budget]:
    limits = db.session.scalars(Organisation.current()).one().contact_limits
    ids = [candidate.id for candidate in candidates]
    written = _letters(ids, now - limits.look_back, leaving)
    rejected = dict(
        db.session.execute(
            select(Application.candidate_id, func.max(Application.decided_at))
            .where(Application.candidate_id.in_(ids), Application.outcome == Outcome.REJECTED)
            .group_by(Application.candidate_id)
        ).all()
    )
    return {
        candidate.id: budget(
            limits,
            written[candidate.id],
            rejected_at=rejected.get(candidate.id),
            said_yes_at=_said_yes_at(candidate),
            by_id=by_id,
            now=now,
        )
        for candidate in candidates
    }


def _letters(ids: list[int], since: datetime, leaving: Message | None) -> defaultdict[int | None, list[Letter]]:
    at = func.coalesce(Message.sent_at, Message.due_at)
    query = (
        select(Message.candidate_id, at, Message.message_class, User.id, User.name)
        .join(Message.sender)
        .where(Message.candidate_id.in_(ids), Message.state.not_in(NEVER_LEFT), at > since)
    )
    if leaving is not None:
        query = query.where(Message.id != leaving.id, Message.state != MessageState.QUEUED)
    letters: defaultdict[int | None, list[Letter]] = defaultdict(list)
    for candidate_id, moment, message_class, by_id, by_name in db.session.execute(query):
        is_invitation = message_class is MessageClass.INVITATION
        letters[candidate_id].append(Letter(moment, by_id, by_name, is_invitation))
    return letters


def _said_yes_at(candidate: Candidate) -> datetime | None:
    permission = candidate.permission(Purpose.EMAIL_VACANCIES)
    return permission.since if permission and permission.is_given else None
