"""Looking changes nothing: no GET, HEAD or OPTIONS changes a table, whoever looks. Scanners open each link."""

import hashlib

import pytest
import sqlalchemy as sa

from crm.extensions import db
from models import Base, Language
from tests.pages import Browser
from tests.sample import addresses, make_sample
from tests.sample_rights import inside

LOOKS = "access_record"  # who opened whose page: the one thing that looking writes, in a transaction of its own


def digest() -> dict[str, str]:
    """A fingerprint of every row of every table but the looks."""
    db.session.rollback()
    prints = {}
    for table in Base.metadata.sorted_tables:
        if table.name == LOOKS:
            continue
        rows = sorted(repr(tuple(row)) for row in db.session.execute(sa.select(table)))
        prints[table.name] = f"{len(rows)} rows, {hashlib.sha256(repr(rows).encode()).hexdigest()[:12]}"
    db.session.rollback()
    return prints


@pytest.mark.parametrize("who", ["a stranger", "a colleague with every role"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_at_any_address_changes_no_table(app, organisation, clock, method, who):
    sample = make_sample(organisation, Language.ENGLISH)
    visitor = inside(Browser(app))
    if who != "a stranger":
        visitor.is_signed_in(sample.everything)
    before = digest()

    for endpoint, address in addresses(app, sample, method).items():
        if (method, endpoint) == ("OPTIONS", "static"):
            continue  # files are served before the application, and only to be read
        for _twice in range(2):
            answer = visitor.answer(method, address)
            assert answer.status_code < 400, f"{method} {address} ({endpoint}) answered {answer.status_code}"

    assert digest() == before, "something writes while it is only being read: move it to a POST or a job"


def test_every_table_of_the_sample_holds_something(app, organisation, clock):
    """Else the digest would not notice much. What only other processes write is named here."""
    make_sample(organisation)
    elsewhere = {"consent_event", "ended_session", "import_row", "profile_vector", "suppression", "throttle_count"}

    empty = {name for name, rows in digest().items() if rows.startswith("0 ")}

    assert empty <= elsewhere, "make one of these in tests/sample.py"
