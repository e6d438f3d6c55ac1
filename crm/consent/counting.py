"""A signed count of the ledger, one each night: a count that is lower later shows that something was lost."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from crm.extensions import db
from crm.keys import keyed_hash
from models import ChainDisposal, ConsentEvent, LedgerCount

PROOF_KEPT = timedelta(days=730)
_FIELDS = ("chains", "events", "disposed_chains", "disposed_events")


def count(now: datetime) -> LedgerCount:
    """What there is now, and what went as it should; signed with a key that is not in the database."""
    chains, events = db.session.execute(
        select(func.count(ConsentEvent.subject.distinct()), func.count(ConsentEvent.id))
    ).one()
    gone, gone_events = db.session.execute(
        select(func.count(), func.coalesce(func.sum(ChainDisposal.events), 0)).where(
            ChainDisposal.disposed_at.is_not(None)
        )
    ).one()
    row = LedgerCount(at=now, chains=chains, events=events, disposed_chains=gone, disposed_events=int(gone_events))
    row.signature = signature(row)
    return row


def signature(row: LedgerCount) -> str:
    return keyed_hash("ledger_count", "|".join([row.at.isoformat(), *(str(getattr(row, name)) for name in _FIELDS)]))


def count_tonight(*, now: datetime) -> bool:
    """Add tonight's count when there is none of today yet."""
    last = db.session.scalar(select(func.max(LedgerCount.at)))
    if last and last.date() >= now.date():
        return False
    db.session.add(count(now))
    return True


def losses(now: datetime) -> list[str]:
    """What the signed counts say is missing, in words for an administrator. Everything there is was counted up."""
    problems = []
    highest = 0, 0
    rows = [*db.session.scalars(select(LedgerCount).order_by(LedgerCount.id)), count(now)]
    for row in rows:
        if row.signature != signature(row):
            problems.append(f"the count of {row.at:%Y-%m-%d} does not bear our signature")
        ever = row.chains + row.disposed_chains, row.events + row.disposed_events
        if ever[0] < highest[0] or ever[1] < highest[1]:
            problems.append(
                f"on {row.at:%Y-%m-%d} there are {highest[0] - ever[0]} chains and {highest[1] - ever[1]} events "
                "fewer than were counted before, without a record that they went"
            )
        highest = max(highest[0], ever[0]), max(highest[1], ever[1])
    return problems


def dispose_due(*, now: datetime, most: int = 200) -> int:
    """Remove whole chains whose time as proof is over; the row that says so stays. The caller commits."""
    due = select(ChainDisposal).where(ChainDisposal.disposed_at.is_(None), ChainDisposal.due_at <= now).limit(most)
    chains = db.session.scalars(due).all()
    for chain in chains:
        chain.disposed_at = now
    db.session.flush()
    subjects = [chain.subject for chain in chains]
    db.session.execute(delete(ConsentEvent).where(ConsentEvent.subject.in_(subjects)))
    return len(chains)
