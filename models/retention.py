"""Retention presets as data: how long a country's custom lets us keep people, with its source."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True)
class RetentionPreset:
    """`defence_days` run from the end of the procedure; `pool_days` from there too, each renewal from its own day.

    `pool_days_max` is the longest period an organisation may choose, with a written reason and a second person.
    `source` is in Dutch and English.
    """

    code: str
    defence_days: int
    pool_days: int
    pool_days_max: int
    source: dict[str, str]

    def window_ends(self, procedure_closed_at: datetime) -> datetime:
        return procedure_closed_at + timedelta(days=self.defence_days)

    def permission_ends(self, procedure_closed_at: datetime | None, given_at: datetime) -> datetime:
        """The first period counts from the end of the procedure; a permission given after its window from its day.

        Source: Autoriteit Persoonsgegevens, job applications: about one year after the procedure, with consent.
        """
        if procedure_closed_at is None or given_at >= self.window_ends(procedure_closed_at):
            return given_at + timedelta(days=self.pool_days)
        return procedure_closed_at + timedelta(days=self.pool_days)

    def lasting(self, pool_days: int | None) -> "RetentionPreset":
        """With the period that the organisation chose, never longer than the maximum."""
        return replace(self, pool_days=min(pool_days, self.pool_days_max)) if pool_days else self


POLICY_VERSION = "2026-11"
QUARANTINE_DAYS = 28
ASK_AGAIN_DAYS = 28
"""How long somebody has to say yes to changed words, before what was kept for it goes."""
UNREACHABLE_DAYS = 90
"""How long we keep somebody whom no mail reaches and nobody can call: they can no longer say no."""
EU_DEFAULT = RetentionPreset(
    "EU-DEFAULT",
    28,
    365,
    365,
    {
        "nl": "De strengste termijn die we kennen, met opzet; voor landen waarvan we geen cijfer vonden.",
        "en": "The strictest period we know of, on purpose; for countries where we found no figure.",
    },
)
PRESETS = {
    "NL": RetentionPreset(
        "NL",
        28,
        365,
        365,
        {
            "nl": "Autoriteit Persoonsgegevens: vier weken na de procedure, met toestemming ongeveer een jaar; "
            "NVP Sollicitatiecode.",
            "en": "Autoriteit Persoonsgegevens: four weeks after the procedure, with permission about a year; "
            "NVP Sollicitatiecode.",
        },
    ),
    "BE": RetentionPreset(
        "BE",
        28,
        365,
        730,
        {
            "nl": "De GBA noemt geen cijfer; dit is wat Vlaamse werkgevers aanhouden.",
            "en": "The GBA names no figure; this is what Flemish employers keep to.",
        },
    ),
    "DE": RetentionPreset(
        "DE",
        180,
        365,
        730,
        {
            "nl": "BfDI: ten hoogste zes maanden; AGG § 15(4) en ArbGG § 61b. De poolduur is ons eigen voorstel.",
            "en": "BfDI: at most six months; AGG section 15(4) and ArbGG section 61b. The pool period is ours.",
        },
    ),
}


def preset_for(country: str | None) -> RetentionPreset:
    """The preset of a country; an unknown country gets the strictest."""
    return PRESETS.get((country or "").upper(), EU_DEFAULT)
