"""Files of past applicants as people have them: every row is read, or said to be wrong with what to do."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.applications.importing import dates, names, problems, values, vocabulary
from crm.applications.importing.checking import read_row
from crm.applications.importing.columns import NAMES, Column, column_named
from crm.applications.importing.decoding import MAX_LINE
from crm.applications.importing.problems import CannotRead, Reason
from crm.applications.importing.reading import open_source
from crm.applications.importing.report import Report
from crm.applications.importing.rules import Conventions
from models import Language, Outcome, Stage

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DUTCH = Conventions("NL", AMSTERDAM, NOW)
patiently = settings(deadline=None, max_examples=60)


@pytest.fixture
def file(tmp_path):
    def write(content: str | bytes, encoding: str = "utf-8") -> Path:
        path = tmp_path / "applicants"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


def read(path, *, after=0, conventions=DUTCH):
    """Every row with its problems."""
    with open_source(path) as source:
        return [read_row(raw, conventions) for raw in source.rows(after)]


def read_one(path, **options):
    [(row, found)] = read(path, **options)
    return row, found


def reasons(found):
    return [problem.reason for problem in found]


def one_cell(file, title, value):
    """A row about somebody with an address, and this one cell."""
    return read_one(file(json.dumps({"e-mail": "noor@example.org", title: value})))


# The file


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_the_csv_that_programs_write(file, separator, encoding, line_end):
    lines = (
        ["Voornaam", "Achternaam", "E-mail"],
        ["Zoë", "Göbel", "ZOE@example.org"],
        ["René", "Bos", "r@example.org"],
    )
    path = file(line_end.join(separator.join(cells) for cells in lines), encoding)

    rows = [row for row, _found in read(path)]

    assert [(row.first_name, row.last_name, row.email) for row in rows] == [
        ("Zoë", "Göbel", "zoe@example.org"),
        ("René", "Bos", "r@example.org"),
    ]


def test_json_lines(file):
    content = {"voornaam": "Zoë", "e-mails": ["zoe@example.org"], "tags": ["plc", "avond"], "external id": 7}
    row, found = read_one(file("\n" + json.dumps(content) + "\n\n"))
    assert not found
    assert (row.first_name, row.email, row.tags, row.external_id) == ("Zoë", "zoe@example.org", ("plc", "avond"), "7")


def test_a_few_windows_signs_in_a_utf_8_file_are_read_as_what_they_were(file):
    content = "naam,e-mail\nZoë Göbel,z@example.org\nAnaïs Müller,a@example.org\n".encode()
    rows = read(file(content + "René Bos,r@example.org\n".encode("windows-1252")))
    assert [row.first_name for row, _found in rows] == ["Zoë", "Anaïs", "René"]


def test_excel_names_its_separator_on_a_line_of_its_own(file):
    row, _found = read_one(file("sep=|\nnaam|e-mail\nZoë Göbel|zoe@example.org\n"))
    assert row.last_name == "Göbel"


def test_a_space_behind_a_separator_is_no_part_of_the_value(file):
    row, found = read_one(file('naam, e-mail, tags\nZoë Göbel, "zoe@example.org", "plc, avond"\n'))
    assert not found
    assert (row.email, row.tags) == ("zoe@example.org", ("plc", "avond"))


def test_text_over_several_lines_is_one_row(file):
    path = file('e-mail,cv tekst\na@example.org,"Monteur\nPLC, ""Siemens"""\nb@example.org,Planner\n')
    with open_source(path) as source:
        first, second = source.rows()
    assert first.values[Column.CV_TEXT] == 'Monteur\nPLC, "Siemens"'
    assert (first.line, first.last_line, second.line) == (2, 3, 4)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "empty"),
        ("\n \n", "empty"),
        (b"PK\x03\x04...", "Excel"),
        (b"\xd0\xcf\x11\xe0...", "Excel"),
        (b"%PDF-1.7 ...", "not a text file"),
        (bytes(range(256)), "not a text file"),
        ('[{"name": "Jan"}]', "one object per line"),
        ("Jan,de Vries,jan@example.org\n", "column names"),
        ("phone,place\n0612345678,Utrecht\n", "name or an e-mail"),
        ("e-mail,phone,Email\na@example.org,,b@example.org\n", "“e-mail” and “Email”"),
        ("name\n"[:0] + "x" * (MAX_LINE + 10), "column names"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(file, content, words):
    with pytest.raises(CannotRead, match=words):
        open_source(file(content))


def test_a_file_that_is_not_there_says_so(tmp_path):
    with pytest.raises(CannotRead, match="No such file"):
        open_source(tmp_path / "nothing.csv")


def test_what_is_not_read_is_said_once(file):
    with open_source(file("naam,shoe size,e-mail\nJan,43,jan@example.org\n")) as source:
        assert [(each.column, each.reason) for each in source.ignored] == [
            ("shoe size", problems.UNKNOWN_COLUMN),
            ("vacancy", problems.NO_VACANCY),
        ]
    found = [reasons(found) for _row, found in read(file('{"name": "A", "shoe": 1}\n{"name": "B", "shoe": 2}\n'))]
    assert found == [[problems.UNKNOWN_COLUMN], []]


# Bad rows stop nothing


def test_a_quote_that_is_never_closed_costs_one_row(file):
    good = "".join(f"Noor,n{number}@example.org\n" for number in range(5000))
    rows = read(file(f'naam,e-mail\n"Jan,jan@example.org\n{good}'))
    assert reasons(rows[0][1]) == [problems.UNCLOSED_QUOTE]
    assert [row.email for row, _found in rows[1:]] == [f"n{number}@example.org" for number in range(5000)]


@pytest.mark.parametrize(
    "bad", ['"Jan,jan@example.org', '"Jan",jan@example.org,"', '"Jan"x,jan@example.org', 'Jan,"jan@example.org']
)
@pytest.mark.parametrize("next_one", ["Noor,noor@example.org", '"Noor","noor@example.org"'])
def test_a_stray_quote_takes_no_neighbour_along(file, bad, next_one):
    rows = read(file(f"naam,e-mail\n{bad}\n{next_one}\nPiet,piet@example.org\n"))
    assert rows[0][0] is None
    assert [row.email for row, _found in rows if row] == ["noor@example.org", "piet@example.org"]


@pytest.mark.parametrize("bad", ["Jan", "Jan,jan@example.org,extra", "Jan;jan@example.org"])
def test_a_row_with_other_cells_than_columns_stays_out(file, bad):
    rows = read(file(f"naam,e-mail\n{bad}\nNoor,noor@example.org,,\n,\n"))
    assert [reasons(found) for _row, found in rows] == [[problems.WRONG_CELLS], []]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", problems.NOT_JSON),
        ("null", problems.NOT_JSON),
        ("3", problems.NOT_JSON),
        ('"name"', problems.NOT_JSON),
        ("[" * 100_000, problems.NOT_JSON),
        ('{"name": {"first": "Jan"}}', problems.NOT_TEXT),
        ('{"name": ["Jan", "Piet"]}', problems.NOT_TEXT),
        ('{"name": "Jan", "name": "Piet"}', problems.TWICE),
        ('{"e-mail": "a@example.org", "email": "b@example.org"}', problems.TWICE),
        ('{"name": "Jan", "id": 1' + "0" * 5000 + "}", problems.NOT_JSON),
    ],
)
def test_a_json_line_that_is_wrong_stays_out(file, line, reason):
    rows = read(file('{"name": "Noor"}\n' + line + '\n{"name": "Piet"}\n'))
    assert [row and row.first_name for row, _found in rows] == ["Noor", None, "Piet"]
    assert reasons(rows[1][1]) == [reason]


