"""What must not be here: identity numbers, and words about what may not weigh. Found, masked, or asked about."""

from crm.screening.finding import Action, Finding, Kind
from crm.screening.texts import MASK, VERSION, findings, masked, weighable

__all__ = ["MASK", "VERSION", "Action", "Finding", "Kind", "findings", "masked", "weighable"]
