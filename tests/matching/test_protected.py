"""Who somebody is never moves a score."""

import pytest

from matching import Matcher, Need, Profile
from matching.names import blank_names
from matching.protected import blank_protected

SAME = [
    ("He repaired his machines himself. Mr. Jansen", "She repaired her machines herself. Mrs. Jansen"),
    ("A married man, 34 years old.", "A divorced woman, 61 years old."),
    ("Nationality: Dutch. Marital status: single.", "Nationality: Moroccan. Marital status: widowed, remarried."),
    ("Born on 12-03-1961 in Zwolle.", "Born on 4 May 1999 in Casablanca."),
    ("Date of birth: 12/03/1961", "Date of birth: 4 May 1999"),
    ("I am a young Dutch woman.", "I am a young Turkish man."),
    ("Father of two children.", "Mother of four children."),
    ("University of Applied Sciences, 1984-1988.", "University of Applied Sciences, 2015-2019."),
    (
        "Geboren op 12-03-1961 te Zwolle. Nationaliteit: Nederlandse.",
        "Geboren op 4 mei 1999 te Rabat. Nationaliteit: Syrische.",
    ),
    ("Dhr. De Vries, gehuwd, leeftijd 34 jaar.", "Mevrouw De Vries, ongehuwd, leeftijd 61 jaar."),
    ("Geslacht: man. Burgerlijke staat: samenwonend.", "Geslacht: vrouw. Burgerlijke staat: gescheiden."),
    ("Hij heeft zijn rijbewijs.", "Zij heeft haar rijbewijs."),
    ("Mail jan@example.org, www.jan.example", "Mail fatima@example.net, www.fatima.example"),
    ("Dorpsstraat 12, 3511 AB Utrecht", "Kerklaan 7, 1012 XY Utrecht"),
    ("Tel. 06-12345678", "Tel. 020 7654321"),
    ("Jan de Vries. I am Jan.", "Fatima El Amrani. I am Fatima."),
    ("Name: Wq Zzyx", "Name: Glorb Flimmer"),
    ("EMILY WATSON", "MOHAMMED-ALI VAN DER BERG"),
    ("Naam: Wq Zzyx", "Naam: Glorb Flimmer"),
    ("A 34-year-old saleswoman.", "A sixty-one-year-old salesman."),
    ("Worked as a waitress and policewoman.", "Worked as a waiter and policeman."),
    ("Een 34-jarige verkoopster.", "Een eenenzestigjarige verkoper."),
    ("Directrice, lerares, kassamedewerkster.", "Directeur, leraar, kassamedewerker."),
    ("Secretaresse en coördinatrice, vierendertig jaar oud.", "Secretaris en coördinator, zestig jaar jong."),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_swapping_who_somebody_is_leaves_the_score_identical(matcher: Matcher, one: str, other: str) -> None:
    work = " I repaired cooling machines, planned the maintenance and trained apprentices in the workshop of a dairy."
    query = matcher.query(Need("Service engineer", "You repair cooling machines in the workshop and plan maintenance."))

    scores = [matcher.explain(query, Profile("p", "en", "Engineer", text + work)) for text in (one, other)]

    assert scores[0].score == scores[1].score
    assert scores[0].probability == scores[1].probability


DUTCH = " Ik repareerde koelmachines, plande het onderhoud en leidde leerlingen op in de werkplaats van een fabriek."


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_holds_for_a_dutch_text_and_a_dutch_vacancy(matcher: Matcher, one: str, other: str) -> None:
    query = matcher.query(Need("Koelmonteur", "Je repareert koelmachines in de werkplaats en plant onderhoud.", "nl"))

    scores = [matcher.explain(query, Profile("p", "nl", "Monteur", text + DUTCH)) for text in (one, other)]

    assert scores[0].score == scores[1].score
    assert scores[0].reasons == scores[1].reasons


def test_the_name_of_a_person_who_is_known_is_left_out_also_when_it_is_a_word(matcher: Matcher) -> None:
    query = matcher.query(Need("Bakker", "Je bakt brood en banket in de bakkerij.", "nl"))

    def score(name: str, text: str) -> float:
        return matcher.explain(query, Profile("p", "nl", "Bakker", f"{name}. {text}{DUTCH}", name)).score

    assert score("Wq Bakker", "Bakker in Ede.") == score("Zzyx Glorb", "Bakker in Ede.")
    assert score("Wq Bakker", "Bakker in Ede.") > score("Wq Bakker", "Wq Bakker, monteur in Ede.")


def test_words_that_only_look_like_names_stay() -> None:
    text = "Java, Jenkins, Kafka, Python, Scala, Puck, Ruby, Julia and Mark"

    assert blank_names(text) == text


def test_a_language_is_a_skill_and_stays(matcher: Matcher) -> None:
    query = matcher.query(Need("Teacher of Spanish", "You teach Spanish to adults.", "en"))

    spanish, swedish = (
        matcher.explain(query, Profile("p", "en", f"Teacher of {tongue}", f"I teach {tongue} to adults at a college."))
        for tongue in ("Spanish", "Swedish")
    )

    assert spanish.score > swedish.score


def test_places_in_a_text_stay_where_they_were() -> None:
    text = "Nationality: Dutch. Mail a@b.nl. I weld."

    assert len(blank_protected(text)) == len(text)
    assert blank_protected(text).index("I weld") == text.index("I weld")
    assert "Dutch" not in blank_protected(text)
    assert "a@b.nl" not in blank_protected(text)