def test_large_text_comes_in_and_a_line_that_is_too_long_stays_out(file):
    large = "monteur " * 130_000
    for content in (
        f"e-mail,cv tekst\na@example.org,{large[:900_000]}\nb@example.org,{'x' * MAX_LINE}\nc@example.org,Planner\n",
        "".join(
            json.dumps({"e-mail": address, "cv text": text}) + "\n"
            for address, text in (("a@example.org", large[:900_000]), ("b@example.org", "x" * MAX_LINE), ("c@x.nl", ""))
        ),
    ):
        (first, _), (none, found), (last, _) = read(file(content))
        assert len(first.cv_text) > 890_000
        assert none is None
        assert reasons(found) == [problems.LINE_TOO_LONG]
        assert last


def test_a_cv_of_more_than_a_million_signs_is_left_out(file):
    row, found = one_cell(file, "cv text", "x" * 1_000_001)
    assert row.cv_text == ""
    assert reasons(found) == [problems.TOO_LONG]


def test_reading_goes_on_behind_a_line(file):
    path = file('e-mail,cv\na@example.org,"x\ny"\n"broken\nb@example.org,\nc@example.org,\n')
    whole = [(row and row.email) for row, _found in read(path)]
    with open_source(path) as source:
        ends = [raw.last_line for raw in source.rows()]
    assert whole == ["a@example.org", None, "b@example.org", "c@example.org"]
    assert ends == [3, 4, 5, 6]
    for number, end in enumerate(ends, start=1):
        assert [(row and row.email) for row, _found in read(path, after=end)] == whole[number:]


