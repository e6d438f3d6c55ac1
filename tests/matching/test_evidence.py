"""What a profile says about each requirement, and where."""

import pytest

from matching import Band, Evidence, Finding, Matcher, Need, Profile, Requirement

CV = """Profile. I maintain cooling machines in supermarkets. In 2019 I passed the exam for handling F-gases category 1.
Work. Service engineer at Frost: repairing compressors, replacing refrigerants and planning the maintenance.
Languages. I speak Dutch and English."""


def evidence(matcher: Matcher, text: str, *, must: bool = False, language: str = "en", cv: str = CV) -> Evidence:
    need = Need("Refrigeration engineer", "You repair cooling machines in shops.", language, (Requirement(text, must),))
    return matcher.explain(matcher.query(need), Profile("p", "en", "Service engineer", cv)).evidence[0]


def test_what_stands_in_the_cv_is_found_with_its_place(matcher: Matcher) -> None:
    found = evidence(matcher, "Repairs compressors")

    assert found.finding is Finding.FOUND
    assert CV[found.start : found.end] == "repairing compressors"
    assert "repairing compressors" in found.snippet


def test_the_tightest_place_is_shown(matcher: Matcher) -> None:
    found = evidence(matcher, "Compressors", cv="compressors and pumps. " + CV + " Compressors again.")

    assert found.snippet != CV
    assert found.end - found.start == len("compressors")


def test_part_of_a_requirement_is_unclear(matcher: Matcher) -> None:
    assert evidence(matcher, "Handling ammonia and refrigerants").finding is Finding.UNCLEAR


def test_what_does_not_stand_there_is_not_found(matcher: Matcher) -> None:
    missing = evidence(matcher, "Forklift licence")

    assert (missing.finding, missing.start, missing.snippet) == (Finding.NOT_FOUND, None, "")


def test_words_missing_in_another_language_prove_nothing(matcher: Matcher) -> None:
    dutch = "Voor onze winkels zoeken we een monteur die koelmachines repareert, onderhoudt en schoonmaakt."
    need = Need("Koelmonteur", dutch, "nl", (Requirement("Heftruckcertificaat", must=True),))

    score = matcher.explain(matcher.query(need), Profile("p", "en", "Service engineer", CV))

    assert score.evidence[0].finding is Finding.UNCLEAR


def test_a_requirement_in_the_headline_is_found(matcher: Matcher) -> None:
    found = evidence(matcher, "Service engineer", cv="I repair machines in shops and offices.")

    assert (found.finding, found.snippet) == (Finding.FOUND, "Service engineer")


@pytest.mark.parametrize("text", ["", "...", "the and of", "42", "🚀"])
def test_a_requirement_without_words_is_unclear(matcher: Matcher, text: str) -> None:
    assert evidence(matcher, text).finding is Finding.UNCLEAR


def test_a_must_have_that_is_not_found_lowers_the_band_and_hides_nobody(
    matcher: Matcher, people: dict[str, Profile]
) -> None:
    text = "You keep the general ledger, prepare financial statements and file tax returns."

    def band(*requirements: Requirement) -> Band | None:
        return matcher.explain(
            matcher.query(Need("Accountant", text, "en", requirements)), people["accountant-en"]
        ).band

    assert band() is Band.STRONG
    assert band(Requirement("Welding certificate", must=False)) is Band.STRONG
    assert band(Requirement("Welding certificate", must=True)) is Band.POSSIBLE
