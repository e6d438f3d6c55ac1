"""What came of invitations: counted from letters, replies and states. Nobody counts who opened or clicked anything.

What somebody answers is told to the colleague who asked, so it is counted from one person up. That a letter did not
leave can mean that its reader withdrew: fewer than five of those are not told apart, nor in a sum that would give them
away.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from crm.extensions import db
from crm.vacancies.words import FEWEST
from models import Application, Candidate, Invitation, Message, MessageState, Outcome, ReceivedMail, Reply, Vacancy
from models.bounce import Bounce, BounceKind
from models.message import ON_ITS_WAY


@dataclass(frozen=True, slots=True)
class InvitationFigures:
    """`waiting`: letters that have still to leave; `kept`: those that never will."""

    invited: int = 0
    waiting: int = 0
    kept: int = 0
    bounced: int = 0
    answered: int = 0
    interested: int = 0
    not_now: int = 0
    no: int = 0
    stop: int = 0
    applied: int = 0
    hired: int = 0

    @property
    def left(self) -> int:
        """Letters that left, those that came back included."""
        return self.invited - self.waiting - self.kept

    @property
    def hides(self) -> bool:
        """So few letters did not leave that the number would say of whom."""
        return 0 < self.kept < FEWEST

    @property
    def sent(self) -> int | None:
        """None when it is not told."""
        return None if self.hides else self.left


@dataclass(frozen=True, slots=True)
class Everything:
    """Of all vacancies together; `sent` is not told when that of one of them is not."""

    by_vacancy: dict[int, InvitationFigures]
    total: InvitationFigures

    @property
    def sent(self) -> int | None:
        hidden = self.total.hides or any(each.hides for each in self.by_vacancy.values())
        return None if hidden else self.total.left

    def row_of(self, vacancy: Vacancy) -> InvitationFigures:
        return self.by_vacancy.get(vacancy.id, InvitationFigures())


def invitation_figures(now: datetime, *, vacancy_ids: Collection[int] | None = None) -> Everything:
    """In one grouped query; of people whom we may still keep, as in every other count."""
    query = _grouped(now)
    if vacancy_ids is not None:
        query = query.where(Invitation.vacancy_id.in_(vacancy_ids))
    rows = {row[0]: InvitationFigures(*row[1:]) for row in db.session.execute(query)}
    return Everything(rows, _sum(rows.values()))


def came_of_invitations(now: datetime, *, between: tuple[datetime, datetime]) -> InvitationFigures:
    """What people answered and did, of all vacancies together; nothing about letters, which a report does not tell."""
    wrote_back = select(ReceivedMail.message_id).where(ReceivedMail.message_id.is_not(None))
    query = (
        select(
            func.count(),
            _how_many(or_(Invitation.reply.is_not(None), Invitation.message_id.in_(wrote_back))),
            _how_many(Invitation.reply == Reply.INTERESTED),
            _how_many(Application.id.is_not(None)),
            _how_many(Application.outcome == Outcome.HIRED),
        )
        .select_from(Invitation)
        .outerjoin(Application, Application.invitation_id == Invitation.id)
        .where(Invitation.created_at >= between[0], Invitation.created_at < between[1])
        .where(Invitation.candidate_id.not_in(Candidate.hidden(now)))
    )
    invited, answered, interested, applied, hired = db.session.execute(query).one()
    return InvitationFigures(invited, answered=answered, interested=interested, applied=applied, hired=hired)


def _grouped(now: datetime) -> Select[*tuple[Any, ...]]:
    came_back = select(Bounce.message_id).where(Bounce.kind != BounceKind.COMPLAINT)
    wrote_back = select(ReceivedMail.message_id).where(ReceivedMail.message_id.is_not(None))
    counted = {
        "waiting": _letter_is(*ON_ITS_WAY),
        "kept": or_(Invitation.message_id.is_(None), _letter_is(MessageState.CANCELLED)),
        "bounced": or_(_letter_is(MessageState.FAILED), Invitation.message_id.in_(came_back)),
        "answered": or_(Invitation.reply.is_not(None), Invitation.message_id.in_(wrote_back)),
        "interested": Invitation.reply == Reply.INTERESTED,
        "not_now": Invitation.reply == Reply.NOT_NOW,
        "no": Invitation.reply == Reply.NO,
        "stop": Invitation.reply == Reply.STOP,
        "applied": Application.id.is_not(None),
        "hired": Application.outcome == Outcome.HIRED,
    }
    return (
        select(Invitation.vacancy_id, func.count(), *(_how_many(condition) for condition in counted.values()))
        .outerjoin(Application, Application.invitation_id == Invitation.id)
        .where(Invitation.candidate_id.not_in(Candidate.hidden(now)))
        .group_by(Invitation.vacancy_id)
    )


def _letter_is(*states: MessageState) -> ColumnElement[bool]:
    """By a list of few, read from an index: joining the letters themselves would read the words of them all."""
    return Invitation.message_id.in_(select(Message.id).where(Message.state.in_(states)))


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _sum(rows: Iterable[InvitationFigures]) -> InvitationFigures:
    every = list(rows)
    return InvitationFigures(
        **{each.name: sum(getattr(row, each.name) for row in every) for each in fields(InvitationFigures)}
    )


def invited_vacancies() -> Select[Vacancy]:
    """The vacancies for which anybody was ever invited, the newest first."""
    invited = select(Invitation.vacancy_id)
    return select(Vacancy).where(Vacancy.id.in_(invited)).order_by(Vacancy.opened_at.desc(), Vacancy.id.desc())
