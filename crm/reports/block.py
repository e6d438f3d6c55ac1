"""One question of the report with its answer: in a sentence, in a table, in a drawing of that table, and as a file."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from flask_babel import format_date, format_decimal
from flask_babel import gettext as _

from crm.formats import month_short
from crm.reports.period import Period

FEWEST = 5
"""A share, a median or a score of fewer people says more about them than about us, so it is not told."""


class Unit(enum.Enum):
    COUNT = "count"
    DAYS = "days"
    PERCENT = "percent"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Column:
    words: str
    unit: Unit = Unit.COUNT


@dataclass(frozen=True, slots=True)
class Row:
    """`values` in the order of the columns; None is not told. `under`: what the rows beside it are about, too."""

    words: str
    values: Sequence[float | None]
    under: str = ""

    @property
    def full_words(self) -> str:
        """What it says outside its table."""
        return f"{self.under} {self.words}".strip()


@dataclass(frozen=True, slots=True)
class Drawing:
    """`series`: the columns that are drawn, at most two, counted from 1; `band`: the lowest and the highest around
    the first of them. Of the kind `each` there is a drawing of every group of rows, with bars that lie.
    """

    kind: str
    series: tuple[int, ...]
    band: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """`name` stands in addresses; `more` is a link that helps: its words and its address."""

    name: str
    question: str
    answer: str
    first_column: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    drawing: Drawing | None = None
    is_empty: bool = False
    note: str = ""
    more: tuple[str, str] | None = field(default=None)

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """The rows by what they stand under; most tables are one group without a name."""
        return [(under, list(rows)) for under, rows in groupby(self.rows, key=lambda row: row.under)]

    @property
    def is_drawn(self) -> bool:
        """There is something to see: nought everywhere is an empty frame."""
        return self.drawing is not None and any(row.values[at - 1] for row in self.rows for at in self.drawing.series)

    @property
    def hides(self) -> bool:
        """Something in the table is not told."""
        return any(value is None for row in self.rows for value in row.values)


def share(part: int, whole: int) -> float | None:
    """In percent, and None where fewer than five would stand behind it."""
    return round(100 * part / whole) if whole >= FEWEST else None


def value_words(value: float, unit: Unit) -> str:
    """As it stands in the table: 1.846, 61 %, +18, 6,5."""
    words = format_decimal(value)
    if unit is Unit.PERCENT:
        return f"{words} %"
    return f"+{words}" if unit is Unit.SCORE and value > 0 else words


def percent_of(part: int, whole: int) -> str:
    """*31 of 33*, and the share behind it where enough people stand behind that."""
    told = share(part, whole)
    words = _("%(part)s of %(whole)s", part=format_decimal(part), whole=format_decimal(whole))
    return words if told is None else f"{words} ({value_words(told, Unit.PERCENT)})"


def step_words(period: Period) -> list[str]:
    """Of each row: the month, or the year."""
    begins = [step.begins.date() for step in period.steps]
    return [format_date(day, "y") if period.is_by_year else month_short(day) for day in begins]


def step_column(period: Period) -> str:
    return _("Year") if period.is_by_year else _("Month")
