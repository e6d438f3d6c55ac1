"""What a vacancy seems to ask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.suggestions import LONGEST, MOST, suggestions

LISTED = """Je onderhoudt koelinstallaties.

Wat vragen wij?
- F-gassencertificaat categorie 1 (verplicht)
• Minimaal 3 jaar ervaring met koelinstallaties
* VCA is een pré

Wat bieden wij?
- Een goed salaris"""


def asked(text: str) -> list[tuple[str, bool]]:
    return [(each.text, each.must) for each in suggestions(text)]


def test_the_lines_under_a_heading_that_asks_are_suggested_and_what_is_offered_is_not() -> None:
    assert asked(LISTED) == [
        ("F-gassencertificaat categorie 1", True),
        ("Minimaal 3 jaar ervaring met koelinstallaties", True),
        ("VCA", False),
    ]


def test_phrases_that_ask_are_found_in_a_sentence() -> None:
    text = "We zoeken een chauffeur. Je hebt rijbewijs CE en code 95, ervaring met een laadklep is een pré."

    assert asked(text) == [("Rijbewijs CE en code 95", False), ("Ervaring met een laadklep", False)]


def test_english_asks_too() -> None:
    text = "You have 5 years of experience with Python. A degree in computer science is required. Fluent in English."

    assert asked(text) == [
        ("5 years of experience with Python", False),
        ("Degree in computer science", True),
        ("Fluent in English", False),
    ]


@pytest.mark.parametrize("text", ["", "🦄", "the and of", "x" * 100_000, "Requirements:\n" + "x" * 300, "\x00\x01"])
def test_a_text_that_asks_nothing_suggests_nothing(text: str) -> None:
    assert suggestions(text) == []


@given(st.text(max_size=400) | st.lists(st.sampled_from(LISTED.splitlines()), max_size=40).map("\n".join))
def test_a_suggestion_is_short_and_comes_once(text: str) -> None:
    found = suggestions(text)

    assert len(found) <= MOST
    assert all(3 <= len(each.text) <= LONGEST for each in found)
    assert len({each.text.casefold() for each in found}) == len(found)