def test_a_large_file_is_never_whole_in_memory(file):
    import tracemalloc

    path = file("e-mail,cv\n" + "".join(f"n{number}@example.org,{'monteur ' * 100}\n" for number in range(20_000)))
    tracemalloc.start()
    with open_source(path) as source:
        count = sum(1 for _raw in source.rows())
        _now, peak = tracemalloc.get_traced_memory()
        assert source.position == path.stat().st_size
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 8_000_000 < path.stat().st_size


# Columns


@pytest.mark.parametrize("title", ["E-mail", "EMAIL", " e_mail ", "é-mail", "E-Mailadres", "email address"])
def test_a_column_is_recognised_however_it_is_written(title):
    assert column_named(title) is Column.EMAIL


def test_the_manual_names_every_column_and_every_word():
    """When this fails: add the name to the table in docs/import.md."""
    manual = Path("docs/import.md").read_text().lower()
    words = [name for each in NAMES.values() for name in each]
    for known in (vocabulary.OUTCOMES, vocabulary.STAGES, vocabulary.LANGUAGES):
        words += [word for each in known.values() for word in each]
    assert [word for word in words if f"`{word.lower()}`" not in manual] == []


# Who it is


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("Jan de Vries", "Jan", "de Vries"),
        ("Anna Maria van der Berg", "Anna Maria", "van der Berg"),
        ("Berg, Anna van der", "Anna", "van der Berg"),
        ("van der Berg, Anna", "Anna", "van der Berg"),
        ("Sietske Bosma", "Sietske", "Bosma"),
        ("Kees van 't Hof", "Kees", "van 't Hof"),
        ("Mohamed El Idrissi", "Mohamed", "El Idrissi"),
        ("  Noor ", "Noor", ""),
        ("Ben", "Ben", ""),
        ("In de Braek", "In", "de Braek"),
    ],
)
def test_one_name_becomes_two(written, first, last):
    assert names.split_name(written) == (first, last)


def test_a_prefix_in_a_column_of_its_own_belongs_to_the_last_name(file):
    row, _found = read_one(file("voornaam;tussenvoegsel;achternaam\nAnna;van der;Berg\n"))
    assert (row.first_name, row.last_name) == ("Anna", "van der Berg")


@patiently
@given(st.text(max_size=60))
def test_splitting_a_name_loses_no_letter(written):
    first, last = names.split_name(written)
    assert sorted((first + last).replace(",", "").replace(" ", "")) == sorted("".join(written.replace(",", "").split()))


@pytest.mark.parametrize("row", ["{}", '{"phone": "0612345678"}', '{"name": " ", "e-mail": ""}'])
def test_somebody_without_a_name_and_an_address_stays_out(file, row):
    row, found = read_one(file(row + "\n"))
    assert row is None
    assert problems.NOBODY in reasons(found)


@pytest.mark.parametrize(
    "address",
    [
        *("jan", "jan@", "@example.org", "jan@example", "a@example.org, b@example.org", "a@b@example.org"),
        *("Jan <jan@example.org>", '"a b"@example.org', "jan@example.org\r\nBcc: x@example.org", "jan@-x.org"),
    ],
)
def test_a_bad_address_keeps_the_row_out(file, address):
    row, found = read_one(file(json.dumps({"name": "Jan", "e-mail": address})))
    assert row is None
    assert reasons(found) == [problems.BAD_EMAIL]


def test_names_that_look_shifted_keep_the_row_out(file):
    row, found = read_one(file(json.dumps({"name": "x" * 201})))
    assert row is None
    assert reasons(found) == [problems.NAME_TOO_LONG]


def test_formulas_are_data_and_our_own_apostrophe_comes_off(file):
    row, found = read_one(
        file(json.dumps({"name": "=cmd|' /C calc'!A0", "phone": "'+31612345678", "place": "'s-Hage"}))
    )
    assert not found
    assert (row.first_name, row.phone, row.place) == ("=cmd|' /C", "+31612345678", "'s-Hage")


