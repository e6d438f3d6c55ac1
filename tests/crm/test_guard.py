"""No letter leaves that could have gone to anybody; a good one is not stopped."""

from pathlib import Path

import pytest

from crm.applications.guard import Letter, judge
from crm.applications.guard.labelled import errors
from crm.applications.guard.rules import LANGUAGES, rules

LETTERS = sorted((Path(__file__).parents[1] / "letters").glob("*.toml"))
MOST_WRONG = 0.05

GOOD = {
    "nl": "Beste Youssef,\n\nJe bleef rustig in de oefening met drie uitgevallen wagens. Wat we misten is "
    "leidinggeven: degene die we kozen, leidde twee jaar een nachtploeg van acht mensen.",
    "en": "Dear Youssef,\n\nYou stayed calm in the exercise with three broken trucks. What we missed is leading: the "
    "person we chose has led a night crew of eight for two years.",
}


def letter(more: str = "", *, language: str = "nl", text: str = "", **values) -> Letter:
    defaults = {
        "names": ("Youssef", "Amrani"),
        "vacancy": "Planner",
        "requirements": ("Plannen onder druk", "Leidinggeven", "Planning under pressure", "Leading people"),
        "background": ("Planner wegtransport",),
    }
    return Letter(text=text or f"{GOOD[language]} {more}".strip(), language=language, **defaults | values)


def broken(judged: Letter) -> list[str]:
    return [seen.rule.name for seen in judge(judged)]


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.stem)
def test_labelled_letters_are_told_apart(path):
    passed, refused, count = errors(path)

    rates = f"{len(passed)} standard letters passed, {len(refused)} good ones were refused, of {count}"
    assert len(passed) + len(refused) <= MOST_WRONG * count, rates


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_about_this_person_passes(language):
    assert broken(letter(language=language)) == []


@pytest.mark.parametrize(
    ("language", "sentence", "rule"),
    [
        ("nl", "We houden je in gedachten.", "promise_without_date"),
        ("nl", "We nemen contact met je op zodra er weer iets vrijkomt.", "promise_without_date"),
        ("nl", "Mocht er een passende functie ontstaan, dan hoor je van ons.", "promise_without_date"),
        ("nl", "We kozen voor een kandidaat met meer ervaring.", "more_of_what"),
        ("nl", "Een ander past beter bij de functie.", "more_of_what"),
        ("nl", "Er was geen klik.", "culture_fit"),
        ("nl", "Je bent overgekwalificeerd.", "overqualified"),
        ("nl", "Over onze keuze kan helaas niet worden gecorrespondeerd.", "door_closed"),
        ("nl", "De reden is [reden].", "unfilled"),
        ("nl", "Beste VOORNAAM, dank je wel.", "unfilled"),
        ("en", "We will keep your resume on file.", "promise_without_date"),
        ("en", "We will be in touch should anything come up.", "promise_without_date"),
        ("en", "Another candidate had more experience.", "more_of_what"),
        ("en", "We have decided to move forward with other candidates.", "more_of_what"),
        ("en", "You were not quite the right culture fit.", "culture_fit"),
        ("en", "We felt you were over-qualified.", "overqualified"),
        ("en", "We are unable to offer individual feedback.", "door_closed"),
        ("en", "The reason is {reason}.", "unfilled"),
    ],
)
def test_an_empty_phrase_is_refused_and_quoted(language, sentence, rule):
    (seen,) = [each for each in judge(letter(sentence, language=language)) if each.rule.name == rule]

    assert seen.refuses
    assert seen.quoted in sentence
    assert seen.quoted


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nl", "We houden je in gedachten: op 1 maart bel ik je."),
        ("nl", "We kozen iemand met meer ervaring met nachtploegen in de distributie."),
        ("en", "We will keep your letter on file until the depot opens in September."),
        ("en", "Another candidate had more experience with leading a crew at night."),
    ],
)
def test_the_same_phrase_is_fine_when_it_says_on_what_or_when(language, sentence):
    assert broken(letter(sentence, language=language)) == []


def test_a_promise_that_goes_with_the_letter_makes_the_phrase_true():
    assert broken(letter("We houden je in gedachten.", has_promise=True)) == []


@pytest.mark.parametrize("text", ["Beste kandidaat,\n\nJe plant rustig onder druk.", "Je plant rustig onder druk."])
def test_a_letter_without_the_name_is_refused(text):
    assert "no_name" in broken(letter(text=text))


def test_a_letter_of_nothing_but_kind_words_gives_no_reason():
    kind = "Beste Youssef,\n\nDank je wel voor je sollicitatie. We hebben gekozen voor een ander. Veel succes!"

    assert "no_reason" in broken(letter(text=kind))


@pytest.mark.parametrize(
    "text",
    [
        "Hoi Youssef!\n\nWauw, wat een toffe brief! Het werd net niks, maar blijf vooral dromen.\n\nGroet,\nJip "
        "van de Molen\nRecruitmentteam Noord, vestiging Zaandam",
        "Beste Youssef,\n\nWe vergeleken alle reacties op affiniteit en zelfstandigheid. Anderen "
        "kwamen hoger uit.\n\nJip",
    ],
)
def test_neither_cheer_nor_criteria_nor_a_signature_make_a_letter_concrete(text):
    assert "no_reason" in broken(letter(text=text))


def test_the_many_words_of_a_whole_cv_do_not_make_a_standard_letter_concrete():
    cv = (
        "Curriculum vitae. Planner bij een vervoerder. Goede communicatieve vaardigheden, teamspeler, "
        "stressbestendig. Opleiding logistiek, rijbewijs B, Engels en Duits. Werkte met verkoop en chauffeurs samen."
    )
    text = (
        "Beste Youssef,\n\nWe kregen veel goede reacties van enthousiaste mensen met een opleiding als de jouwe. "
        "Na goed overleg kiezen we voor anderen. Veel succes in je verdere loopbaan.\n\nGroet,\nSanne"
    )
    assert "no_reason" in broken(letter(text=text, background=(cv,)))


def test_nearly_the_words_that_somebody_else_got_are_refused():
    own = "Je bleef rustig in de oefening met drie wagens. Wat we misten is een jaar in een nachtploeg van acht mensen."
    copied = own.replace("wagens", "bussen")

    assert "same_letter" in broken(letter(own=own, earlier=("Iets anders over bloemen.", copied)))


def test_the_same_gap_in_other_words_is_another_letter():
    earlier = "De ander leidde jarenlang een nachtploeg. Jij vertelde eerlijk dat je dat nog wilt leren bij je depot."

    assert broken(letter(earlier=(earlier,))) == []


def test_what_is_said_about_somebody_as_a_person_is_warned_about_and_not_refused():
    for language, sentence in (("nl", "Je accent viel ons op."), ("en", "You seemed a bit shy.")):
        (seen,) = judge(letter(sentence, language=language))
        assert seen.rule.name == "about_the_person"
        assert not seen.refuses


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_every_rule_explains_itself_in_both_languages_with_a_better_example(rule):
    for words in (rule.title, rule.why, rule.better):
        assert set(words) == set(LANGUAGES)
        assert all(each.strip() for each in words.values())
