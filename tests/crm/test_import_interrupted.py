"""An import that is killed, at any moment, goes on where it was: with the real command and the real signal."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crm.applications.importing import services
from crm.applications.importing.reading import open_source
from crm.applications.importing.report import Report
from crm.clock import utcnow
from crm.database import READING
from crm.extensions import db
from models import Application, Candidate, ImportBatch

pytestmark = pytest.mark.usefixtures("organisation")


ROWS = 1500


@pytest.fixture
def large_file(tmp_path):
    """Every seventh row is wrong, every tenth is of somebody who stands there before."""
    path = tmp_path / "large.csv"
    lines = ["naam,e-mail,vacature,gesolliciteerd op,afgewezen op"]
    for number in range(ROWS):
        person = number - 5 if number % 10 == 9 else number
        address = f"bad{number}" if number % 7 == 0 else f"n{person}@example.org"
        lines.append(f"Noor {person},{address},Monteur {number % 3},2026-01-{number % 28 + 1:02},2026-02-14")
    path.write_text("\n".join(lines))
    return path


def start(app, path):
    names = ("SECRET_KEY", "DATABASE_URL", "DATA_DIR", "QUEUE_URL")
    environment = os.environ | {f"CRM_{name}": str(app.config[f"CRM_{name}"]) for name in names}
    return subprocess.Popen(
        [sys.executable, "-m", "crm", "import", str(path), "--json"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def lines_done():
    """Without holding up whoever writes."""
    db.session.connection(execution_options=READING)
    line = db.session.scalar(db.select(db.func.max(ImportBatch.line)))
    db.session.rollback()
    return line


def count(entity):
    return db.session.scalar(db.select(db.func.count()).select_from(entity))


def read_report(result):
    with Path(result["report"]).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1:]


def test_killed_at_any_moment_an_import_goes_on_where_it_was(app, large_file):
    for moment in (None, 0, 100, 600, 1000):
        process = start(app, large_file)
        before = lines_done()
        while process.poll() is None and ((done := lines_done()) == before or (done or 0) < (moment or 0)):
            time.sleep(0.005)
        assert process.poll() is None, process.communicate()
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    assert lines_done() >= 1000

    process = start(app, large_file)
    output, errors = process.communicate(timeout=120)

    assert process.returncode == 0, errors
    result = json.loads(output)
    assert result["rows"] == ROWS == result["imported"] + result["known"] + result["rejected"]
    assert result["rejected"] == len(range(0, ROWS, 7))
    assert [int(line[0]) for line in read_report(result)] == [number + 2 for number in range(0, ROWS, 7)]
    with large_file.open() as file:
        rows = [row for number, row in enumerate(csv.DictReader(file)) if number % 7]
    assert count(Candidate) == len({row["e-mail"] for row in rows})
    assert count(Application) == len({(row["e-mail"], row["vacature"], row["gesolliciteerd op"]) for row in rows})


def test_an_import_that_runs_is_not_run_again_beside_it(app, large_file):
    with open_source(large_file) as source:
        batch = services.begin(source, documents=None, officer_email=None, now=utcnow())
    report = services.reports_in(app.config["CRM_DATA_DIR"]) / batch.report
    db.session.commit()
    with Report(report):
        beside = start(app, large_file)
        _output, errors = beside.communicate(timeout=60)
    assert beside.returncode == 2, errors
    assert not lines_done()
