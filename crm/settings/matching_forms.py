"""How much counts beside the text, as a choice of four for each signal."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from models import Signal
from models.signal import USUAL

SHARES = {"0": 0.0, "0.5": 0.5, "1": 1.0, "2": 2.0}


def _choices() -> list[SelectChoice]:
    words = (_l("Nothing"), _l("Half"), _l("As usual"), _l("Double"))
    return [SelectChoice(share, word) for share, word in zip(SHARES, words, strict=True)]


class SignalsForm(FlaskForm):
    """A field is named after its signal."""

    silver_medallist = RadioField(_l("Second choice last time"), choices=_choices())
    stage = RadioField(
        _l("How far somebody came last time"),
        choices=_choices(),
        description=_l("All of it for the last round, less for an interview or a call."),
    )
    findings = RadioField(
        _l("What we wrote last time about the same requirements"),
        choices=_choices(),
        description=_l("“Strong” adds, “not yet” takes away. Only what was sent to the person counts."),
    )
    place = RadioField(
        _l("Lives in the place of the vacancy, or wants to work there"),
        choices=_choices(),
        description=_l("The same name of a place, or one among the regions that somebody wishes for."),
    )
    hours = RadioField(_l("Wants the hours of the vacancy"), choices=_choices())
    language = RadioField(_l("Speaks the language of the vacancy with us"), choices=_choices())
    fresh = RadioField(
        _l("A recent profile"),
        choices=_choices(),
        description=_l("All of it for half a year, then less and less until two years."),
    )

    @property
    def amounts(self) -> dict[str, float]:
        """Only what differs from what is usual."""
        chosen = {signal: USUAL[signal] * SHARES[self[signal.value].data] for signal in Signal}
        return {signal.value: amount for signal, amount in chosen.items() if amount != USUAL[signal]}

    def show(self, amounts: dict[Signal, float]) -> None:
        """The choice nearest to what is settled."""
        for signal, amount in amounts.items():
            share = amount / USUAL[signal]
            self[signal.value].data = min(SHARES, key=lambda each: abs(SHARES[each] - share))
