"""Everything we hold of one person, for that person, and nothing of anybody else."""

import csv
import io
import json
import zipfile
from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.applications.letter import Answer, Found
from crm.applications.rejecting import reject
from crm.applications.services import keep_draft
from crm.extensions import db
from crm.mail.delivery import deliver_due
from crm.portal.history import history as portal_history
from crm.privacy import exporting
from models import Candidate, Document, Download, Finding, Language
from models.personal import COLUMNS, Personal
from tests.factories import EVERYTHING, NOW, make_application, make_candidate, make_user
from tests.sample import make_sample

DAY = timedelta(days=1)


def opened(content):
    return zipfile.ZipFile(io.BytesIO(content))


@pytest.fixture
def sample(organisation, clock):
    return make_sample(organisation)


def test_no_column_of_a_candidate_is_left_out_of_the_export(sample):
    archive = exporting.export(sample.candidate, now=NOW)
    made = {
        table: {name for name, kind in columns.items() if kind is Personal.CANDIDATE}
        for table, columns in COLUMNS.items()
        if Personal.CANDIDATE in columns.values()
    }
    copies = exporting._LEFT_OUT
    files = {("document", "content"), ("paper_consent", "content")}

    for table, columns in made.items():
        if table in copies:
            continue
        for row in archive.tables[table]:
            missing = {name for name in columns - set(row) if (table, name) not in files}
            assert not missing, f"{table} lacks {missing}"
    assert set(made) - copies == set(archive.tables)


def test_the_export_holds_matches_with_reasons_mails_permissions_and_files(sample):
    packed = opened(exporting.archive(sample.candidate, now=NOW))
    data = json.loads(packed.read("data.json"))

    assert data["schema"] == "weerzien-export-1"
    assert data["tables"]["match"][0]["reasons"][0]["text"] == "laadklep"
    assert data["tables"]["match"][0]["vacancy"] == sample.vacancy.title
    assert data["tables"]["message"][0]["subject"]
    assert data["tables"]["candidate_tag"][0]["tag"] == "rijbewijs"
    assert data["permissions"][0]["notice"]["facts"]["controller"]["name"] == sample.organisation.name
    assert [name for name in packed.namelist() if name.startswith("files/cv-")]
    document = db.session.scalars(sa.select(Document).where(Document.candidate_id == sample.candidate.id)).first()
    assert packed.read(next(n for n in packed.namelist() if n.startswith("files/cv-"))) == document.content


def test_the_export_holds_nothing_of_anybody_else_and_no_colleague_s_address(sample):
    other = make_candidate(allows=EVERYTHING, first_name="Xaviera", email="xaviera@example.net", cv="Kraanmachinist")
    everything = exporting.export(sample.candidate, now=NOW).as_json()

    for word in ("Xaviera", "xaviera@example.net", "Kraanmachinist", other.public_id, sample.everything.email):
        assert word not in everything
    others = [each for each in db.session.scalars(sa.select(Candidate)) if each.id != sample.candidate.id]
    assert not any(each.email in everything for each in others)


def test_the_tables_say_what_the_json_says_and_no_cell_runs_as_a_formula(sample):
    sample.candidate.headline = "=HYPERLINK(1)"
    db.session.commit()
    packed = opened(exporting.archive(sample.candidate, now=NOW))
    data = json.loads(packed.read("data.json"))["tables"]

    for name, rows in data.items():
        if rows:
            table = list(csv.DictReader(io.StringIO(packed.read(f"tables/{name}.csv").decode("utf-8-sig"))))
            assert len(table) == len(rows)
            assert set(table[0]) == set(rows[0])
    candidate = next(csv.DictReader(io.StringIO(packed.read("tables/candidate.csv").decode("utf-8-sig"))))
    assert candidate["headline"] == "'=HYPERLINK(1)"
    assert data["candidate"][0]["headline"] == "=HYPERLINK(1)"


@pytest.mark.parametrize("name", ["../../etc/passwd", "cv.pdf/../../x", "a\x00b.exe", "\u202efdp.exe", "x" * 4000])
def test_a_file_with_a_hostile_name_gets_a_harmless_one(organisation, name):
    candidate = make_candidate(cv="tekst")
    candidate.documents[0].filename, candidate.documents[0].content = name.replace("\x00", ""), b"tekst"
    db.session.commit()

    names = opened(exporting.archive(candidate, now=NOW)).namelist()

    assert all(".." not in each and len(each) < 60 and each.isascii() for each in names)


def test_a_download_can_be_fetched_once_by_its_owner_within_a_day(organisation):
    candidate, other = make_candidate(), make_candidate()
    download = exporting.make_download(candidate, now=NOW)
    public_id = download.public_id
    db.session.commit()

    assert exporting.fetch(other, public_id, now=NOW) is None
    assert exporting.fetch(candidate, public_id, now=NOW + DAY) is None
    assert opened(exporting.fetch(candidate, public_id, now=NOW)).testzip() is None
    db.session.commit()
    assert exporting.fetch(candidate, public_id, now=NOW) is None
    assert db.session.scalars(sa.select(sa.func.length(Download.content))).one() == 0


def test_neither_the_download_nor_a_page_tells_of_a_no_before_its_letter_has_left(organisation, clock, app):
    organisation.send_delays = {"process": 30}
    application, by = make_application(), make_user()
    asked = application.vacancy.requirements[0]
    found = [Found(asked.text, Finding.NOT_YET, "Je rijdt nog niet in de nacht.", "Rijd mee.", requirement_id=asked.id)]
    promise = {"promise": "Ik bel je over het voorjaar.", "promise_on": NOW.date() + DAY}
    told = Answer(found, "Je vertelde over de Zaanstreek.", **promise)
    before = exporting.export(application.candidate, now=NOW)
    reject(application, told, by=by, now=NOW, reason="Bedacht.")
    db.session.commit()

    waiting = exporting.export(application.candidate, now=NOW)
    changed = {name for name, rows in waiting.tables.items() if rows != before.tables[name]}
    assert (changed, waiting.permissions) == (set(), [])
    with app.test_request_context():
        history = " ".join(each.text for each in portal_history(application.candidate, Language.ENGLISH))
    for word in ("Your application for", "We asked", "promised"):
        assert word not in history

    clock.shift(timedelta(minutes=31))
    deliver_due()
    db.session.expire_all()
    content = json.loads(exporting.export(application.candidate, now=NOW).as_json())["tables"]
    assert content["application"][0]["outcome"] == "rejected"
    assert content["verdict"][0]["note"] == "Je rijdt nog niet in de nacht."
    assert content["promise"]


def test_an_answer_that_is_still_being_written_is_not_in_the_download(organisation):
    application = make_application()
    keep_draft(application, {"findings": [], "sentence": "Misschien toch.", "letter": ""})

    assert "Misschien toch" not in exporting.export(application.candidate, now=NOW).as_json()
