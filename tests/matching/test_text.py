"""From text to words."""

import pytest

from matching import Matcher
from matching.text import words


def kept(text: str, language: str = "en") -> list[str]:
    return [word.text for word in words(text, language)]


def test_tools_keep_their_signs() -> None:
    assert kept("C++, C#, .NET, R and node.js") == ["c++", "c#", ".net", "r", "node", "js"]


def test_grammar_numbers_and_single_letters_are_left_out() -> None:
    assert kept("In 2019 I had 3 of the x-ray machines, ISO9001") == ["ray", "machines", "iso9001"]


def test_composed_and_decomposed_letters_are_one() -> None:
    assert kept("Cafe\u0301 ÉCLAIR") == kept("Café éclair") == ["café", "éclair"]


def test_places_point_into_the_text() -> None:
    text = "Cafe\u0301’s owner"

    assert [text[word.start : word.end] for word in words(text, "en")] == ["Cafe\u0301’s", "owner"]


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("Ik werk met veel plezier in de zorg en ik ben er nog niet klaar mee.", "en", "nl"),
        ("I have worked in care for years and I am not done with it yet, because it is what I like.", "nl", "en"),
        ("Projectmanager", "nl", "nl"),
        ("Projectmanager", "en", "en"),
        ("Vrachtwagenchauffeur", None, "nl"),
        ("Truck driver", None, "en"),
        ("", None, "en"),
        ("Ich arbeite gern", "de", "en"),
    ],
)
def test_a_text_speaks_for_itself_and_a_short_one_is_hinted(
    matcher: Matcher, text: str, hint: str | None, language: str
) -> None:
    assert matcher.reader_.language(text, hint) == language


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("groepsleerkracht", 2),
        ("netwerkbeheerder", 2),
        ("personeelszaken", 1),
        ("boekhouder", 1),
        ("glorbwubbelaar", 1),
    ],
)
def test_an_unknown_compound_is_read_in_two_known_parts(matcher: Matcher, word: str, parts: int) -> None:
    assert len(matcher.reader_.tokens(word, "nl")) == parts


def test_a_compound_and_its_parts_meet(matcher: Matcher) -> None:
    whole, apart = (
        {token.stem for token in matcher.reader_.tokens(text, "nl")}
        for text in ("netwerkbeheerder", "netwerk beheerder")
    )

    assert whole == apart


def test_what_is_said_to_somebody_meets_what_they_say(matcher: Matcher) -> None:
    said, answered = (
        [token.stem for token in matcher.reader_.tokens(text, "nl")]
        for text in ("Je verzorgt patiënten en rapporteert.", "Ik verzorg patiënten en rapporteer.")
    )

    assert said == answered
