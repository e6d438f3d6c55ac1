"""How far somebody came in a procedure."""

import enum


class Stage(enum.Enum):
    APPLIED = "applied"
    SCREENED = "screened"
    INTERVIEWED = "interviewed"
    FINAL = "final"
