"""One box finds people by anything we know of them, and quickly."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from crm.candidates import search as searching
from crm.candidates.excerpts import excerpt, marked
from crm.candidates.search import Search
from crm.extensions import db
from models import Application, Candidate, CandidateWords, Outcome, Purpose, Stage, Tag
from models.words import fold, search_words
from tests.factories import EVERYTHING, NOW, give, make_application, make_candidate, make_vacancy

pytestmark = pytest.mark.usefixtures("organisation", "clock")


def found(words="", **filters):
    return Search(words, **filters).run(now=NOW)


def names(words="", **filters):
    return [person.first_name for person in found(words, **filters).people]


def tagged(candidate, *tag_names):
    for name in tag_names:
        known = db.session.scalars(sa.select(Tag).where(Tag.folded == Tag.named(name).folded)).one_or_none()
        candidate.tags.append(known or Tag.named(name))
    candidate.refresh_search()
    db.session.commit()
    return candidate


@pytest.mark.parametrize(
    "words",
    [
        "Łukasz",
        "lukasz",
        "SJOSTROM",
        "Sjöström lukasz",
        "lukasz@voorbeeld.example",
        "koelmonteur",
        "Den Helder",
        "zilveren kandidaat",
        "compressoren",
        "compr",
        "C++",
        "F-gassen",
    ],
)
def test_one_box_finds_somebody_by_name_address_headline_place_tag_or_a_word_of_the_cv(words):
    person = make_candidate(
        first_name="Łukasz",
        last_name="Sjöström",
        email="lukasz@voorbeeld.example",
        headline="Koelmonteur",
        place="Den Helder",
        cv="Ik onderhoud compressoren met F-gassen en schrijf soms C++.",
    )
    tagged(person, "Zilveren kandidaat")
    make_candidate(first_name="Ander", cv="Boekhouder met Exact en C.")

    assert names(words) == ["Łukasz"]


@pytest.mark.parametrize("letters", ["℡", "Ǽ", "Ϲ", "İ", "STRASSE ß", "ŒUVRE"])
def test_what_was_folded_stays_as_it_is(letters):
    assert fold(fold(letters)) == fold(letters)
    assert fold(letters).isascii() or letters == "Ϲ"


def test_every_word_of_the_query_has_to_be_there():
    make_candidate(first_name="Anouk", cv="planner met SAP")
    make_candidate(first_name="Bas", cv="planner met Excel")

    assert names("planner sap") == ["Anouk"]


@pytest.mark.parametrize("words", ["!!!", "' OR 1=1 --", '"', "a* OR b", "NEAR(x y)", "%", "\x00", "🙂", "(((", "-"])
def test_nothing_that_somebody_types_breaks_the_search(words):
    make_candidate()

    assert names(words) == []


def test_a_query_without_a_letter_or_a_digit_finds_nobody_rather_than_everybody():
    make_candidate()

    assert found("?!").total == 0


def test_who_came_last_stands_first():
    for name in ("Eerste", "Tweede", "Derde"):
        make_candidate(first_name=name)

    assert names() == ["Derde", "Tweede", "Eerste"]


def test_nobody_is_found_whom_we_may_no_longer_keep():
    person = make_candidate(first_name="Voorbij")
    person.keep_until = NOW
    db.session.commit()

    assert names() == names("voorbij") == []
    assert not any(found().stages.values())


def test_nobody_is_found_whose_data_is_only_stored():
    person = make_candidate(first_name="Beperkt", allows=EVERYTHING)
    person.restricted_at = NOW
    db.session.commit()

    assert names() == names("beperkt") == names(may=False) == names(may=True) == []


def test_a_changed_word_is_found_and_the_old_one_no_longer():
    person = make_candidate(headline="Bakker")
    person.headline = "Brouwer"
    person.refresh_search()
    db.session.commit()

    assert names("brouwer") == ["Marieke"]
    assert names("bakker") == []


def test_the_words_of_somebody_go_with_the_person():
    person = make_candidate(headline="Bakker")
    db.session.execute(sa.delete(Candidate).where(Candidate.id == person.id))
    db.session.commit()

    assert db.session.scalar(sa.select(sa.func.count()).select_from(CandidateWords)) == 0
    assert names("bakker") == []


def test_tags_narrow_the_search_each_of_them():
    tagged(make_candidate(first_name="Beide"), "Nachtwerk", "Zilver")
    tagged(make_candidate(first_name="Zilver"), "Zilver")
    make_candidate(first_name="Geen")

    assert names(tags=("zilver",)) == ["Zilver", "Beide"]
    assert names(tags=("zilver", "nachtwerk")) == ["Beide"]
    assert names(tags=("bestaat niet",)) == []


@pytest.mark.parametrize("tag", ["Vroege dienst", "C++", "℡ gesprekken", "!!!"])
def test_a_tag_narrows_a_search_for_words_however_it_is_spelled(tag):
    tagged(make_candidate(first_name="Met", cv="planner"), tag)
    make_candidate(first_name="Zonder", cv="planner vroege dienst C++ tel gesprekken")

    assert names("planner", tags=(Tag.named(tag).folded,)) == ["Met"]
    assert Search.from_address(MultiDict([("tag", Tag.named(tag).folded)])).run(now=NOW).total == 1


def test_all_filters_hold_together():
    vacancy = make_vacancy()
    for name, allows, stage, tag in (
        ("Alles", EVERYTHING, Stage.FINAL, "Zilver"),
        ("Mag niet", None, Stage.FINAL, "Zilver"),
        ("Niet ver", EVERYTHING, Stage.APPLIED, "Zilver"),
        ("Geen label", EVERYTHING, Stage.FINAL, "Goud"),
    ):
        person = tagged(make_candidate(first_name=name, cv="planner", allows=allows), tag)
        make_application(person, vacancy, stage=stage, outcome=Outcome.REJECTED)

    assert names("planner", stage=Stage.FINAL, may=True, tags=("zilver",)) == ["Alles"]
    assert names("planner", stage=Stage.FINAL, may=False) == ["Mag niet"]
    assert names("lasser", stage=Stage.FINAL) == []


def test_the_stage_is_that_of_the_newest_application():
    person = make_candidate(first_name="Terug")
    vacancy = make_vacancy()
    rejected = {"outcome": Outcome.REJECTED, "vacancy": vacancy}
    make_application(person, stage=Stage.FINAL, applied_at=NOW - timedelta(days=300), **rejected)
    newest = make_application(person, stage=Stage.APPLIED, applied_at=NOW - timedelta(days=40), **rejected)
    make_application(person, stage=Stage.SCREENED, applied_at=NOW - timedelta(days=200), **rejected)

    assert names(stage=Stage.APPLIED) == ["Terug"]
    assert names(stage=Stage.FINAL) == names(stage=Stage.SCREENED) == []

    newest.stage = Stage.INTERVIEWED
    db.session.commit()
    assert names(stage=Stage.INTERVIEWED) == ["Terug"]

    db.session.execute(sa.delete(Application).where(Application.id == newest.id))
    db.session.commit()
    assert names(stage=Stage.SCREENED) == ["Terug"]


def test_never_asked_refused_withdrawn_expired_and_paused_are_one_answer():
    make_candidate(first_name="Mag", allows=EVERYTHING)
    make_candidate(first_name="Nooit gevraagd")
    give(make_candidate(first_name="Zei nee"), set())
    give(make_candidate(first_name="Alleen bewaren", allows=EVERYTHING), {Purpose.KEEP_PROFILE})
    paused = make_candidate(first_name="Rust", allows=EVERYTHING)
    paused.paused_until = NOW + timedelta(days=30)
    expired = make_candidate(first_name="Voorbij", allows=EVERYTHING)
    for permission in expired.permissions:
        permission.expires_at = NOW
    db.session.commit()

    assert names(may=True) == ["Mag"]
    assert set(names(may=False)) == {"Nooit gevraagd", "Zei nee", "Alleen bewaren", "Rust", "Voorbij"}


def test_the_figures_beside_the_filters_say_what_one_would_get():
    vacancy = make_vacancy()
    for number in range(3):
        person = make_candidate(cv="planner", allows=EVERYTHING if number == 0 else None)
        stage = Stage.FINAL if number < 2 else Stage.APPLIED
        make_application(person, vacancy, stage=stage, outcome=Outcome.REJECTED)
        if number != 1:
            tagged(person, "Zilver")
    make_candidate(cv="lasser")

    everybody = found("planner")
    assert [(tag.name, number) for tag, number in everybody.tags] == [("Zilver", 2)]
    assert everybody.stages == {Stage.FINAL: 2, Stage.INTERVIEWED: 0, Stage.SCREENED: 0, Stage.APPLIED: 1}
    assert everybody.may == {True: 1, False: 2}

    narrowed = found("planner", stage=Stage.FINAL, may=True)
    assert narrowed.total == 1
    assert narrowed.stages[Stage.APPLIED] == 0, "of those whom we may mail nobody stopped there"
    assert narrowed.may == {True: 1, False: 1}, "of those who came to the end"


def test_a_filter_that_finds_nobody_can_still_be_taken_away():
    tagged(make_candidate(cv="lasser"), "Zilver")
    make_candidate(cv="planner")

    nobody = found("planner", tags=("zilver",))

    assert nobody.total == 0
    assert [tag.name for tag, _number in nobody.tags] == ["Zilver"]
    assert "zilver" not in nobody.search.address(tags=nobody.search.toggled("zilver"))


def test_there_are_pages_of_twenty_five_and_the_pager_knows_them():
    for number in range(30):
        make_candidate(first_name=f"Nummer {number}")

    first, second = found("nummer"), found("nummer", page=2)

    assert (len(first.people), first.total, first.first, first.last) == (25, 30, 1, 25)
    assert (first.has_prev, first.has_next, first.next_num) == (False, True, 2)
    assert (len(second.people), second.first, second.last, second.has_next) == (5, 26, 30, False)
    assert not {person.id for person in first.people} & {person.id for person in second.people}
    assert found("nummer", page=9).people == []


def test_beyond_the_most_we_count_there_are_people_but_no_figures(monkeypatch):
    monkeypatch.setattr(searching, "MOST_COUNTED", 3)
    monkeypatch.setattr(searching, "PER_PAGE", 2)
    for _number in range(5):
        tagged(make_candidate(), "Zilver")

    first, last = found(), found(page=3)

    assert (first.total, first.is_capped, first.has_next) == (3, True, True)
    assert first.tags[0][1] is None
    assert set(first.stages.values()) == set(first.may.values()) == {None}
    assert len(last.people) == 1
    assert not last.has_next


def test_the_address_is_the_search():
    address = MultiDict(
        [("q", " planner  SAP "), ("tag", "Zilver"), ("tag", "zilver"), ("stage", "final"), ("may", "no")]
    )

    search = Search.from_address(address)

    assert search == Search("planner SAP", ("zilver",), Stage.FINAL, may=False)
    assert search.address() == "?q=planner+SAP&tag=zilver&stage=final&may=no"
    assert search.address(page=3).endswith("&page=3")
    assert replace(search, page=7).address(may=None) == "?q=planner+SAP&tag=zilver&stage=final", "page one again"
    assert Search().address() == "?"


@pytest.mark.parametrize(
    ("name", "value"),
    [("page", "0"), ("page", "-1"), ("page", "x"), ("page", "²"), ("page", "9" * 40), ("stage", "x"), ("may", "maybe")],
)
def test_an_address_that_cannot_be_read_still_finds_people(name, value):
    make_candidate()

    assert Search.from_address(MultiDict([(name, value)])).run(now=NOW).total == 1


def test_a_page_beyond_all_pages_is_empty_and_costs_nothing_much():
    make_candidate()

    assert Search.from_address(MultiDict([("page", "99999999")])).run(now=NOW).people == []


def test_a_search_is_a_few_queries_however_many_people_it_shows():
    for _number in range(12):
        tagged(make_candidate(cv="planner", allows=EVERYTHING), "Zilver")
    db.session.expunge_all()
    asked = []

    def note(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        for person in found("planner").people:
            _ = (person.cv, person.tags, person.permissions, person.applications)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)

    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 6


def test_words_are_looked_up_in_the_index_and_nobody_is_read_in_vain():
    query = str(Search("planner")._people(NOW).limit(1_001).compile(db.engine, compile_kwargs={"literal_binds": True}))

    if db.engine.dialect.name == "sqlite":
        plan = [row[3] for row in db.session.execute(sa.text(f"EXPLAIN QUERY PLAN {query}"))]
        assert "SEARCH candidate USING INTEGER PRIMARY KEY (rowid=?)" in plan
        assert "SCAN candidate" not in plan
    else:  # its planner reads so small a table whole, unless it may not
        for way in ("seqscan", "indexscan", "indexonlyscan", "nestloop"):
            db.session.execute(sa.text(f"SET LOCAL enable_{way} = off"))
        plan = db.session.execute(sa.text("EXPLAIN " + query.replace(":*", r"\:*"))).scalars().all()
        assert any("Bitmap Index Scan on ix_candidate_search" in step for step in plan)


def shown(pieces):
    return "".join(f"[{text}]" if is_marked else text for text, is_marked in pieces)


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("plan", "Planner, planning en weekplanning", "[Planner], [planning] en weekplanning"),
        ("c++ .net", "C, C++, C# en .NET", "C, [C++], C# en [.NET]"),
        ("sjostrom", "Łukasz Sjöström", "Łukasz [Sjöström]"),
        ("cafe", "een cafe\u0301 in Delft", "een [cafe\u0301] in Delft"),
        ("strasse", "Hauptstraße, Straße", "Hauptstraße, [Straße]"),
        ("<b>", "<b>vet</b>", "<[b]>vet</[b]>"),
        ("", "Planner", "Planner"),
    ],
)
def test_searched_words_are_marked_as_somebody_wrote_them(query, text, expected):
    assert shown(marked(text, search_words(query))) == expected


def test_an_excerpt_shows_the_place_of_each_searched_word_and_never_half_a_word():
    filler = "en deed daarnaast veel ander werk dat hier niet ter zake doet " * 8
    text = f"{filler}als planner bij een koelhuis {filler}met SAP TM {filler}tot slot"

    words = shown(excerpt(text, search_words("sap planner")))

    assert "[planner]" in words
    assert "[SAP]" in words
    assert words.startswith("… ")
    assert words.endswith(" …")
    assert " … " in words.strip(" …")
    assert len(words) < 260
    assert set(words.replace("[", "").replace("]", "").split()) - {"…"} <= set(text.split())


def test_words_that_stand_together_are_shown_once_and_a_text_without_them_from_its_beginning():
    text = "Planner met SAP in een koelhuis. " + "Verder niets bijzonders te melden over dit werk. " * 10

    assert shown(excerpt(text, ["sap", "planner"])).count("[SAP]") == 1
    assert shown(excerpt(text, ["onvindbaar"])).startswith("Planner met SAP")
    assert shown(excerpt("", ["planner"])) == ""


def test_an_excerpt_of_one_endless_word_is_cut():
    assert len(shown(excerpt("a" * 5_000, ["a"]))) < 260
