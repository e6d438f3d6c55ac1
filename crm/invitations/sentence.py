"""The colleague's own sentence: the person's name may stand in it as a {place}."""

from crm.letters.placeholders import FIRST_NAME, NAME, SPOT
from models import Candidate


def unknown_places(sentence: str) -> list[str]:
    """What stands in braces and is not a name that we can fill in."""
    known = {name for each in (FIRST_NAME, NAME) for name in (each.key, each.dutch)}
    return [f"{{{spot}}}" for spot in SPOT.findall(sentence) if spot not in known]


def for_person(sentence: str, person: Candidate) -> str:
    """The sentence with this person's name in it."""
    values = {FIRST_NAME: person.first_name or person.name, NAME: person.name}
    filled = {name: value for each, value in values.items() for name in (each.key, each.dutch)}
    return SPOT.sub(lambda spot: filled.get(spot[1], spot[0]), sentence)
