"""One row of each table about permission, requests and removal, for the tests that look at every table."""

from datetime import timedelta

from crm import codes
from crm.candidates.addresses import ask_address_change
from crm.extensions import db
from crm.papers import services as papers
from crm.portal import rights
from crm.portal.door import cookie_name
from crm.privacy import exporting, holds
from crm.requests import jobs as request_jobs
from crm.requests import services as requests
from models import (
    AccessCode,
    AccessRecord,
    AddressChange,
    Candidate,
    ChainDisposal,
    ConsentKind,
    ContactKind,
    ContactNote,
    Download,
    Erasure,
    ErasureCause,
    FormerSubject,
    Incident,
    LedgerCount,
    LegalHold,
    Match,
    MessageClass,
    MessageTrace,
    PaperConsent,
    PrivacyRequest,
    Promise,
    Purpose,
    PurposeEnding,
    ReceivedMail,
    RequestKind,
    User,
    Wishes,
)
from tests.factories import NOW, make_candidate, make_user
from tests.pages import Browser

DAY = timedelta(days=1)


def make_rights(candidate: Candidate, by: User) -> None:
    """Flushes nothing; `candidate` and `by` have ids."""
    mine = {"candidate_id": candidate.id}
    db.session.add_all(
        [
            AccessCode(
                **mine, session_sha256="s", code_hash="c", created_at=NOW, expires_at=NOW + timedelta(minutes=10)
            ),
            AccessRecord(**mine, user_id=by.id, at=NOW, page="candidates.show"),
            AddressChange(**mine, email="nieuw@example.org", asked_at=NOW, expires_at=NOW + 7 * DAY),
            ChainDisposal(subject="f" * 32, events=2, due_at=NOW + 730 * DAY),
            ContactNote(**mine, by_id=by.id, kind=ContactKind.CALL, text="Ze volgt de cursus.", at=NOW),
            Download(**mine, content=b"zip", size=3, created_at=NOW, expires_at=NOW + DAY),
            Erasure(number=1, subject="f" * 32, cause=ErasureCause.REQUEST, requested_at=NOW, erased_at=NOW),
            FormerSubject(**mine, subject="e" * 32),
            Incident(
                title="Laptop kwijt",
                description="Versleuteld.",
                began_at=NOW - DAY,
                noticed_at=NOW,
                opened_by_id=by.id,
            ),
            LedgerCount(at=NOW, chains=1, events=3, disposed_chains=0, disposed_events=0, signature="s"),
            LegalHold(**mine, owner_id=by.id, reason="Klacht", opened_at=NOW, review_on=NOW.date() + DAY, ended_at=NOW),
            MessageTrace(message_sha256="m", message_class=MessageClass.INVITATION, sent_at=NOW),
            PaperConsent(
                **mine,
                purposes=[Purpose.KEEP_PROFILE.value],
                given_on=NOW.date(),
                filename="formulier.pdf",
                content_type="application/pdf",
                sha256="p",
                content=b"%PDF-",
                recorded_by_id=by.id,
                recorded_at=NOW,
            ),
            Promise(**mine, owner_id=by.id, words="In maart bel ik je.", due_on=NOW.date(), made_at=NOW),
            PrivacyRequest(
                **mine,
                kind=RequestKind.CORRECTION,
                content={"place": "Haarlem"},
                received_at=NOW,
                due_at=NOW + 30 * DAY,
            ),
            PurposeEnding(
                purpose=Purpose.SURVEY, kind=ConsentKind.REVOKED, reason="We vragen niets meer.", by_id=by.id, at=NOW
            ),
            ReceivedMail(
                **mine,
                text="Graag! Bel me na vier uur.",
                written_at=NOW,
                added_at=NOW,
                added_by_id=by.id,
                mail_sha256="m",
            ),
            Wishes(**mine, work="planner", regions="Zaanstreek", hours="24 tot 32", changed_at=NOW),
        ]
    )


SESSION = "the browser of the visitor"


def make_portal(candidate: Candidate, by: User) -> None:
    """A code, a changed address and an answered request: what a person does on their page, with the mails of it."""
    rights.send_code(candidate, session=SESSION, network="192.0.2.0/24", now=NOW)
    asked = requests.ask_correction(candidate, {"place": "Haarlem"}, now=NOW)
    assert asked
    requests.accept(asked, by=by, answer="Zo staat het er nu.", now=NOW)
    ask_address_change(candidate, "nieuw.adres@example.org", now=NOW)
    rights.confirm_address(candidate, "nieuw.adres@example.org", now=NOW)
    signed = {"given_on": NOW.date(), "filename": "getekend.pdf", "content": b"%PDF-1.7", "by": by, "now": NOW}
    signer = make_candidate(language=candidate.language)
    papers.record(signer, [Purpose.SURVEY], **signed)
    papers.accept(papers.record(signer, [Purpose.SURVEY], **signed), by=make_user(language=candidate.language), now=NOW)


def make_hold(by: User) -> None:
    """Somebody whose file may not go yet,."""
    held = make_candidate()
    holds.open_hold(held, reason="Klacht", owner=by, review_on=NOW.date() + DAY, by=by, now=NOW)


def make_late_request(match: Match) -> PrivacyRequest:
    """A question that has waited so long that the officers get a mail about it."""
    asked = requests.ask_explanation(match.candidate, "Waarom?", match=match, now=NOW - requests.ALARM_AFTER)
    request_jobs.alarm(now=NOW)
    return asked


def open_door(candidate: Candidate) -> Download:
    """Their code was given in the browser that `inside` makes; a download waits there."""
    code = codes.prepare(candidate, session=SESSION, now=NOW)
    code.spent_at, code.open_until = NOW, NOW + codes.OPEN_FOR
    return exporting.make_download(candidate, now=NOW)


def inside(browser: Browser) -> Browser:
    """The browser in which the code of `open_door` was given."""
    with browser.app.test_request_context():
        browser.client.set_cookie(cookie_name(), SESSION)
    return browser
