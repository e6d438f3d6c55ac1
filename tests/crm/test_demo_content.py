"""The invented company reads like a real one: everybody is somebody else, and what is said of them fits."""

import random
import re
from datetime import date
from functools import cache
from itertools import combinations

import pytest

from crm.demo.cards import CONTENT, Deck
from crm.demo.company import decisions, organisation, staff, vacancies
from crm.demo.people import DAYS_UNTIL_HEARD, people
from models import Finding, Language, Outcome, Purpose, Stage

TODAY = date(2026, 11, 23)
SEEDS = [20, 1]
KEEP_DAYS, YEAR, DAYS_UNTIL_GONE = 28, 365, 6


@cache
def cast(seed):
    return people(seed, today=TODAY)


def words(text):
    return [word for word in text.split() if re.search(r"\w", word)]


def shingles(text):
    lower = re.findall(r"\w+", text.lower())
    return {tuple(lower[start : start + 5]) for start in range(len(lower) - 4)}


@pytest.mark.parametrize("seed", SEEDS)
def test_there_are_150_people_and_no_two_share_a_name_an_address_or_a_number(seed):
    everybody = cast(seed)

    assert len(everybody) == 150
    for what in ("name", "email", "phone"):
        assert len({getattr(person, what) for person in everybody}) == 150, what


@pytest.mark.parametrize("seed", SEEDS)
def test_every_cv_has_150_to_500_words(seed):
    assert [person.name for person in cast(seed) if not 150 <= len(words(person.cv)) <= 500] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_cvs_are_near_copies(seed):
    seen = [(person.name, shingles(person.cv)) for person in cast(seed)]
    alike = [(a, b) for (a, one), (b, other) in combinations(seen, 2) if len(one & other) >= 0.3 * len(one | other)]

    assert alike == []


def test_about_seven_of_ten_people_write_dutch():
    dutch = [person for person in cast(20) if person.language is Language.DUTCH]

    assert 0.65 <= len(dutch) / 150 <= 0.75


def test_the_same_seed_and_day_give_the_same_people():
    assert people(20, today=TODAY) == cast(20)
    assert {person.cv for person in cast(20)} != {person.cv for person in cast(1)}


def test_no_address_can_reach_anybody():
    addresses = [person.email for person in cast(20)] + [member.email for member in staff()]

    assert [address for address in addresses if not re.fullmatch(r"[a-z.]+@[a-z]+\.example", address)] == []
    assert organisation().privacy_email.endswith(".example")
    assert all(re.fullmatch(r"\+316\d{8}", person.phone) for person in cast(20))


def test_no_gap_of_a_sentence_stays_open():
    texts = [person.cv for person in cast(20)] + [
        application.sentence for person in cast(20) for application in person.applications
    ]

    assert [text for text in texts if set("{}|") & set(text.replace(" | ", ""))] == []


def test_twelve_vacancies_in_two_years_of_which_four_are_open_and_one_cannot_close_yet():
    opened = vacancies()

    assert len(opened) == 12
    assert sum(vacancy.is_open for vacancy in opened) == 4
    assert max(vacancy.opened for vacancy in opened) <= 730
    assert all(vacancy.opened > (vacancy.closed or -1) for vacancy in opened)
    for vacancy in opened:
        assert 100 <= len(words(vacancy.description)) <= 220, vacancy.key
        assert 3 <= len(vacancy.requirements) <= 6, vacancy.key
        assert {item.must for item in vacancy.requirements} == {True, False}, vacancy.key


@pytest.mark.parametrize("seed", SEEDS)
def test_everybody_applied_while_their_vacancy_was_open(seed):
    by_key = {vacancy.key: vacancy for vacancy in vacancies()}
    for person in cast(seed):
        for application in person.applications:
            vacancy = by_key[application.vacancy]
            assert vacancy.opened > application.applied > (application.decided or 0), person.name
            if person.imported is None and application.decided:
                assert application.decided > (vacancy.closed or 0), person.name
                assert application.applied - application.decided >= DAYS_UNTIL_HEARD, person.name
            if application.told:
                assert application.applied > DAYS_UNTIL_HEARD > application.told or person.trade == "", person.name


@pytest.mark.parametrize("seed", SEEDS)
def test_whoever_is_rejected_reads_what_was_good_what_was_not_and_something_of_their_own(seed):
    told = [
        (person, application)
        for person in cast(seed)
        for application in person.applications
        if application.outcome is Outcome.REJECTED and person.imported is None
    ]
    asked = {vacancy.key: {item.key for item in vacancy.requirements} for vacancy in vacancies()}
    for person, application in told:
        assert {item.requirement for item in application.findings} <= asked[application.vacancy], person.name
        assert any(item.finding is Finding.NOT_YET and item.advice for item in application.findings), person.name
        assert all(item.note and "*" not in item.note for item in application.findings), person.name
    sentences = [application.sentence for _, application in told]
    assert len(set(sentences)) == len(sentences)
    assert any(application.silver_medallist for _, application in told)
    assert {application.stage for _, application in told} == set(Stage)


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_is_still_here_without_a_reason(seed):
    """Open procedure, weeks not over, a yes that holds or ended this week, or an import of this month."""
    for person in cast(seed):
        decided = [application.decided for application in person.applications]
        if None in decided or person.imported is not None or decided[-1] < KEEP_DAYS:
            continue
        yes = [answer for answer in person.answers if Purpose.KEEP_PROFILE in answer.purposes]
        ended = (yes[-1].days if len(yes) > 1 else decided[0]) - YEAR
        assert ended <= DAYS_UNTIL_GONE, person.name


def test_answers_differ_as_people_do():
    last = [person.answers[-1].purposes for person in cast(20) if person.answers]

    assert frozenset() in last
    assert frozenset({Purpose.KEEP_PROFILE}) in last
    assert frozenset({Purpose.KEEP_PROFILE, Purpose.MATCH_VACANCIES}) in last
    assert frozenset(Purpose) in last
    assert any(not person.answers for person in cast(20))
    assert any(len(person.applications) > 1 for person in cast(20))


def test_nobody_in_the_pool_keeps_bees():
    """One open vacancy honestly has nobody who fits."""
    assert [
        person.name
        for person in cast(20)
        if re.search(r"\b(imker\w*|bijen\w*|bees?|honing)\b", person.cv, re.IGNORECASE)
    ] == []


def test_every_decision_is_about_a_vacancy_and_by_a_colleague():
    assert {decision.vacancy for decision in decisions()} <= {vacancy.key for vacancy in vacancies()}
    assert {decision.by for decision in decisions()} <= {member.key for member in staff()}
    names = {person.name for person in cast(20)}
    assert {decision.prefer for decision in decisions() if decision.prefer} <= names


def test_every_file_of_content_is_used():
    trades = {path.stem for path in (CONTENT / "banks").glob("*.toml")}
    vacancy_keys = {path.stem for path in (CONTENT / "findings").glob("*.toml")}

    assert trades == {trade for vacancy in vacancies() for trade in vacancy.cast}
    assert vacancy_keys == {vacancy.key for vacancy in vacancies() if vacancy.cast}


def test_a_deck_deals_every_card_before_any_comes_twice():
    deck = Deck(range(5), random.Random(3))

    assert sorted(deck.deal(2) + deck.deal(2) + deck.deal(1)) == [0, 1, 2, 3, 4]
    assert len(set(deck.deal(5))) == 5
    assert len(deck.deal(9)) == 5
