"""Every score is explained by its parts, and the parts add up to it."""

import math
from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching import Band, Matcher, Need, Profile, Query, ReasonKind, Requirement, Score
from matching.labelled import LabelledSet

WORDS = """accountant ledger tax nurse patient ward kok keuken menu verpleegkundige patiënten c++ c# .net python machine
    learning project manager the and een het zorg glorb wubbet Straße naïve 東京 ça 2019 e-mail""".split()
texts = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)
titles = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(titles, texts, titles, texts, st.integers(0, 12))
def test_the_reasons_add_up_to_the_score(
    matcher: Matcher, title: str, text: str, headline: str, cv: str, most: int
) -> None:
    matcher = Matcher(most_reasons=most)
    profile = Profile("p", None, headline, cv)

    query = matcher.query(Need(title, text))
    score = matcher.explain(query, profile)

    assert math.isclose(sum(reason.amount for reason in score.reasons), score.score, abs_tol=1e-9)
    assert -1e-9 <= score.score <= 1 + 1e-9
    assert 0 < score.probability < 1
    assert len(score.reasons) <= most + 1
    assert all(reason.amount > 0 for reason in score.reasons)
    ranked = matcher.rank(query, [("p", matcher.vector(profile))])
    assert math.isclose(ranked[0].score if ranked else 0, score.score, abs_tol=1e-5)


def test_a_text_fits_itself_completely(matcher: Matcher, invented: LabelledSet) -> None:
    for profile in invented.profiles[:6]:
        score = matcher.explain(matcher.query(Need(profile.title, profile.text, profile.language)), profile)
        assert score.score > 0.7
        assert score.band is Band.STRONG


def test_reasons_are_in_the_words_of_the_person(matcher: Matcher, people: dict[str, Profile]) -> None:
    query = matcher.query(Need("Nurse", "Patients need medication, and records have to be kept.", "en"))

    score = matcher.explain(query, people["nurse-en"])

    terms = {reason.text for reason in score.reasons if reason.kind is ReasonKind.TERM}
    assert terms & {"medication", "patients", "nursing", "record"}
    assert all(term in f"{people['nurse-en'].title} {people['nurse-en'].text}" for term in terms)


def test_languages_meet_in_occupations_named_in_the_language_of_the_vacancy(
    matcher: Matcher, people: dict[str, Profile]
) -> None:
    query = matcher.query(Need("Vrachtwagenchauffeur", "Je rijdt met een vrachtwagen en levert goederen af.", "nl"))

    score = matcher.explain(query, people["driver-en"])

    titles = [reason.text for reason in score.reasons if reason.kind is ReasonKind.TITLE]
    assert "vrachtwagenchauffeur ≈ Truck driver" in titles


def test_words_meet_their_translation(matcher: Matcher, people: dict[str, Profile]) -> None:
    query = matcher.query(Need("Verpleegkundige", "Je geeft medicatie aan patiënten.", "nl"))

    score = matcher.explain(query, people["nurse-en"])

    assert any(" ≈ " in reason.text for reason in score.reasons if reason.kind is ReasonKind.TERM)


def test_a_text_in_the_other_language_gets_a_fixed_amount_that_is_shown(
    matcher: Matcher, people: dict[str, Profile]
) -> None:
    query = matcher.query(Need("Verpleegkundige", "Je geeft medicatie aan patiënten.", "nl"))

    amounts = {key: kinds(matcher.explain(query, people[key])) for key in ("nurse-en", "nurse-nl")}

    assert amounts["nurse-en"][ReasonKind.LANGUAGE] <= query.other.amounts.other_language
    assert ReasonKind.LANGUAGE not in amounts["nurse-nl"]


def kinds(score: Score) -> dict[ReasonKind, float]:
    return {reason.kind: reason.amount for reason in score.reasons}


def test_what_is_not_shown_is_one_reason_at_the_end(
    fitting: Callable[[Need], list[Score]], invented: LabelledSet
) -> None:
    best = fitting(invented.needs[0][1])[0]

    assert [reason.kind is ReasonKind.OTHER for reason in best.reasons] == [False] * 8 + [True]
    assert best.reasons[-1].text == "other words"


def test_requirements_are_read_with_the_vacancy(matcher: Matcher, people: dict[str, Profile]) -> None:
    plain = matcher.query(Need("Developer", "You build software."))
    asking = matcher.query(Need("Developer", "You build software.", None, (Requirement("Kubernetes and PostgreSQL"),)))

    def score(query: Query) -> float:
        return matcher.explain(query, people["developer-en"]).score

    assert score(asking) > score(plain)
