"""What the team says means the same, is the same."""

from matching import Finding, Matcher, Need, Profile, ReasonKind, Requirement

GROUPS = (("ML", "machine learning", "zelflerende modellen"), ("HACCP", "voedselveiligheid"))
LONG = "I have kept the books of a brewery, filed its tax returns and planned the work of four people in the office."


def test_a_vacancy_that_says_one_finds_whoever_says_the_other() -> None:
    plain, knowing = Matcher(), Matcher(synonyms=GROUPS)
    need = Need("Engineer", "You bring ML to the factory.", "en")
    person = Profile("p", "en", "Engineer", "Ten years of machine learning.")

    before, after = (matcher.explain(matcher.query(need), person) for matcher in (plain, knowing))

    assert after.score > before.score
    terms = {reason.text for reason in after.reasons if reason.kind is ReasonKind.TERM}
    assert "machine learning" in terms or {"machine", "learning"} <= terms


def test_what_the_vacancy_does_not_say_changes_nothing() -> None:
    need = Need("Baker", "You bake bread.", "en")
    person = Profile("p", "en", "Baker", LONG)

    scores = [matcher.explain(matcher.query(need), person) for matcher in (Matcher(), Matcher(synonyms=GROUPS))]

    assert scores[0] == scores[1]


def test_a_requirement_is_found_in_any_of_its_wordings() -> None:
    need = Need("Kok", "Je kookt.", "nl", (Requirement("Kennis van HACCP", must=True),))
    person = Profile("p", "nl", "Kok", "Ik kook en let op de voedselveiligheid in de keuken.")

    (plain,), (knowing,) = (
        matcher.explain(matcher.query(need), person).evidence for matcher in (Matcher(), Matcher(synonyms=GROUPS))
    )

    assert plain.finding is not Finding.FOUND
    assert knowing.finding is Finding.FOUND
    assert "voedselveiligheid" in knowing.snippet


def test_a_group_of_nothing_is_harmless() -> None:
    matcher = Matcher(synonyms=(("", "the"), ("de", "🦄"), ()))

    assert matcher.query(Need("🦄", "🦄 🦄")).plain.length == 0
