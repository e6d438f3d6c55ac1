"""Past applicants come in: as people we may keep, for as long as we may keep them, once."""

import csv
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crm.applications.cli import import_command
from crm.applications.importing.cv_files import find
from crm.applications.importing.jobs import expire_import_reports
from crm.consent.ledger import Capture
from crm.consent.services import withdraw
from crm.extensions import db
from crm.keys import keyed_hash
from models import (
    Application,
    Candidate,
    CandidateState,
    ConsentEvent,
    ConsentEvidence,
    Document,
    DocumentState,
    ImportBatch,
    ImportRow,
    Language,
    Outcome,
    Purpose,
    Role,
    Stage,
    Suppression,
    Tag,
    Vacancy,
    may,
)
from models.retention import preset_for
from models.search import has_words
from tests.crm.test_documents import make_docx, make_pdf
from tests.factories import EVERYTHING, NOW, make_application, make_candidate, make_user, make_vacancy

NL = preset_for("NL")
LONG_AGO = "2026-01-14"
LONG_AGO_AT = datetime(2026, 1, 13, 23, 0, tzinfo=UTC)
NOOR = {
    "voornaam": "Noor",
    "achternaam": "van Dijk",
    "e-mail": "noor@example.org",
    "vacature": "Monteur koeltechniek",
    "gesolliciteerd op": "2026-01-02",
    "afgewezen op": LONG_AGO,
    "fase": "gesprek",
}
CONSENT = {
    "toestemming op": "2026-01-20",
    "toestemmingstekst": "Bewaar mijn gegevens een jaar en mail mij over vacatures.",
    "bron toestemming": "formulier op de site",
}

pytestmark = pytest.mark.usefixtures("organisation", "clock")


@pytest.fixture
def bring_in(app, tmp_path):
    """Import these rows, or this file; answers what the command printed as JSON."""

    def run(rows, *options, expect=0):
        path = rows
        if not isinstance(rows, Path):
            path = tmp_path / "applicants.jsonl"
            path.write_text("\n".join(json.dumps(row) for row in rows))
        result = app.test_cli_runner().invoke(import_command, [str(path), "--json", *map(str, options)])
        assert result.exit_code == expect, result.output
        db.session.expire_all()
        return json.loads(result.stdout) if expect == 0 else result.stderr

    return run


def report_of(result):
    with Path(result["report"]).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1:]


def one(entity=Candidate):
    return db.session.scalars(db.select(entity)).one()


def count(entity):
    return db.session.scalar(db.select(db.func.count()).select_from(entity))


def state_of(candidate):
    return candidate.state(NOW, NL)


# Somebody comes in


def test_a_row_becomes_a_person_with_a_candidacy(bring_in):
    row = NOOR | {
        "telefoon": "06 12345678",
        "plaats": "Zaandam",
        "land": "Nederland",
        "taal": "Engels",
        "functie": "Monteur",
        "linkedin": "linkedin.com/in/noor",
        "id": 7,
        "tags": ["PLC", "avonddienst"],
        "cv tekst": "Onderhoud aan koelinstallaties",
    }
    assert bring_in([row]) == {
        "imported": 1,
        "known": 0,
        "quarantined": 1,
        "rejected": 0,
        "rows": 1,
        "report": None,
    }
    noor = one()
    assert noor.name == "Noor van Dijk"
    assert (noor.email, noor.phone, noor.place, noor.country) == ("noor@example.org", "+31612345678", "Zaandam", "NL")
    assert (noor.language, noor.headline, noor.external_id) == (Language.ENGLISH, "Monteur", "7")
    assert noor.linkedin == "https://www.linkedin.com/in/noor"
    assert noor.source == "applicants.jsonl"
    assert [tag.name for tag in noor.tags] == ["avonddienst", "PLC"]
    [application] = noor.applications
    assert (application.stage, application.outcome) == (Stage.INTERVIEWED, Outcome.REJECTED)
    assert application.decided_at == application.last_told_at == LONG_AGO_AT
    assert (application.vacancy.title, application.vacancy.is_open) == ("Monteur koeltechniek", False)
    assert noor.cv.text == "Onderhoud aan koelinstallaties"
    for words in ("noor dijk", "koelinstallaties", "plc", "zaandam"):
        assert one(Candidate) in db.session.scalars(db.select(Candidate).where(has_words(words)))


