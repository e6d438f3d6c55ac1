"""Which clock runs for somebody who came in."""

from datetime import datetime

from crm.applications.importing.rows import ApplicantRow
from models import Candidate, Outcome
from models.retention import RetentionPreset


def set_clock(candidate: Candidate, row: ApplicantRow, preset: RetentionPreset, now: datetime) -> None:
    """After a candidacy came in: open, or ended on the earliest day it can have ended.

    Within the window of that end the person may be asked; later they are in quarantine, and being imported once more
    does not lengthen that.
    """
    if any(application.outcome is Outcome.OPEN for application in candidate.applications):
        candidate.open_procedure()
        return
    decided_at = [application.decided_at for application in candidate.applications if application.decided_at]
    ended_at = row.closed_at or max(decided_at, default=None)
    if ended_at is None:
        if candidate.procedure_closed_at is None:
            candidate.close_procedure(now, preset)
            candidate.quarantine(now)
        return
    if row.outcome is Outcome.HIRED and ended_at >= (candidate.procedure_closed_at or ended_at):
        candidate.hired_at = ended_at
    if preset.window_ends(ended_at) > now:
        candidate.quarantined_at = None
    candidate.close_procedure(ended_at, preset)
    if candidate.keep_until <= now:
        candidate.quarantine(now)