def test_signs_that_cannot_be_shown_are_left_out_and_said(file):
    row, found = read_one(file(json.dumps({"first name": "No\x00or\u202e", "last name": "Vis\ud800ser"})))
    assert (row.first_name, row.last_name) == ("Noor", "Visser")
    assert reasons(found) == [problems.UNSHOWABLE, problems.UNSHOWABLE]


# When


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2025-03-14", (2025, 3, 14)),
        ("14-03-2025", (2025, 3, 14)),
        ("4/3/2025", (2025, 3, 4)),
        ("14.3.2025", (2025, 3, 14)),
        ("14 maart 2025", (2025, 3, 14)),
        ("14 mrt. 2025", (2025, 3, 14)),
        ("14 March 2025", (2025, 3, 14)),
        ("March 14, 2025", (2025, 3, 14)),
        ("1st May 2025", (2025, 5, 1)),
        ("2025-03-14T10:20:30", (2025, 3, 14)),
        ("2025-03-14 10:20", (2025, 3, 14)),
        ("14-03-2025 10:20", (2025, 3, 14)),
        ("2024-02-29", (2024, 2, 29)),
    ],
)
def test_dates_as_people_write_them(written, day):
    moment = dates.parse_moment(written, zone=AMSTERDAM, now=NOW)
    assert moment.astimezone(AMSTERDAM).date() == date(*day)
    assert moment.tzinfo is UTC


def test_a_moment_with_a_zone_is_that_moment():
    for written in ("2025-03-14T23:30:00Z", "2025-03-15T00:30:00+01:00"):
        assert dates.parse_moment(written, zone=AMSTERDAM, now=NOW) == datetime(2025, 3, 14, 23, 30, tzinfo=UTC)


def test_a_day_begins_at_midnight_where_the_organisation_is():
    assert dates.parse_moment("2025-07-01", zone=AMSTERDAM, now=NOW) == datetime(2025, 6, 30, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("31-02-2025", problems.BAD_DATE),
        ("29-02-2025", problems.BAD_DATE),
        ("03/14/2025", problems.BAD_DATE),
        ("14-03-25", problems.BAD_DATE),
        ("45730", problems.BAD_DATE),
        ("14 brumaire 2025", problems.BAD_DATE),
        ("2025-03-14T99:00", problems.BAD_DATE),
        ("vorige week", problems.BAD_DATE),
        ("٣-٣-٢٠٢٥", problems.BAD_DATE),
        ("9999-12-31T23:59:59-23:59", problems.BAD_DATE),
        ("2027-01-01", problems.DATE_IN_FUTURE),
        ("24-11-2026", problems.DATE_IN_FUTURE),
        ("31-12-1979", problems.DATE_TOO_EARLY),
        ("0001-01-01", problems.BAD_DATE),
    ],
)
@pytest.mark.parametrize("title", ["applied on", "rejected on", "consent given on"])
def test_a_date_that_cannot_be_keeps_the_row_out(file, written, reason, title):
    row, found = one_cell(file, title, written)
    assert row is None
    assert reason in reasons(found)


@patiently
@given(st.text(max_size=30) | st.from_regex(r"\A\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}\Z"))
def test_no_text_breaks_the_calendar(written):
    moment = dates.parse_moment(written, zone=AMSTERDAM, now=NOW)
    assert isinstance(moment, Reason) or moment <= NOW


def test_a_decision_before_the_application_keeps_the_row_out(file):
    row, found = read_one(
        file('{"name": "Jan", "vacature": "x", "applied on": "2025-03-14", "rejected on": "2025-03-13"}')
    )
    assert row is None
    assert reasons(found) == [problems.DECIDED_BEFORE_APPLIED]


def test_applied_and_rejected_on_one_day_is_no_contradiction(file):
    content = '{"name": "Jan", "vacature": "x", "applied on": "2025-03-14T10:00:00", "rejected on": "2025-03-14"}'
    row, found = read_one(file(content))
    assert not found
    assert row.decided_at == row.applied_at


# What happened


@pytest.mark.parametrize("outcome", list(Outcome))
def test_outcomes_in_two_languages(outcome):
    for word in (*vocabulary.OUTCOMES[outcome], outcome.value.upper()):
        assert vocabulary.parse_outcome(word) is outcome


