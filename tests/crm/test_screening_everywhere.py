"""Wherever text comes in: what must not be here is refused, asked about or masked; never shown, logged or matched."""

import pytest
import sqlalchemy as sa

from crm.candidates.documents import document_of, read_document
from crm.extensions import db
from crm.invitations import services as invitations
from crm.screening import MASK, Kind
from crm.vacancies.vectors import profile_of
from models import (
    Application,
    Candidate,
    ConsentEvidence,
    Document,
    ImportRow,
    MatchDecision,
    Message,
    Outcome,
    Reply,
    Tag,
)
from models.search import has_words
from tests.crm.test_applications import SENTENCE, fill
from tests.crm.test_consent import CAPTURE
from tests.crm.test_documents import make_docx
from tests.crm.test_import import CONSENT, NOOR, bring_in, count, one, report_of
from tests.crm.test_invitations import invited, make_match
from tests.factories import EVERYTHING, NOW, make_application, make_candidate, make_user

__all__ = ["bring_in"]
pytestmark = pytest.mark.usefixtures("organisation", "clock")

BSN = "111222333"
CV = f"Monteur koeltechniek\nBSN: {BSN}\nNationaliteit: Turkse\nVCA"


def anywhere(words):
    """Whether any text of the database holds this."""
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)):
            if any(
                words in (value.decode(errors="ignore") if isinstance(value, bytes) else str(value)) for value in row
            ):
                return True
    return False


def token(page):
    return page.all("//input[@name='csrf_token']/@value")[0]


# What colleagues write


@pytest.fixture
def composer(browser, recruiter):
    application = make_application()
    return application, browser.get(f"/applications/{application.id}/rejection")


def sent():
    return db.session.scalars(sa.select(Message)).all()


@pytest.mark.parametrize("place", ["sentence", "findings-1-note"])
def test_a_letter_with_a_citizen_service_number_is_refused_with_the_reason_and_the_rest_stays(composer, place, log):
    application, page = composer
    typed = fill(page, ("strong", "sinds 2014"), ("not_yet", "verlopen"), sentence=SENTENCE)

    page = page.submit("Send to Marieke", **typed | {place: f"Je BSN {BSN} staat erop."})

    assert page.status == 422
    assert "a citizen service number (BSN), which we may not keep about applicants" in page.text
    assert f"Je BSN {MASK} staat erop." in page.body
    assert "sinds 2014" in page.body
    assert BSN not in page.body
    assert BSN not in log.getvalue()
    assert db.session.get(Application, application.id).outcome is Outcome.OPEN
    assert sent() == []
    page = page.submit("Send to Marieke")
    assert f"Take out {MASK}" in page.text
    page.submit("Send to Marieke", **{place: "Je kent de installatie."})
    assert len(sent()) == 1


OWN = "Je rustige uitleg over de planning van de vroege ritten bleef ons bij."


def test_a_letter_about_what_may_not_weigh_is_asked_about_once(composer):
    application, page = composer
    typed = fill(page, ("strong", ""), ("enough", ""), sentence=f"Je bent zwanger, dus kies ik iemand anders. {OWN}")

    page = page.submit("Send to Marieke", **typed)

    assert page.status == 422
    assert "marriage, children or pregnancy, which may not weigh in a decision" in page.text
    assert sent() == []
    page = page.submit("Send to Marieke", sentence=f"Je bent zwanger en ook te oud. {OWN}")
    assert "an age or birth" in page.text, "another matter is asked about too"
    page.submit("Send to Marieke")
    db.session.expire_all()
    assert application.outcome is Outcome.REJECTED


def test_the_letter_that_writes_along_says_so_and_shows_no_number(composer):
    _application, page = composer

    page = page.submit(
        "Update the letter", **fill(page, ("strong", ""), sentence=f"BSN {BSN}, en je hebt een hoofddoek.")
    )

    (letter,) = page.all("//article[@id='letter']")
    assert "Take out a citizen service number (BSN)" in letter.text_content()
    assert "You seem to write about belief." in " ".join(letter.text_content().split())
    assert BSN not in letter.text_content()


def test_an_invitation_is_looked_through_too(browser, recruiter):
    match = make_match()
    page = browser.get(f"/matches/{match.id}/invitation")

    page = page.submit("Invite Marieke", sentence=f"Stuur je BSN, {BSN} klopt toch?")
    assert page.status == 422
    assert BSN not in page.body
    page = page.submit("Invite Marieke", sentence="Hoe gaat het met je burn-out?")
    assert "health or a disability" in page.text
    page.submit("Invite Marieke", sentence="Heb je zin in ploegendienst?")

    assert len(sent()) == 1


@pytest.mark.parametrize("reason", ["zwanger", "te oud", f"BSN {BSN}"])
def test_what_may_not_weigh_is_never_the_reason_against_somebody(browser, recruiter, reason):
    match = make_match()
    page = browser.get(f"/vacancies/{match.vacancy_id}")

    page = browser.post(f"/matches/{match.id}/refusal", {"reason": reason, "csrf_token": token(page)})

    db.session.refresh(match)
    assert match.decision is not MatchDecision.NOT_THIS_ONE
    assert "which we may not keep" in page.text or "may not count for anybody" in page.text
    assert not anywhere(reason)