def test_vacancies_and_tags_are_made_once_however_they_are_written(bring_in):
    rows = [
        NOOR | {"e-mail": f"n{number}@example.org", "vacature": title, "tags": tag}
        for number, (title, tag) in enumerate([("Monteur", "PLC"), ("MONTEUR", "plc"), ("monteur ", "Plc")])
    ]
    assert bring_in(rows)["imported"] == 3
    assert one(Vacancy).title == "Monteur"
    assert one(Tag).name == "PLC"


def test_without_a_language_the_cv_decides_and_else_the_organisation(bring_in):
    english = "I have been maintaining industrial cooling systems for twelve years in several large companies."
    rows = [NOOR | {"cv tekst": english}, NOOR | {"e-mail": "b@example.org", "cv tekst": "PLC"}]
    bring_in(rows)
    spoken = {person.email: person.language for person in db.session.scalars(db.select(Candidate))}
    assert spoken == {"noor@example.org": Language.ENGLISH, "b@example.org": Language.DUTCH}


# Until when


def test_a_procedure_that_ended_long_ago_is_quarantine(bring_in):
    bring_in([NOOR])
    noor = one()
    assert state_of(noor) is CandidateState.QUARANTINE
    assert noor.procedure_closed_at == LONG_AGO_AT
    assert noor.keep_until == NOW + timedelta(days=28)
    assert not may(noor, Purpose.MATCH_VACANCIES, NOW).allowed


def test_a_procedure_that_ended_within_the_window_is_window(bring_in):
    assert bring_in([NOOR | {"afgewezen op": "2026-11-01"}])["quarantined"] == 0
    noor = one()
    assert state_of(noor) is CandidateState.WINDOW
    assert noor.keep_until == NL.window_ends(noor.procedure_closed_at) < NOW + timedelta(days=28)


def test_an_open_procedure_is_active(bring_in):
    row = {key: value for key, value in NOOR.items() if key != "afgewezen op"} | {"uitkomst": "in behandeling"}
    assert bring_in([row])["quarantined"] == 0
    assert state_of(one()) is CandidateState.ACTIVE
    assert one(Vacancy).is_open
    assert not one(Vacancy).matching, "a title alone compares with nobody"


def test_without_a_day_of_decision_the_day_of_application_is_the_end(bring_in):
    bring_in([{"naam": "Noor", "vacature": "Monteur", "gesolliciteerd op": "2026-11-10"}])
    assert one().procedure_closed_at == datetime(2026, 11, 9, 23, 0, tzinfo=UTC)


def test_without_any_day_nobody_is_asked_anything(bring_in):
    bring_in([{"naam": "Noor", "vacature": "Monteur"}])
    assert state_of(one()) is CandidateState.QUARANTINE
    assert one(Application).decided_at is None


def test_somebody_who_was_hired_is_hired(bring_in):
    bring_in([NOOR | {"uitkomst": "aangenomen"}])
    assert state_of(one()) is CandidateState.HIRED
    assert one(Application).outcome is Outcome.HIRED


def test_the_last_of_several_procedures_counts(bring_in):
    later = NOOR | {"gesolliciteerd op": "2026-10-20", "afgewezen op": "2026-11-01"}
    result = bring_in([NOOR, later, NOOR | {"gesolliciteerd op": "2025-01-01", "afgewezen op": "2025-02-01"}])
    assert (result["imported"], result["quarantined"]) == (3, 0)
    noor = one()
    assert len(noor.applications) == 3
    assert state_of(noor) is CandidateState.WINDOW
    assert noor.procedure_closed_at == datetime(2026, 10, 31, 23, 0, tzinfo=UTC)


