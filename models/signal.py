"""What counts beside somebody's text: fixed, small amounts that an organisation may change or set to nothing."""

import enum


class Signal(enum.Enum):
    """How far they came last time, the findings they were sent then, and what fits the vacancy besides the work."""

    SILVER_MEDALLIST = "silver_medallist"
    STAGE = "stage"
    FINDINGS = "findings"
    PLACE = "place"
    HOURS = "hours"
    LANGUAGE = "language"
    FRESH = "fresh"


USUAL: dict[Signal, float] = {
    Signal.SILVER_MEDALLIST: 0.02,
    Signal.STAGE: 0.015,
    Signal.FINDINGS: 0.02,
    Signal.PLACE: 0.01,
    Signal.HOURS: 0.01,
    Signal.LANGUAGE: 0.005,
    Signal.FRESH: 0.01,
}
"""The most that each adds. A band spans some .06 to .1 of a score, so no single one outweighs the work itself."""

MOST = 0.1
"""An organisation may not let what is no work decide."""