@pytest.mark.parametrize("tag", ["moslim", "dyslexie", f"BSN {BSN}", "NL91ABNA0417164300"])
def test_nobody_is_labelled_with_what_may_not_weigh(browser, recruiter, tag):
    candidate = make_candidate(allows=EVERYTHING)
    page = browser.get(f"/candidates/{candidate.public_id}")

    page = browser.post(f"/candidates/{candidate.public_id}/tags", {"name": tag, "csrf_token": token(page)})

    assert page.status == 422
    assert count(Tag) == 0


# What comes with an import


def test_an_imported_cv_is_kept_masked_found_by_nobody_and_reported(bring_in):
    result = bring_in([NOOR | {"cv tekst": CV}])

    noor = one()
    assert noor.cv.text == f"Monteur koeltechniek\nBSN: {MASK}\nNationaliteit: Turkse\nVCA"
    assert not db.session.scalars(sa.select(Candidate).where(has_words(BSN))).all()
    assert not anywhere(BSN)
    masked_line, asked_line = report_of(result)
    assert masked_line[1:3] == asked_line[1:3] == ["cv tekst", ""]
    assert masked_line[3] != asked_line[3], "one came in changed, the other as it is"
    assert BSN not in str(report_of(result))


def test_a_cv_file_with_a_number_is_kept_as_text_alone(bring_in, tmp_path):
    (tmp_path / "cv.docx").write_bytes(make_docx("Monteur", f"BSN {BSN}"))
    (tmp_path / "clean.docx").write_bytes(make_docx("Lasser"))

    result = bring_in(
        [NOOR | {"cv-bestand": "cv.docx"}, NOOR | {"e-mail": "b@example.org", "cv-bestand": "clean.docx"}],
        "--documents",
        tmp_path,
    )

    masked_one, clean_one = db.session.scalars(sa.select(Document).order_by(Document.id))
    assert (masked_one.text, masked_one.content) == (f"Monteur\nBSN {MASK}", None)
    assert clean_one.content is not None
    assert "het bestand niet" in str(report_of(result))


def test_headlines_permissions_and_their_evidence_are_masked_and_labels_left_out(bring_in):
    officer = make_user()
    row = NOOR | CONSENT | {"functie": f"Monteur, BSN {BSN}", "tags": ["PLC", "moslim"]}

    result = bring_in([row], "--consent-accepted-by", officer.email)

    assert one().headline == f"Monteur, BSN {MASK}"
    assert [tag.name for tag in one().tags] == ["PLC"]
    assert db.session.scalars(sa.select(ConsentEvidence)).all()
    assert not anywhere(BSN)
    assert not anywhere("moslim") or count(ConsentEvidence)
    assert len(report_of(result)) == 2


def test_claims_that_wait_for_an_officer_hold_no_number_either(bring_in):
    bring_in([NOOR | CONSENT | {"functie": f"BSN {BSN}"}])

    assert count(ImportRow) == 1
    assert not anywhere(BSN)


def test_an_identity_number_makes_nobodys_id(bring_in):
    rows = [
        NOOR | {"e-mail": f"n{number}@example.org", "id": id_}
        for number, id_ in enumerate(["85.07.30-033.28", "BSN 111222333", "7"])
    ]

    result = bring_in(rows)

    assert result["imported"] == 3
    assert sorted(db.session.scalars(sa.select(Candidate.external_id)), key=str) == ["7", None, None]


def test_the_same_rows_once_more_add_nothing(bring_in, tmp_path):
    bring_in([NOOR | {"cv tekst": CV}])
    bring_in([NOOR | {"cv tekst": CV}, NOOR | {"e-mail": "b@example.org"}])

    assert count(Document) == 1


# What people send themselves


def test_what_somebody_answers_is_kept_and_told_without_their_number():
    invitation = invited(make_match())

    invitations.answer(
        invitation, reply=Reply.INTERESTED, note=f" Graag! BSN {BSN} ", until=None, now=NOW, capture=CAPTURE
    )
    db.session.commit()

    assert invitation.note == f"Graag! BSN {MASK}"
    assert not anywhere(BSN)


def test_a_file_that_is_read_anywhere_is_masked():
    content = f"Kapper\nBSN {BSN}\nik ben dyslectisch".encode()

    result = read_document(content, "cv.txt")
    document = document_of(result, f"BSN {BSN}.txt", content)

    assert (result.taken, result.left) == ({Kind.BSN}, {Kind.HEALTH})
    assert document.text == f"Kapper\nBSN {MASK}\nik ben dyslectisch"
    assert (document.content, document.filename) == (None, f"BSN {MASK}.txt")


def test_a_file_without_such_numbers_is_kept_as_it_came():
    content = "Kapper, né en 1990".encode()

    document = document_of(read_document(content, "cv.txt"), "cv.txt", content)

    assert document.content == content


def test_the_matcher_never_reads_what_may_not_weigh():
    profile = profile_of(make_candidate(cv=CV, headline="Monteur, gehuwd"))

    assert "Monteur koeltechniek" in profile.text
    assert "Turkse" not in profile.text
    assert BSN not in profile.text
    assert "gehuwd" not in profile.title
