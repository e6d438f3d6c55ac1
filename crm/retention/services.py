"""Removing what is due. Whoever is past their time is unusable before this runs; this makes it gone."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from crm.extensions import db
from crm.logs import log, log_exception
from crm.privacy import erasing
from crm.privacy.holds import hold_on
from crm.surveys import services as surveys
from models import (
    Application,
    CallTask,
    Candidate,
    CandidateWords,
    ContactNote,
    Document,
    ErasureCause,
    LetterOverride,
    Match,
    MatchDecision,
    Organisation,
    Outcome,
    ProfileVector,
    Promise,
    Purpose,
    ReceivedMail,
    Verdict,
    Wishes,
)
from models.candidate import acquaintance, candidate_tag

BATCH = 100
LOOK_AGAIN = timedelta(minutes=1)
AFTER_FAILURE = timedelta(hours=1)


@dataclass
class Report:
    """What a sweep did, or would do: people by kind of removal."""

    dry_run: bool
    counts: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, object]:
        kinds = ("erased", "withdrawn", "internal", "held", "failed")
        return {"dry_run": self.dry_run} | {kind: self.counts[kind] for kind in kinds}


def due(now: datetime) -> Iterator[list[int]]:
    """Everybody of whom something must go, the longest due first; each only once, some at a time."""
    seen: tuple[datetime, int] | None = None
    while True:
        query = select(Candidate.purge_at, Candidate.id).where(Candidate.purge_at <= now)
        if seen:
            later = (Candidate.purge_at > seen[0]) | ((Candidate.purge_at == seen[0]) & (Candidate.id > seen[1]))
            query = query.where(later)
        rows = db.session.execute(query.order_by(Candidate.purge_at, Candidate.id).limit(BATCH)).all()
        if not rows:
            return
        seen = rows[-1][0], rows[-1][1]
        yield [row.id for row in rows]


def preview(*, now: datetime) -> Report:
    """What `sweep` would do now; changes nothing."""
    report = Report(dry_run=True)
    organisation = db.session.scalars(Organisation.current()).one_or_none()
    if organisation is None:
        return report
    for ids in due(now):
        for candidate in db.session.scalars(select(Candidate).where(Candidate.id.in_(ids))):
            report.counts[_what_is_due(candidate, organisation, now)] += 1
        db.session.expunge_all()
    return report


def sweep_one(candidate_id: int, *, now: datetime) -> str | None:
    """Remove what is due of one person; the kind of removal, None when nothing was. The caller commits."""
    organisation = db.session.scalars(Organisation.current()).one()
    candidate = db.session.get(Candidate, candidate_id)
    if candidate is None or candidate.purge_at > now:
        return None
    if candidate.unreachable_since and not candidate.erase_requested_at:
        candidate.settle(now, candidate.preset(organisation))  # an import may have brought a telephone number
        if candidate.purge_at > now:
            return None
    kind = _what_is_due(candidate, organisation, now)
    if kind == "held":
        candidate.purge_at = now + timedelta(days=1)
    elif kind == "waits":
        candidate.purge_at = now + LOOK_AGAIN
    elif kind == "internal":
        _remove_internal(candidate)
        candidate.purge_at = candidate.keep_until
    elif kind == "withdrawn":
        _remove_internal(candidate)
        _remove_pool_copy(candidate)
        closed_at = candidate.procedure_closed_at or now
        candidate.purge_at = candidate.preset(organisation).window_ends(closed_at)
    else:
        cause = ErasureCause.REQUEST if candidate.erase_requested_at else ErasureCause.RETENTION
        if cause is ErasureCause.RETENTION:
            surveys.leave_figures(candidate)
        erasing.erase(candidate, cause, now=now)
    return kind


def _what_is_due(candidate: Candidate, organisation: Organisation, now: datetime) -> str:
    if hold_on(candidate):
        return "held"
    if candidate.erase_requested_at:
        return "erased" if erasing.is_confirmed(candidate, now=now) else "waits"
    if candidate.keep_until > now:
        return "internal"
    closed_at = candidate.procedure_closed_at
    runs = closed_at is not None and candidate.preset(organisation).window_ends(closed_at) > now
    return "withdrawn" if runs and not candidate.quarantined_at else "erased"


def _remove_internal(candidate: Candidate) -> None:
    """What was never for the pool: findings that were not sent, why somebody was not chosen, and what was said
    and written before they said yes to being kept."""
    root = candidate.permission(Purpose.KEEP_PROFILE)
    for model, at in ((ReceivedMail, ReceivedMail.written_at), (ContactNote, ContactNote.at)):
        before = model.candidate_id == candidate.id
        if root and root.is_given:
            before &= at < root.since
        db.session.execute(delete(model).where(before))
    calls = (CallTask.candidate_id == candidate.id) & CallTask.done_at.is_not(None)
    if root and root.is_given:
        calls &= CallTask.done_at < root.since
    db.session.execute(update(CallTask).where(calls).values(note=""))
    unsent = select(Application.id).where(
        Application.candidate_id == candidate.id, Application.outcome != Outcome.OPEN, Application.feedback.is_(None)
    )
    db.session.execute(delete(Verdict).where(Verdict.application_id.in_(unsent)))
    mine = select(Application.id).where(Application.candidate_id == candidate.id)
    db.session.execute(update(LetterOverride).where(LetterOverride.application_id.in_(mine)).values(reason=""))
    refused = select(Match).where(
        Match.candidate_id == candidate.id, Match.decision == MatchDecision.NOT_THIS_ONE, Match.decided_at.is_not(None)
    )
    closed_at = candidate.procedure_closed_at
    for match in db.session.scalars(refused):
        if closed_at and match.decided_at and match.decided_at <= closed_at:
            match.decision_reason = None


def _remove_pool_copy(candidate: Candidate) -> None:
    """What was kept only because the person said yes; the file of the application stays hidden until its clock ends."""
    mine = candidate.id
    for model in (Document, Wishes, ProfileVector, CandidateWords, ReceivedMail, Promise, ContactNote):
        db.session.execute(delete(model).where(model.candidate_id == mine))
    db.session.execute(delete(Match).where(Match.candidate_id == mine, Match.decision.is_(None)))
    for table in (candidate_tag, acquaintance):
        db.session.execute(delete(table).where(table.c.candidate_id == mine))
    candidate.headline = candidate.linkedin = candidate.place = None
    theirs = select(Application.id).where(Application.candidate_id == mine)
    db.session.execute(update(Verdict).where(Verdict.application_id.in_(theirs)).values(followed_words=""))
    candidate.next_step, candidate.next_step_on, candidate.owner_id = "", None, None
    candidate.customer_said_at = candidate.connect_settled_at = None
    db.session.flush()
    db.session.expire(candidate)


def sweep(*, now: datetime) -> Iterator[tuple[int, str | None]]:
    """Everybody due, one at a time: the caller commits after each. One who fails is tried again later."""
    for ids in due(now):
        for candidate_id in ids:
            try:
                yield candidate_id, sweep_one(candidate_id, now=now)
            except Exception as error:  # the others must not wait for this one
                db.session.rollback()
                log_exception(error, job="retention")
                log.warning("retention_failed", candidate=candidate_id)
                stuck = db.session.get(Candidate, candidate_id)
                if stuck:
                    stuck.purge_at = now + AFTER_FAILURE
                yield candidate_id, "failed"
