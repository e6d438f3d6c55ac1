"""Retention presets as data: how long a country's custom lets us keep people, with its source."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class RetentionPreset:
    """`defence_days` run from the end of the procedure; `pool_days` from there too, each renewal from its own day."""

    code: str
    defence_days: int
    pool_days: int
    source: str

    def window_ends(self, procedure_closed_at: datetime) -> datetime:
        return procedure_closed_at + timedelta(days=self.defence_days)

    def permission_ends(self, procedure_closed_at: datetime | None, given_at: datetime) -> datetime:
        """The first period counts from the end of the procedure; a permission given after its window from its day.

        Source: Autoriteit Persoonsgegevens, job applications: about one year after the procedure, with consent.
        """
        if procedure_closed_at is None or given_at >= self.window_ends(procedure_closed_at):
            return given_at + timedelta(days=self.pool_days)
        return procedure_closed_at + timedelta(days=self.pool_days)


POLICY_VERSION = "2026-11"
QUARANTINE_DAYS = 28
EU_DEFAULT = RetentionPreset("EU-DEFAULT", 28, 365, "the strictest known, by design")
PRESETS = {
    "NL": RetentionPreset("NL", 28, 365, "Autoriteit Persoonsgegevens; NVP Sollicitatiecode"),
    "BE": RetentionPreset("BE", 28, 365, "no figure published by the GBA; custom of Flemish employers"),
    "DE": RetentionPreset("DE", 180, 365, "BfDI: at most six months; AGG section 15(4), ArbGG section 61b"),
}


def preset_for(country: str | None) -> RetentionPreset:
    """The preset of a country; an unknown country gets the strictest."""
    return PRESETS.get((country or "").upper(), EU_DEFAULT)