# Permission


@pytest.fixture
def officer(app):
    return make_user(email="fatima@kadewerk.example", roles=[Role.PRIVACY_OFFICER.value])


def test_a_permission_counts_when_a_privacy_officer_accepts_it(bring_in, officer):
    result = bring_in([NOOR | CONSENT], "--consent-accepted-by", "Fatima@Kadewerk.example")
    noor = one()
    assert (result["imported"], result["quarantined"]) == (1, 0)
    assert state_of(noor) is CandidateState.POOL
    assert may(noor, Purpose.MATCH_VACANCIES, NOW).until == LONG_AGO_AT + timedelta(days=365)
    events = db.session.scalars(ConsentEvent.chain(noor.public_id)).all()
    assert [event.purpose for event in events] == [
        Purpose.KEEP_PROFILE,
        Purpose.MATCH_VACANCIES,
        Purpose.EMAIL_VACANCIES,
    ]
    assert [event.hash for event in events] == [event.fingerprint() for event in events]
    assert [event.previous_hash for event in events] == ["", events[0].hash, events[1].hash]
    assert {event.actor for event in events} == {f"user:{officer.id}"}
    assert {event.evidence_sha256 for event in events} == {one(ConsentEvidence).sha256}
    evidence = one(ConsentEvidence).details
    assert evidence["row"] == NOOR | CONSENT
    assert evidence["file_sha256"] == one(ImportBatch).file_sha256


def test_without_an_officer_a_permission_is_kept_for_one_to_look_at(bring_in):
    assert bring_in([NOOR | CONSENT])["quarantined"] == 1
    assert count(ConsentEvent) == 0
    claimed = one(ImportRow)
    assert claimed.candidate_id == one().id
    assert claimed.content["row"] == NOOR | CONSENT


def test_accepting_later_brings_people_out_of_quarantine(bring_in, officer):
    bring_in([NOOR | CONSENT])
    result = bring_in([NOOR | CONSENT], "--consent-accepted-by", officer.email)
    assert (result["imported"], result["quarantined"]) == (1, 0)
    assert state_of(one()) is CandidateState.POOL


@pytest.mark.parametrize(
    ("given", "applied", "rejected", "until"),
    [
        ("2026-01-20", "2026-01-02", "2026-01-14", "2027-01-14"),
        ("2026-01-02", "2026-01-02", "2026-01-14", "2027-01-14"),
        ("2026-06-01", "2026-01-02", "2026-01-14", "2027-06-01"),
        ("2025-12-01", "2026-01-02", "2026-01-14", "2026-12-01"),
        ("2026-06-01", None, None, "2027-06-01"),
    ],
    ids=["in the window", "while applying", "later", "for something earlier", "of an unknown procedure"],
)
def test_how_long_a_permission_lasts(bring_in, officer, given, applied, rejected, until):
    row = NOOR | CONSENT | {"toestemming op": given, "gesolliciteerd op": applied, "afgewezen op": rejected}
    bring_in([row], "--consent-accepted-by", officer.email)
    ends = may(one(), Purpose.KEEP_PROFILE, NOW).until
    assert abs(ends - datetime.fromisoformat(until).replace(tzinfo=UTC)) <= timedelta(hours=2)


def test_a_permission_that_has_ended_does_not_count(bring_in, officer):
    row = (
        NOOR
        | CONSENT
        | {"toestemming op": "2025-01-20", "gesolliciteerd op": "2025-01-02", "afgewezen op": "2025-01-14"}
    )
    result = bring_in([row], "--consent-accepted-by", officer.email)
    assert result["quarantined"] == 1
    assert count(ConsentEvent) == 0
    assert [line[1] for line in report_of(result)] == ["toestemming op"]