@pytest.mark.parametrize("stage", list(Stage))
def test_stages_in_two_languages(stage):
    for word in (*vocabulary.STAGES[stage], stage.value.upper()):
        assert vocabulary.parse_stage(word) is stage


def test_an_unknown_outcome_keeps_the_row_out_an_unknown_stage_does_not(file):
    row, found = one_cell(file, "outcome", "misschien")
    assert row is None
    assert reasons(found) == [problems.UNKNOWN_OUTCOME]
    row, found = one_cell(file, "stage", "misschien")
    assert row.stage is Stage.APPLIED
    assert problems.UNKNOWN_STAGE in reasons(found)


def test_without_an_outcome_the_procedure_is_over_since_the_earliest_day_it_can_be(file):
    row, _found = read_one(file('{"name": "Jan", "vacature": "Monteur", "applied on": "2025-03-14"}'))
    assert row.outcome is Outcome.REJECTED
    assert row.closed_at == row.applied_at


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"vacature": "Monteur", "rejected on": "2025-03-14"}, problems.OPEN_YET_DECIDED),
        ({}, problems.OPEN_WITHOUT_VACANCY),
    ],
)
def test_an_open_application_is_for_a_vacancy_and_not_decided(file, content, reason):
    row, found = read_one(file(json.dumps({"name": "Jan", "outcome": "open"} | content)))
    assert row is None
    assert reasons(found) == [reason]


def test_a_candidacy_without_a_vacancy_is_said(file):
    row, found = one_cell(file, "outcome", "afgewezen")
    assert row.vacancy is None
    assert reasons(found) == [problems.NO_VACANCY]


# The rest of a person


@pytest.mark.parametrize(
    ("title", "written", "stored"),
    [
        ("phone", "06 12345678", "+31612345678"),
        ("phone", "+32 470 12 34 56", "+32470123456"),
        ("country", "Nederland", "NL"),
        ("country", "belgium", "BE"),
        ("country", "de", "DE"),
        ("language", "Engels", Language.ENGLISH),
        ("language", "NL", Language.DUTCH),
        ("linkedin", "nl.linkedin.com/in/noor-dijk/?x=1", "https://www.linkedin.com/in/noor-dijk"),
        ("headline", " Monteur \n koeltechniek", "Monteur koeltechniek"),
        ("tags", "PLC; plc, Avonddienst", ("PLC", "Avonddienst")),
    ],
)
def test_values_as_we_keep_them(file, title, written, stored):
    row, found = one_cell(file, title, written)
    assert not found
    assert getattr(row, title) == stored


def test_the_country_of_the_row_decides_how_a_phone_number_is_read(file):
    row, _found = read_one(file('{"name": "Jan", "phone": "0470 12 34 56", "land": "België"}'))
    assert row.phone == "+32470123456"


@pytest.mark.parametrize(
    ("title", "written", "reason"),
    [
        ("phone", "bel me", problems.BAD_PHONE),
        ("phone", "06 1234", problems.BAD_PHONE),
        ("country", "Atlantis", problems.UNKNOWN_COUNTRY),
        ("language", "Frans", problems.UNKNOWN_LANGUAGE),
        ("linkedin", "javascript:alert(1)//linkedin.com/in/x", problems.BAD_LINKEDIN),
        ("linkedin", "https://linkedin.com.evil.example/in/x", problems.BAD_LINKEDIN),
        ("headline", "x" * 201, problems.TOO_LONG),
        ("tags", ["x" * 61], problems.TOO_LONG),
        ("tags", [str(number) for number in range(51)], problems.TOO_LONG),
    ],
)
def test_a_value_that_cannot_be_read_is_left_out_and_said(file, title, written, reason):
    row, found = one_cell(file, title, written)
    assert row.email == "noor@example.org"
    assert not getattr(row, title)
    assert reasons(found) == [reason]
    assert found[0].column == title


def test_a_cv_column_with_only_a_file_name_names_a_file(file):
    row, _found = one_cell(file, "cv", "noor van dijk.pdf")
    assert (row.cv_text, row.cv_file) == ("", "noor van dijk.pdf")


# Permission

CONSENT = {
    "consent given on": "2026-01-10",
    "consent text": "Bewaar mijn gegevens een jaar.",
    "consent source": "formulier",
}


