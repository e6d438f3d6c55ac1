"""Who is found, who is not, and that the answer is always the same."""

import os
import subprocess
import sys
from collections.abc import Callable
from statistics import median

import pytest

from matching import Band, Matcher, Need, Profile, Score, SparseVector, ranking
from matching.evaluate import evaluate
from matching.labelled import LabelledSet, read_lines
from matching.text import LANGUAGES
from tests.matching.conftest import DATA

Fitting = Callable[[Need], list[Score]]
Vectors = list[tuple[str, SparseVector]]

HR_TALK = """We offer a good salary, a pension and room to grow. You work in a dynamic team with great colleagues, you
    are flexible and proactive, and have excellent communication skills. Interested? Send your CV to our recruiter."""
PRAATJE = """Wij bieden een goed salaris, een pensioenregeling en ruimte om jezelf te ontwikkelen. Je werkt in een
    dynamisch team, je bent flexibel en proactief en hebt goede communicatieve vaardigheden. Stuur je cv."""


def test_the_people_who_fit_come_first_in_both_languages(matcher: Matcher, invented: LabelledSet) -> None:
    measured = evaluate(matcher, invented)

    assert measured["map"][0] >= 0.95
    assert measured["ndcg10"][0] >= 0.93


def test_everyone_with_the_work_of_the_vacancy_is_shown(fitting: Fitting, invented: LabelledSet) -> None:
    found = {key: [score.key for score in fitting(need)] for key, need in invented.needs}

    missed = {
        key: best
        for key, grades in invented.grades.items()
        if (best := max(grades, key=grades.__getitem__)) not in found[key]
    }
    assert not missed


@pytest.mark.parametrize(
    ("title", "key"), [("Boekhouder", "accountant-nl"), ("Electrician", "electrician-en"), ("kok", "cook-nl")]
)
def test_a_title_alone_is_enough(fitting: Fitting, title: str, key: str) -> None:
    assert key in [score.key for score in fitting(Need(title, ""))]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Glorb", "Flimmer wubbet zarkon tribblen, snorvik de klaxo en plimber."),
        ("Senior glorb manager", "Flimmer the wubbets and zarkon every snorvik. " + HR_TALK),
        ("Wubbelaar", "Je flimmert de wubbets en zarkont elke snorvik. " + PRAATJE),
        ("xqzvtr", "asdf qwer zxcv hjkl uiop vbnm"),
        ("Lorem ipsum", "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt."),
        ("Astronaut", ""),
        ("Astronaut", "Spacewalks, zero gravity and spacecraft docking on a mission to Mars. " + HR_TALK),
        ("Astronaut", "Je vliegt naar de maan, maakt ruimtewandelingen en koppelt het ruimtevaartuig. " + PRAATJE),
        ("Beekeeper for the roof of our hospital", "You look after the hives, breed queens and harvest the honey."),
        ("Operazanger", "Je zingt solorollen van Verdi en Mozart met orkest en dirigent."),
        ("the and of with", "een de het van"),
        ("", ""),
        ("🦄 🚀 ✨", "‏مرحبا بالعالم‏ \u0301\u0301"),
    ],
)
def test_nobody_is_shown_for_a_vacancy_that_nobody_fits(fitting: Fitting, title: str, text: str) -> None:
    assert fitting(Need(title, text)) == []


def test_what_a_title_says_behind_the_work_is_not_looked_for(matcher: Matcher) -> None:
    """Else planners of a distribution centre would fit "Beekeeper for the roof of our distribution centre"."""
    plain, longer = (
        matcher.query(Need(title, "Je inspecteert de kasten en slingert de honing.", "nl")).plain.block("titles")
        for title in ("Imker", "Imker voor het dak van ons distributiecentrum")
    )

    assert longer.columns.tolist() == plain.columns.tolist()
    assert longer.weights.tolist() == plain.weights.tolist()


def test_a_person_who_says_little_is_at_most_possible(matcher: Matcher) -> None:
    need = Need("Electrician", "You install wiring and switchboards, and find faults in electrical installations.")

    score = matcher.explain(matcher.query(need), Profile("p", "en", "Electrician", "Wiring, switchboards."))

    assert score.too_little_text
    assert score.band is Band.POSSIBLE


def test_the_order_of_the_pool_changes_nothing(
    matcher: Matcher, vectors: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = matcher.query(Need("Accountant", "You keep the ledger and file the tax returns."))
    forwards = matcher.rank(query, vectors)

    monkeypatch.setattr(ranking, "CHUNK", 3)

    assert [each.key for each in matcher.rank(query, reversed(vectors))] == [each.key for each in forwards]


def test_equal_people_stand_in_the_order_of_their_keys(matcher: Matcher, vectors: Vectors) -> None:
    query = matcher.query(Need("Verpleegkundige", "Je verzorgt patiënten."))
    twins = [(key, vectors[0][1]) for key in "dbca"]

    assert [each.key for each in matcher.rank(query, twins, 3)] == ["a", "b", "c"]


def test_an_empty_pool_has_nobody(matcher: Matcher) -> None:
    assert matcher.match(Need("Cook", "You cook."), [], lambda keys: []) == []


def test_every_process_says_exactly_the_same(fitting: Fitting, invented: LabelledSet) -> None:
    """The seed of Python's hashes differs from process to process; no answer may depend on it."""
    here = [repr(score) for _, need in invented.needs[:3] for score in fitting(need)]
    program = (
        "from pathlib import Path; from matching import Matcher; from matching.labelled import LabelledSet\n"
        "s = LabelledSet.read(Path('tests/matching/data')); m = Matcher(); by = {p.key: p for p in s.profiles}\n"
        "v = list(zip(by, m.vectors(list(by.values()))))\n"
        "[print(repr(x)) for _, n in s.needs[:3] for x in m.match(n, v, lambda ks: [by[k] for k in ks])]"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONHASHSEED": "12345"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert elsewhere.stdout.splitlines() == here


def test_the_same_cv_in_dutch_and_in_english_stands_in_nearly_the_same_place(
    matcher: Matcher, invented: LabelledSet, vectors: Vectors
) -> None:
    """In a pool of 561 real CVs the median shift is 0: `python tools/rank_shift.py POOL`."""
    needs, shifts = dict(invented.needs), []
    for cv in read_lines(DATA / "translated.jsonl"):
        versions = [Profile("they", language, cv[language]["title"], cv[language]["text"]) for language in LANGUAGES]
        for query in (matcher.query(needs[key]) for key in cv["needs"]):
            ranked = [matcher.rank(query, [*vectors, ("they", matcher.vector(each))]) for each in versions]
            places = [[each.key for each in order].index("they") for order in ranked]
            shifts.append(abs(places[0] - places[1]))

    assert len(shifts) == 10
    assert median(shifts) <= 1
