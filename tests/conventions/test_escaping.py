"""What people type stays text: a sample in which every field of words is hostile, and every page drawn from it."""

import re

import pytest
import sqlalchemy as sa

from crm.extensions import db
from models import Base, Language
from tests.pages import Browser
from tests.sample import addresses, make_sample
from tests.sample_rights import inside

pytestmark = pytest.mark.pages

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}"
WORDS = {
    "application": ["feedback", "letter"],
    "call_task": ["note"],
    "candidate": ["first_name", "last_name", "place", "headline", "source", "external_id"],
    "contact_note": ["text"],
    "document": ["filename", "text"],
    "import_batch": ["filename"],
    "incident": ["title", "description", "measures"],
    "invitation": ["sentence", "note"],
    "legal_hold": ["reason"],
    "letter_override": ["reason"],
    "match": ["decision_reason"],
    "message": ["subject", "text", "sender_name", "reason"],
    "organisation": ["name", "address", "pool_days_reason"],
    "paper_consent": ["filename"],
    "privacy_request": ["answer"],
    "promise": ["words", "broken_because"],
    "purpose_ending": ["reason"],
    "referral": ["motivation"],
    "requirement": ["text"],
    "survey_answer": ["text"],
    "tag": ["name"],
    "user": ["name"],
    "vacancy": ["title", "description", "place", "hours"],
    "verdict": ["note", "advice", "followed_words"],
    "wishes": ["work", "regions", "hours"],
}


def make_hostile() -> set[str]:
    """Add the words to every field; returns the fields that held any."""
    changed = set()
    for table in Base.metadata.sorted_tables:
        for name in WORDS.get(table.name, []):
            column = table.c[name]
            rows = db.session.execute(sa.update(table).where(column.is_not(None)).values({name: column + HOSTILE}))
            if rows.rowcount:  # type: ignore[attr-defined]
                changed.add(f"{table.name}.{name}")
    db.session.commit()
    return changed


@pytest.mark.parametrize("who", ["a stranger", "a colleague with every role"])
def test_no_page_runs_what_somebody_typed(app, organisation, clock, who):
    sample = make_sample(organisation, Language.ENGLISH)
    visitor = inside(Browser(app))
    if who != "a stranger":
        visitor.is_signed_in(sample.everything)
    changed = make_hostile()
    shown = 0

    for endpoint, address in addresses(app, sample).items():
        answer = visitor.answer("GET", address)
        if answer.mimetype != "text/html" or endpoint == "mailbox.html":
            continue
        body = answer.get_data(as_text=True)
        assert not re.search(r"<script>alert|<img src=x", body), f"{address} runs what was typed"
        shown += "&lt;script&gt;alert" in body

    assert shown > 5, "the words are not on the pages: mend WORDS"
    assert changed
