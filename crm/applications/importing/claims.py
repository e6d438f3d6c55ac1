"""Permissions that rows claim count when a privacy officer accepts them; else they are kept for one to look at."""

from collections.abc import Collection
from datetime import datetime, timedelta

from crm.applications.importing import problems
from crm.applications.importing.columns import Column
from crm.applications.importing.problems import RowProblem
from crm.applications.importing.rows import ApplicantRow, Claim
from crm.applications.importing.rules import Rules
from crm.consent.ledger import Capture, last_events
from crm.consent.services import accept_imported
from crm.extensions import db
from crm.queue import wake
from models import Candidate, ImportBatch, ImportRow, Purpose


class Judge:
    """Filled for the people of a number of rows, who are in the database by now."""

    def __init__(self, candidates: Collection[Candidate], batch: ImportBatch, rules: Rules) -> None:
        self.batch = batch
        self.rules = rules
        self._last = last_events(candidates) if candidates and rules.officer_id else {}

    def decide(self, candidate: Candidate, row: ApplicantRow) -> tuple[bool, list[RowProblem]]:
        """Whether the row brings a permission that is new and counts, and what is to be reported."""
        claim = row.claim
        if claim is None:
            return False, []
        expires_at = self._ends(row, claim)
        known = candidate.permission(Purpose.KEEP_PROFILE)
        if expires_at <= self.rules.now:
            day = self.rules.conventions.day(claim.given_at).isoformat()
            return False, [row.problem(Column.CONSENT_ON, day, problems.CONSENT_ENDED)]
        if known and known.since >= claim.given_at:
            return False, []
        if self.rules.officer_id:
            self._accept(candidate, row, claim, expires_at)
            return True, []
        self._keep(candidate, row, claim, expires_at)
        return False, []

    def _ends(self, row: ApplicantRow, claim: Claim) -> datetime:
        """Counted from the end of this procedure; a permission older than the application counts from its own day."""
        day = self.rules.conventions.day
        if row.applied_at and day(claim.given_at) < day(row.applied_at):
            return claim.given_at + timedelta(days=self.rules.preset.pool_days)
        return self.rules.preset.permission_ends(row.closed_at, claim.given_at)

    def _accept(self, candidate: Candidate, row: ApplicantRow, claim: Claim, expires_at: datetime) -> None:
        events = accept_imported(
            candidate,
            given_at=claim.given_at,
            expires_at=expires_at,
            capture=Capture("import", f"user:{self.rules.officer_id}", candidate.language, self._evidence(row)),
            after=self._last.get(candidate.public_id),
            now=self.rules.now,
        )
        self._last[candidate.public_id] = events[-1]
        candidate.settle(self.rules.now, self.rules.preset)
        wake("match")

    def _keep(self, candidate: Candidate, row: ApplicantRow, claim: Claim, expires_at: datetime) -> None:
        content = self._evidence(row) | {
            "given_at": claim.given_at.isoformat(),
            "expires_at": expires_at.isoformat(),
            "text": claim.text,
            "source": claim.source,
        }
        db.session.add(ImportRow(batch_id=self.batch.id, line=row.line, candidate_id=candidate.id, content=content))

    def _evidence(self, row: ApplicantRow) -> dict[str, object]:
        """The person's own row, where it stood, and of which file."""
        return {"row": row.content, "line": row.line, "file_sha256": self.batch.file_sha256}