def test_two_rows_of_one_person_make_one_chain(bring_in, officer):
    again = (
        NOOR
        | CONSENT
        | {"gesolliciteerd op": "2026-03-01", "afgewezen op": "2026-04-01", "toestemming op": "2026-04-02"}
    )
    bring_in([NOOR | CONSENT, again], "--consent-accepted-by", officer.email)
    events = db.session.scalars(ConsentEvent.chain(one().public_id)).all()
    assert [event.number for event in events] == [1, 2, 3, 4, 5, 6]
    assert may(one(), Purpose.KEEP_PROFILE, NOW).until > LONG_AGO_AT + timedelta(days=400)


@pytest.mark.parametrize("email", ["nobody@kadewerk.example", "sanne@kadewerk.example", "gone@kadewerk.example"])
def test_only_a_privacy_officer_accepts(bring_in, email):
    make_user(email="sanne@kadewerk.example", roles=[Role.RECRUITER.value, Role.ADMIN.value])
    make_user(email="gone@kadewerk.example", roles=[Role.PRIVACY_OFFICER.value], disabled_at=NOW)
    assert email in bring_in([NOOR | CONSENT], "--consent-accepted-by", email, expect=2)
    assert count(Candidate) == 0


# Whom we leave alone


def test_somebody_who_is_suppressed_does_not_come_back(bring_in):
    db.session.add(
        Suppression(email_hash=keyed_hash("suppression", "noor@example.org"), reason="erased", created_at=NOW)
    )
    db.session.commit()
    result = bring_in([NOOR | CONSENT, NOOR | {"e-mail": "b@example.org"}])
    assert (result["imported"], result["rejected"]) == (1, 1)
    assert one().email == "b@example.org"


def test_a_new_open_application_is_taken_also_of_somebody_suppressed(bring_in):
    mark = Suppression(
        email_hash=keyed_hash("suppression", "noor@example.org"), reason="erased", created_at=NOW - timedelta(days=90)
    )
    db.session.add(mark)
    db.session.commit()
    row = {key: value for key, value in NOOR.items() if key != "afgewezen op"} | {"uitkomst": "open"}
    assert bring_in([row])["rejected"] == 1
    assert bring_in([row | {"gesolliciteerd op": "2026-11-01"}])["imported"] == 1
    assert state_of(one()) is CandidateState.ACTIVE


def test_somebody_who_withdrew_does_not_come_back(bring_in, officer):
    noor = make_candidate(first_name="Noor", email="noor@example.org", allows=EVERYTHING)
    withdraw(noor, [Purpose.KEEP_PROFILE], capture=Capture("personal_link", "subject", Language.DUTCH, {}), now=NOW)
    db.session.commit()
    result = bring_in([NOOR | CONSENT], "--consent-accepted-by", officer.email)
    assert result["rejected"] == 1
    assert one().keep_until <= NOW


def test_refused_withdrawn_and_expired_read_alike_in_the_report(bring_in):
    withdrawn = make_candidate(email="a@example.org", allows=EVERYTHING)
    withdraw(withdrawn, [Purpose.KEEP_PROFILE], capture=Capture("x", "subject", Language.DUTCH, {}), now=NOW)
    make_candidate(email="b@example.org", procedure_closed_at=NOW - timedelta(days=40))
    db.session.add(Suppression(email_hash=keyed_hash("suppression", "c@example.org"), reason="erased", created_at=NOW))
    db.session.commit()
    lines = report_of(bring_in([NOOR | {"e-mail": f"{letter}@example.org"} for letter in "abc"]))
    assert len({tuple(line[3:]) for line in lines}) == 1


def test_a_pool_member_keeps_what_they_chose(bring_in, officer):
    noor = make_candidate(first_name="Noor", email="noor@example.org", allows=EVERYTHING)
    until = may(noor, Purpose.KEEP_PROFILE, NOW).until
    result = bring_in([NOOR | CONSENT], "--consent-accepted-by", officer.email)
    assert result["imported"] == 1
    assert may(one(), Purpose.KEEP_PROFILE, NOW).until == until


