"""The languages in which we speak to people, and how."""

import enum


class Language(enum.Enum):
    DUTCH = "nl"
    ENGLISH = "en"


class Tone(enum.Enum):
    """How Dutch mail addresses a candidate. English has one word for both."""

    JE = "je"
    U = "u"
