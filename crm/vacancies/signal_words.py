"""What the signals are called, for whoever reads a score or settles the amounts."""

from flask_babel import gettext as _

from models import Signal


def signal_words(name: str) -> str:
    return {
        Signal.SILVER_MEDALLIST: _("second choice last time"),
        Signal.STAGE: _("how far they came last time"),
        Signal.FINDINGS: _("what we wrote last time about the same requirements"),
        Signal.PLACE: _("lives in the place, or wants to work there"),
        Signal.HOURS: _("wants these hours"),
        Signal.LANGUAGE: _("speaks the language of the vacancy with us"),
        Signal.FRESH: _("a recent profile"),
    }[Signal(name)]
