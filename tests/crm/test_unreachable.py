"""Whom no mail reaches can no longer say no: who cannot be called either is gone within 90 days."""

import email
import email.policy
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.candidates.merging import merge
from crm.extensions import db
from crm.intake.services import take
from crm.mail import bounces
from crm.mail.delivery import deliver_due
from crm.mail.return_path import return_path
from crm.portal.services import send_link
from crm.requests import services as requests
from crm.retention import services as retention
from models import Candidate, Erasure, MessageClass, MessageState
from models.retention import UNREACHABLE_DAYS
from tests.crm.test_mail import make_message
from tests.factories import EVERYTHING, NOW, make_application, make_candidate, make_user
from tests.incoming import BOUNCES, bounce_report

pytestmark = pytest.mark.usefixtures("clock")

AT_MOST = NOW + timedelta(days=UNREACHABLE_DAYS)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def bounce_address(app, organisation, monkeypatch):
    monkeypatch.setitem(app.config, "CRM_BOUNCE_ADDRESS", BOUNCES)


def bounced(organisation, candidate, status="5.1.1"):
    number = db.session.scalar(sa.select(sa.func.count()).select_from(sa.text("message")))
    sent = make_message(
        candidate, MessageClass.INVITATION, state=MessageState.SENT, sent_at=NOW, dedupe_key=f"sent:{number}"
    )
    take(bounce_report(return_path(sent, organisation), status), now=NOW)
    db.session.commit()
    return candidate


def mailed(folder):
    """The text of the one mail that arrived."""
    (file,) = folder.glob("*.eml")
    return email.message_from_bytes(file.read_bytes(), policy=email.policy.default).get_body(("plain",)).get_content()


def gone_at(moment):
    """Whether the sweep of that moment leaves nothing of anybody."""
    for _candidate, _kind in retention.sweep(now=moment):
        db.session.commit()
    return db.session.scalar(sa.select(sa.func.count(Candidate.id))) == 0


def test_whom_no_mail_reaches_and_nobody_can_call_is_gone_within_90_days(organisation):
    candidate = bounced(organisation, make_candidate(allows=EVERYTHING))

    assert candidate.keep_until == AT_MOST
    assert not gone_at(AT_MOST - SECOND)
    assert gone_at(AT_MOST)
    assert db.session.scalars(sa.select(Erasure)).one()


def test_whoever_leaves_earlier_does_not_stay_longer_for_it(organisation):
    silent = bounced(organisation, make_candidate(procedure_closed_at=NOW - timedelta(days=10)))

    assert silent.keep_until == NOW + timedelta(days=18)


@pytest.mark.parametrize("status", ["5.7.1", "4.2.2", "5.2.2"])
def test_a_mailbox_that_is_full_or_refuses_us_does_not_count(organisation, status):
    candidate = bounced(organisation, make_candidate(allows=EVERYTHING), status)

    assert candidate.keep_until > AT_MOST


def test_whoever_can_be_called_stays(organisation):
    candidate = bounced(organisation, make_candidate(allows=EVERYTHING, phone="+31612345678"))

    assert candidate.keep_until > AT_MOST


def test_an_open_procedure_goes_on_and_the_days_count_from_its_end(organisation):
    candidate = make_candidate(procedure_closed_at=None)
    make_application(candidate)
    bounced(organisation, candidate)
    assert not gone_at(AT_MOST + timedelta(days=30))

    closed_at = NOW + timedelta(days=200)
    candidate.close_procedure(closed_at, candidate.preset(organisation))

    assert candidate.lost_at == closed_at + timedelta(days=UNREACHABLE_DAYS)


def test_a_colleague_who_knows_that_the_address_works_ends_it(organisation, browser, recruiter):
    candidate = bounced(organisation, make_candidate(allows=EVERYTHING))
    page = browser.get(f"/candidates/{candidate.public_id}")
    assert "On 21 February 2027 they are erased, unless an address works before." in page.text

    page.submit("It works again")

    db.session.expire_all()
    assert candidate.unreachable_since is None
    assert candidate.keep_until > AT_MOST


def test_an_address_that_somebody_told_a_colleague_counts_once_its_mailbox_says_so(
    organisation, browser, recruiter, mail_folder
):
    candidate = bounced(organisation, make_candidate(allows=EVERYTHING))
    page = browser.get(f"/candidates/{candidate.public_id}")
    wrong = page.submit("Ask them to confirm it", email="marieke")
    assert wrong.status == 422
    assert "This is not an e-mail address yet." in wrong.text

    page = page.submit("Ask them to confirm it", email="Marieke.Nieuw@example.org")

    assert "It counts once they confirm it there." in page.text
    db.session.expire_all()
    assert candidate.keep_until == AT_MOST
    deliver_due()
    link = re.search(r"http://localhost(/confirm/[\w-]+)", mailed(mail_folder)).group(1)
    browser.get(link).submit("Ja, dit is mijn adres")

    db.session.expire_all()
    assert candidate.email == "marieke.nieuw@example.org"
    assert bounces.trouble_with(candidate) is None
    assert candidate.keep_until > AT_MOST


def test_a_telephone_number_that_comes_in_by_any_way_ends_it(organisation):
    corrected = bounced(organisation, make_candidate(allows=EVERYTHING))
    request = requests.ask_correction(corrected, {"phone": "+31612345678"}, now=NOW)
    requests.accept(request, by=make_user(), answer="", now=NOW)
    imported = bounced(organisation, make_candidate(allows=EVERYTHING))
    imported.phone = "+31612345679"
    db.session.commit()

    assert corrected.keep_until > AT_MOST
    assert not gone_at(AT_MOST)
    db.session.refresh(imported)
    assert imported.keep_until > AT_MOST


def test_of_two_records_that_become_one_the_address_that_stays_decides(organisation):
    works, does_not = make_candidate(allows=EVERYTHING), bounced(organisation, make_candidate(allows=EVERYTHING))

    merge(works, does_not, by=make_user(), now=NOW)

    assert works.unreachable_since is None
    assert works.keep_until > AT_MOST


def test_their_own_page_says_until_when_and_offers_no_code_that_cannot_arrive(organisation, browser, mail_folder):
    candidate = make_candidate(allows=EVERYTHING)
    send_link(candidate.email, network="192.0.2.0/24", now=NOW)
    db.session.commit()
    deliver_due()
    link = re.search(r"http://localhost(/p/[\w-]+)", mailed(mail_folder)).group(1)
    bounced(organisation, candidate)

    page = browser.get(f"{link}?language=en")
    code = browser.get(f"{link}/code?language=en")

    assert "We erase this on 21 February 2027" in page.text
    assert "Mail to your address does not arrive, and we cannot call you." in page.text
    assert "so we cannot mail you a code there" in code.text
    assert not code.all("//button[contains(., 'Mail me a code')]")
