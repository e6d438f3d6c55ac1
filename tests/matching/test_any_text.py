"""Whatever people paste into a form, nobody sees an error for it."""

import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from matching import Matcher, Need, Profile, Requirement

STRANGE = {
    "empty": "",
    "spaces": " \n\t ",
    "only stop words": "the and of een de het van en of",
    "binary": bytes(range(256)).decode("latin-1") * 40,
    "nul": "nurse\x00doctor\x00",
    "emoji": "👩🏽‍🍳🚀" * 500,
    "right to left": "ممرضة في مستشفى كبير 🏥 مع مرضى",
    "combining": "e" + "\u0301" * 5_000,
    "one word of a megabyte": "a" * 1_000_000,
    "a megabyte": "nurse patient ward medication " * 33_334,
    "dates": "born in " * 20_000,
    "quotes": "'’" * 50_000,
    "surrogate": "nurse \ud800 doctor",
}


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_a_strange_text_is_answered_in_time(matcher: Matcher, text: str) -> None:
    started = time.process_time()
    for title, body in ((text, ""), ("Nurse", text)):
        profile = Profile("p", None, title, body)
        query = matcher.query(Need(title, body, None, (Requirement(text, True), Requirement("nurse", True))))
        matcher.explain(query, profile)
        matcher.rank(query, [("p", matcher.vector(profile))])

    assert time.process_time() - started < 10


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(), st.text(), st.sampled_from(["nl", "en", None, "de", ""]))
@example("İİ", "ß ŉ ǰ", "nl")
def test_any_text_at_all_is_answered(matcher: Matcher, one: str, other: str, language: str | None) -> None:
    query = matcher.query(Need(one, other, language, (Requirement(other, True),)))

    score = matcher.explain(query, Profile("p", language, other, one))

    assert 0 <= score.probability <= 1
    for found in score.evidence:
        assert found.start is None or one[found.start : found.end]
