"""Letters in the organisation's own words: plain text with fixed {placeholders}, in numbered versions.

Low in the house: mail is made from it. The page where they are edited is `crm/settings/letters`.
"""

from crm.letters.filling import Point, Written, fill
from crm.letters.texts import current, kept

__all__ = ["Point", "Written", "current", "fill", "kept"]
