"""The languages in which we speak to people."""

import enum


class Language(enum.Enum):
    DUTCH = "nl"
    ENGLISH = "en"