# People we know


def test_twice_the_same_file_adds_nothing(bring_in):
    rows = [NOOR, {"naam": "Jan", "vacature": "Planner"}, {"naam": "Piet"}, {"e-mail": "bad"}]
    first = bring_in(rows)
    assert (first["imported"], first["rejected"]) == (3, 1)
    assert bring_in(rows) == first | {"imported": 0, "known": 3, "quarantined": 0}
    assert (count(Candidate), count(Application), count(ImportBatch)) == (3, 2, 1)


def test_another_file_with_the_same_people_adds_nothing(bring_in):
    people = [
        NOOR | {"tags": "plc", "cv tekst": "Monteur"},
        {"naam": "Jan", "vacature": "Planner", "gesolliciteerd op": "2026-01-02"},
        {"naam": "Piet", "telefoon": "0612345678"},
        {"naam": "Klaas", "id": "k7", "vacature": "Planner"},
    ]
    bring_in(people)
    before = [one.keep_until for one in db.session.scalars(db.select(Candidate))]
    result = bring_in([{"naam": "Nieuw"}, *reversed(people)])
    assert (result["imported"], result["known"], result["report"]) == (1, 4, None)
    assert (count(Candidate), count(Application), count(Document)) == (5, 3, 1)
    assert [one.keep_until for one in db.session.scalars(db.select(Candidate))][:4] == before


def test_namesakes_without_an_address_are_two_people(bring_in):
    rows = [
        {"naam": "Jan de Vries", "vacature": "Planner", "gesolliciteerd op": day}
        for day in ("2026-01-02", "2026-02-03")
    ]
    assert bring_in(rows)["imported"] == 2
    assert count(Candidate) == 2


def test_somebody_known_is_enriched_not_overwritten(bring_in):
    make_candidate(
        first_name="Noor",
        email="noor@example.org",
        last_name="van Dijk",
        place="Utrecht",
        headline=None,
    )
    row = NOOR | {"plaats": "Zaandam", "functie": "Monteur", "id": "7", "tags": "plc"}
    result = bring_in([row])
    noor = one()
    assert (noor.place, noor.headline, noor.external_id) == ("Utrecht", "Monteur", "7")
    assert len(noor.applications) == 1
    assert [line[1:3] for line in report_of(result)] == [["plaats", "Zaandam"]]
    assert noor in db.session.scalars(db.select(Candidate).where(has_words("monteur plc")))
    assert noor.profile_changed_at == NOW


def test_somebody_is_recognised_by_the_id_of_the_other_system(bring_in):
    bring_in([NOOR | {"id": "7"}])
    result = bring_in([NOOR | {"id": "7", "e-mail": "new@example.org"}])
    assert result["known"] == 1
    assert one().email == "noor@example.org"
    assert [line[1:3] for line in report_of(result)] == [["e-mail", "new@example.org"]]


def test_an_id_and_an_address_of_two_people_stay_out(bring_in):
    bring_in([NOOR | {"id": "7"}, NOOR | {"id": "8", "e-mail": "b@example.org"}])
    result = bring_in([NOOR | {"id": "8"}])
    assert (result["rejected"], count(Candidate)) == (1, 2)


@pytest.mark.parametrize("first_name", ["N.", "noor", "Noor Sophie", ""])
def test_a_first_name_written_otherwise_is_one_person(bring_in, first_name):
    bring_in([NOOR])
    assert bring_in([NOOR | {"voornaam": first_name}])["known"] == 1