def test_a_permission_is_a_day_and_a_text(file):
    row, found = read_one(file(json.dumps({"name": "Noor", "cv text": "geheim"} | CONSENT)))
    assert not found
    assert row.claim.text == "Bewaar mijn gegevens een jaar."
    assert row.claim.given_at.astimezone(AMSTERDAM).date() == date(2026, 1, 10)
    assert row.content == {"name": "Noor"} | CONSENT


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"consent given on": "yes"}, [problems.NO_CONSENT_DATE]),
        ({"consent given on": "ja", "consent text": "x"}, [problems.NO_CONSENT_DATE]),
        ({"consent text": "x"}, [problems.NO_CONSENT_DATE]),
        ({"consent given on": "2026-01-10"}, [problems.NO_CONSENT_TEXT]),
        ({"consent given on": "2026-01-10", "consent source": "x"}, [problems.NO_CONSENT_TEXT]),
        ({"consent given on": "nee", "consent text": "x"}, []),
        ({"consent given on": False}, []),
    ],
)
def test_less_is_no_evidence(file, content, expected):
    row, found = read_one(file(json.dumps({"name": "Noor"} | content)))
    assert row.claim is None
    assert reasons(found) == expected


# Anything at all


@patiently
@given(st.binary(max_size=400))
def test_no_file_breaks_the_reader(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "file"
    for beginning in (b"", b"naam;e-mail;cv\n", b'{"naam": "Jan"}\n'):
        path.write_bytes(beginning + content)
        try:
            rows = read(path)
        except CannotRead:
            continue
        assert all(row is not None or any(problem.refuses for problem in found) for row, found in rows)


@patiently
@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12), min_size=3, max_size=3),
        max_size=8,
    ),
    st.sampled_from(",;\t"),
)
def test_every_row_of_a_well_formed_file_is_one_row(tmp_path_factory, table, separator):
    import csv

    path = tmp_path_factory.mktemp("any") / "file.csv"
    with path.open("w", newline="", encoding="utf-8") as written:
        csv.writer(written, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([["naam", "e-mail", "cv"], *table])
    expected = [cells for cells in table if any(cell.strip() for cell in cells)]
    with open_source(path) as source:
        rows = list(source.rows())
    assert [
        [raw.values.get(column, "") for column in (Column.NAME, Column.EMAIL, Column.CV_TEXT)] for raw in rows
    ] == expected
    assert not any(raw.problems for raw in rows)


@patiently
@given(st.text(max_size=40))
def test_no_value_breaks_its_reader(text):
    values.clean_line(text)
    values.parse_email(text)
    values.parse_phone(text, "NL")
    values.parse_linkedin(text)
    values.parse_tags(text)
    vocabulary.parse_country(text)


# The report


def problem_on(line, value="x"):
    return problems.RowProblem(line, "e-mail", value, problems.BAD_EMAIL)


def test_a_report_opens_in_a_spreadsheet_and_runs_nothing(tmp_path):
    path = tmp_path / "report.csv"
    with Report(path) as report:
        report.go_on(0)
        report.write([[problem_on(2, value)] for value in ("=1+1", "+31", "-x", "@x", "\t=1", "＝1", "a\nb", 'c"d')])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    cells = [line.split('","')[2] for line in path.read_text("utf-8-sig").splitlines()[1:]]
    assert cells == ["'=1+1", "'+31", "'-x", "'@x", "'=1", "'＝1", "a b", 'c""d']
    assert path.stat().st_mode & 0o077 == 0


def test_a_report_that_was_cut_off_goes_on_where_the_rows_were_committed(tmp_path):
    path = tmp_path / "report.csv"
    with Report(path) as report:
        report.go_on(0)
        report.write([[problem_on(1)], [problem_on(5)], [problem_on(9)]])
    path.write_bytes(path.read_bytes() + b'"12","e-ma')
    with Report(path) as report:
        report.go_on(5)
        report.write([[problem_on(9), problem_on(12)]])
    lines = path.read_text("utf-8-sig").splitlines()
    assert [line.split('"')[1] for line in lines] == ["Line", "1", "5", "9", "12"]


def test_a_report_with_nothing_to_tell_is_no_report(tmp_path):
    with Report(tmp_path / "reports" / "report.csv") as report:
        report.go_on(0)
        report.write([])
    assert list((tmp_path / "reports").iterdir()) == []


def test_one_import_runs_once_at_a_time(tmp_path):
    path = tmp_path / "report.csv"
    with Report(path), pytest.raises(CannotRead, match="running already"):
        Report(path)
