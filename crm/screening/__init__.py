"""What must not be here: identity numbers, and words about what may not weigh. Found, masked, or asked about."""

from crm.screening.finding import Action, Finding, Kind
from crm.screening.texts import MASK, VERSION, Sieved, findings, masked, sieve, weighable

__all__ = ["MASK", "VERSION", "Action", "Finding", "Kind", "Sieved", "findings", "masked", "sieve", "weighable"]