def test_two_people_of_one_family_address_never_become_one(bring_in):
    """Nothing of the second comes into the file of the first, and the report says what to do."""
    bring_in([NOOR | {"id": "7"}])
    sister = NOOR | {"id": "8", "voornaam": "Petra", "cv tekst": "Verpleegkundige"}

    result = bring_in([sister])
    assert result["rejected"] == 1
    assert not one().documents
    assert "andere voornaam" in " ".join(report_of(result)[0])

    assert bring_in([sister | {"e-mail": ""}])["imported"] == 1
    assert {each.first_name for each in db.session.scalars(db.select(Candidate))} == {"Noor", "Petra"}


def test_an_older_cv_does_not_take_the_place_of_a_newer_one(bring_in):
    newer = NOOR | {"cv tekst": "nieuw", "gesolliciteerd op": "2026-01-02"}
    older = NOOR | {"cv tekst": "oud", "gesolliciteerd op": "2025-01-02", "afgewezen op": "2025-02-02"}
    result = bring_in([newer, older])
    assert [document.text for document in one().documents] == ["nieuw"]
    assert [line[1] for line in report_of(result)] == ["cv tekst"]
    bring_in([older | {"cv tekst": "nieuwst", "gesolliciteerd op": "2026-11-01", "afgewezen op": "2026-11-02"}])
    assert one().cv.text == "nieuwst"


def test_an_open_application_is_closed_by_a_later_file(bring_in):
    make_application(
        make_candidate(first_name="Noor", email="noor@example.org", procedure_closed_at=None),
        make_vacancy(title="Monteur Koeltechniek"),
        applied_at=datetime(2026, 1, 2, 9, 0, tzinfo=UTC),
    )
    assert bring_in([NOOR])["imported"] == 1
    assert (one(Application).outcome, one(Application).decided_at) == (Outcome.REJECTED, LONG_AGO_AT)
    assert state_of(one()) is CandidateState.QUARANTINE


def test_a_row_that_says_nothing_of_an_outcome_closes_nothing(bring_in):
    make_application(
        make_candidate(first_name="Noor", email="noor@example.org", procedure_closed_at=None),
        make_vacancy(title="Monteur koeltechniek"),
    )
    assert bring_in([{"e-mail": "noor@example.org", "vacature": "Monteur koeltechniek"}])["known"] == 1
    assert state_of(one()) is CandidateState.ACTIVE


def test_quarantine_is_not_lengthened_by_importing_again(bring_in, clock):
    bring_in([NOOR])
    until = one().keep_until
    clock.move_to(NOW + timedelta(days=20))
    bring_in([NOOR | {"tags": "plc"}, NOOR | {"vacature": "Planner"}])
    assert one().keep_until == until


# Bad rows


def test_a_bad_row_stops_nothing_and_is_reported(bring_in, tmp_path):
    path = tmp_path / "applicants.csv"
    path.write_text(
        "naam;e-mail;afgewezen op;telefoon\n"
        "Noor;noor@example.org;31-02-2025;\n"
        "Jan;jan@example.org;2025-03-14;=1+1\n"
        "Piet;piet@example.org;2025-03-14;0612345678\n"
    )
    result = bring_in(path)
    assert (result["rows"], result["imported"], result["rejected"]) == (3, 2, 1)
    lines = report_of(result)
    assert [line[:3] for line in lines] == [
        ["1", "vacancy", ""],
        ["2", "afgewezen op", "31-02-2025"],
        ["3", "telefoon", "'=1+1"],
    ]
    assert lines[1][3] != lines[2][3], "one stayed out, one came in without its phone"


def test_a_report_is_thrown_away_after_thirty_days(bring_in):
    old, new = (Path(bring_in([{"e-mail": bad}])["report"]) for bad in ("old", "new"))
    for path, days in ((old, 31), (new, 29)):
        os.utime(path, ((NOW - timedelta(days=days)).timestamp(),) * 2)
    expire_import_reports()
    assert (old.exists(), new.exists()) == (False, True)


