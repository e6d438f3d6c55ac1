"""A yes on paper: one colleague records it, another looks at it, and the person confirms it; only then it counts."""

import io
import re

import pytest
import sqlalchemy as sa

from crm.consent.confirming import waiting
from crm.consent.ledger import Capture
from crm.consent.services import withdraw
from crm.doctor import examine
from crm.extensions import db
from crm.mail.delivery import deliver_due
from crm.papers import services
from models import ConsentEvent, ConsentEvidence, Message, PaperConsent, Purpose, may
from tests.factories import EVERYTHING, NOW, give, make_candidate, make_user

pytestmark = pytest.mark.usefixtures("organisation", "clock")
PDF = b"%PDF-1.7 signed"


def submit(browser, candidate, content=PDF, filename="getekend.pdf", **fields):
    page = browser.get(f"/papers/new/{candidate.public_id}")
    form = next(form for form in page.tree.forms if "given_on" in form.fields)
    data = dict(form.form_values()) | {"keep_profile": "y", "given_on": "2026-11-20"} | fields
    data = {name: value for name, value in data.items() if value}
    return browser.answer(
        "POST",
        f"/papers/new/{candidate.public_id}",
        data=data | {"file": (io.BytesIO(content), filename)},
        content_type="multipart/form-data",
    )


def allowed(candidate):
    db.session.expire_all()
    return {purpose for purpose in Purpose if may(candidate, purpose, NOW).allowed}


def confirm_link(mail_folder):
    deliver_due()
    mails = sorted(mail_folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    return [found for mail in mails for found in re.findall(r"https?://[^/\s]+(/confirm/[\w-]+)", mail.read_text())][-1]


def test_it_counts_after_a_second_colleague_and_the_person_themselves(browser, recruiter, mail_folder):
    candidate, colleague = make_candidate(), make_user()
    assert submit(browser, candidate, match_vacancies="y", email_vacancies="y").status_code == 303
    assert "A colleague looks at it." in browser.get("/papers").text
    assert allowed(candidate) == set()

    browser.is_signed_in(colleague)
    browser.get("/papers").submit("Good, mail them")
    assert allowed(candidate) == set()
    link = confirm_link(mail_folder)
    page = browser.get(link)
    assert "Bewaar mijn profiel" in page.text
    assert allowed(candidate) == set()
    page.submit("Ja, dat klopt")

    assert allowed(candidate) == EVERYTHING
    assert not examine()
    evidence = db.session.scalars(sa.select(ConsentEvidence).order_by(ConsentEvidence.id)).first()
    assert evidence.details["file_sha256"] == db.session.scalars(sa.select(PaperConsent.sha256)).one()
    browser.get(link, status=404)


def test_whoever_recorded_it_cannot_check_it(browser, recruiter):
    candidate = make_candidate()
    submit(browser, candidate)
    paper = db.session.scalars(sa.select(PaperConsent)).one()

    for decide in (services.accept, services.refuse):
        with pytest.raises(services.SamePerson):
            decide(paper, by=recruiter, now=NOW)
        db.session.rollback()

    assert not db.session.scalars(sa.select(Message)).all()


def test_a_refused_paper_gives_nothing_and_asks_nothing(browser, recruiter):
    candidate, colleague = make_candidate(), make_user()
    submit(browser, candidate)

    browser.is_signed_in(colleague)
    page = browser.get("/papers").submit("Not good enough")

    assert "No paper waits" in page.text
    assert not db.session.scalars(sa.select(ConsentEvent)).all()
    assert not db.session.scalars(sa.select(Message)).all()


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        (b"", {}),
        (b"MZ a program", {}),
        (PDF, {"keep_profile": ""}),
        (PDF, {"keep_profile": "", "match_vacancies": "y"}),
        (PDF, {"given_on": ""}),
        (PDF, {"given_on": "2027-01-01"}),
    ],
    ids=["empty", "a program", "no purpose", "without keeping", "no day", "a coming day"],
)
def test_what_is_no_proof_is_refused_with_what_to_do(browser, recruiter, content, fields):
    answer = submit(browser, make_candidate(), content, **fields)

    assert answer.status_code == 422
    assert not db.session.scalars(sa.select(PaperConsent)).all()


def test_somebody_without_an_address_cannot_confirm_and_is_not_recorded(browser, recruiter):
    answer = submit(browser, make_candidate(email=None))

    assert answer.status_code == 422
    assert "no e-mail address" in answer.text


def test_a_paper_does_not_undo_a_no(browser, recruiter):
    candidate = make_candidate(allows=EVERYTHING)
    own = Capture("personal_link", "subject", candidate.language, {})
    withdraw(candidate, [Purpose.KEEP_PROFILE], capture=own, now=NOW)
    candidate.keep_until = NOW.replace(year=2027)
    db.session.commit()

    answer = submit(browser, candidate)

    assert answer.status_code == 422
    assert "Only they can change that" in answer.text


def test_whoever_says_no_before_the_check_is_not_asked_to_confirm(browser, recruiter):
    candidate, colleague = make_candidate(), make_user()
    submit(browser, candidate)
    give(candidate, set())

    services.accept(db.session.scalars(sa.select(PaperConsent)).one(), by=colleague, now=NOW)

    assert waiting(candidate, NOW) == []


def test_a_confirmation_that_comes_after_a_week_finds_nothing_to_confirm(browser, recruiter, mail_folder, clock):
    candidate, colleague = make_candidate(), make_user()
    submit(browser, candidate)
    paper = db.session.scalars(sa.select(PaperConsent)).one()
    services.accept(paper, by=colleague, now=NOW)
    db.session.commit()
    link = confirm_link(mail_folder)

    clock.shift(60 * 60 * 24 * 7)

    browser.get(link, status=404)
    assert allowed(candidate) == set()


def test_the_file_comes_only_as_an_attachment(browser, recruiter):
    submit(browser, make_candidate())
    paper = db.session.scalars(sa.select(PaperConsent)).one()

    answer = browser.answer("GET", f"/papers/{paper.id}/file")

    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_file_that_is_too_large_is_no_proof(recruiter):
    signed = {"given_on": NOW.date(), "filename": "a.pdf", "content": PDF + b"x" * services.MAX_BYTES}

    with pytest.raises(services.NoProof):
        services.record(make_candidate(), [Purpose.KEEP_PROFILE], **signed, by=recruiter, now=NOW)