def test_a_file_that_cannot_be_read_ends_with_two_and_a_sentence(bring_in, tmp_path):
    path = tmp_path / "applicants.xlsx"
    path.write_bytes(b"PK\x03\x04")
    assert "CSV" in bring_in(path, expect=2)
    assert "applicants.csv" in bring_in(tmp_path / "applicants.csv", expect=2)
    assert count(ImportBatch) == 0


# CV files


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "secret.txt").write_text("Geheim buiten de map")
    folder = tmp_path / "cvs"
    (folder / "2026").mkdir(parents=True)
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    return folder


def test_cv_files_become_text(bring_in, folder):
    (folder / "noor.pdf").write_bytes(make_pdf("Koeltechniek en PLC"))
    (folder / "2026" / "jan.docx").write_bytes(make_docx("Kraanmachinist"))
    (folder / "piet.txt").write_text("Magazijn")
    rows = [
        NOOR | {"e-mail": f"{name}@example.org", "cv-bestand": file}
        for name, file in (("noor", "noor.pdf"), ("jan", "2026\\jan.docx"), ("piet", "piet.txt"))
    ]
    assert bring_in(rows, "--documents", folder)["report"] is None
    texts = {document.filename: document.text for document in db.session.scalars(db.select(Document))}
    assert texts == {"noor.pdf": "Koeltechniek en PLC", "jan.docx": "Kraanmachinist", "piet.txt": "Magazijn"}
    noor = db.session.scalars(db.select(Document).where(Document.filename == "noor.pdf")).one()
    assert (noor.content[:5], noor.content_type, noor.state) == (b"%PDF-", "application/pdf", DocumentState.READ)


def test_a_cv_that_cannot_be_read_is_kept_and_marked(bring_in, folder):
    (folder / "noor.pdf").write_bytes(b"%PDF-1.7 broken")
    result = bring_in([NOOR | {"cv": "noor.pdf"}], "--documents", folder)
    document = one(Document)
    assert (document.state, document.content, document.text) == (DocumentState.UNREADABLE, b"%PDF-1.7 broken", "")
    assert [line[1:3] for line in report_of(result)] == [["cv", "noor.pdf"]]
    assert result["imported"] == 1


@pytest.mark.parametrize("name", ["cv.html", "big.pdf"])
def test_what_we_never_take_as_a_cv_is_not_kept(bring_in, folder, name):
    (folder / "cv.html").write_text("<script>")
    with (folder / "big.pdf").open("wb") as file:
        file.truncate(20 * 1024 * 1024 + 1)
    result = bring_in([NOOR | {"cv-bestand": name}], "--documents", folder)
    assert (result["imported"], count(Document), len(report_of(result))) == (1, 0, 1)


@pytest.mark.parametrize(
    "name", ["../secret.txt", "link.txt", "2026", "missing.pdf", "x" * 300, "a\x00b", "/etc/passwd", "..\\secret.txt"]
)
def test_a_cv_lies_in_the_folder_and_nowhere_else(folder, name):
    assert find(folder, name) is None


def test_the_person_comes_in_when_the_cv_is_not_there(bring_in, folder):
    result = bring_in([NOOR | {"cv-bestand": str(folder.parent / "secret.txt")}], "--documents", folder)
    assert (result["imported"], count(Document), len(report_of(result))) == (1, 0, 1)
    (folder / "noor.txt").write_text("Monteur")
    row = NOOR | {"cv-bestand": "noor.txt"}
    assert len(report_of(bring_in([row]))) == 1, "without the folder no file is read"
    assert bring_in([row], "--documents", folder)["imported"] == 1
    assert one().cv.text == "Monteur"


def test_a_cv_added_to_the_folder_makes_it_another_import(bring_in, folder):
    row = NOOR | {"cv-bestand": "noor.txt"}
    assert bring_in([row], "--documents", folder)["report"]
    (folder / "noor.txt").write_text("Monteur")
    assert bring_in([row], "--documents", folder)["imported"] == 1
    assert one().cv.text == "Monteur"
