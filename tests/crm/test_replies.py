"""What candidates write back stands on their timeline, and shares the fate of everything about them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.candidates.merging import merge
from crm.extensions import db
from crm.privacy import erasing
from crm.privacy.exporting import export
from crm.replies import services
from crm.replies.cutting import LONGEST, forwarded, own_words
from crm.retention import services as retention
from models import ErasureCause, Purpose, ReceivedMail
from tests.factories import EVERYTHING, NOW, make_candidate, make_user

pytestmark = pytest.mark.usefixtures("organisation", "clock")

MINE = "Ja, graag.\n\nBel me na vier uur."


@pytest.mark.parametrize(
    "below",
    [
        "Op ma 23 nov. 2026 om 10:12 schreef Sanne Bakker <werk@kadewerk.example>:\n> Beste Marieke",
        "On Mon, Nov 23, 2026 at 10:12 AM Sanne Bakker, Kadewerk <\nwerk@kadewerk.example> wrote:\n\n> Dear Marieke",
        "-----Oorspronkelijk bericht-----\nVan: Sanne\nBeste Marieke",
        "-------- Original Message --------\nSubject: hallo",
        "________________________________\nVan: Sanne Bakker <werk@kadewerk.example>\nVerzonden: maandag\nBeste",
        "Van: Sanne Bakker <werk@kadewerk.example>\nVerzonden: maandag 23 november 2026 10:12\nAan: Marieke\nBeste",
        "From: Sanne\nSent: Monday\nTo: Marieke\nDear",
        "> Beste Marieke,\n> past dit?",
        "-- \nMarieke de Groot\n06 1234",
        "Verstuurd vanaf mijn iPhone",
        "Sent from my Galaxy\n\nOp 23 nov 2026 schreef Sanne:\n> Beste",
        "",
    ],
)
def test_a_quoted_mail_a_signature_and_what_a_telephone_adds_are_left_out(below):
    assert own_words(f"{MINE}\r\n\r\n{below}".replace("\r\n", "\n")) == MINE


def test_answers_between_the_quoted_lines_stay():
    text = "> Heb je ADR?\nJa, sinds maart.\n> En code 95?\nOok."

    assert own_words(text) == "Ja, sinds maart.\nOok."


@pytest.mark.parametrize(
    "text", ["Op 3 december kan ik.", "Van maandag tot woensdag werk ik.", "From Monday on I can."]
)
def test_a_sentence_that_only_looks_like_the_head_of_a_quote_stays(text):
    assert own_words(text) == text


def test_a_very_long_mail_is_cut():
    assert len(own_words("lang verhaal " * 10_000)) <= LONGEST + 2


@pytest.mark.parametrize(
    "hurting",
    [
        "Op 1" + "1" * 40_000,
        ("Op 1\n" * 8_000),
        "Van: x\n" * 6_000,
        "> " * 20_000,
        "_" * 40_000,
        "From: a\n" + "\n" * 39_000,
    ],
)
def test_no_text_keeps_us_busy(hurting):
    own_words(hurting)
    forwarded(hurting)


def test_only_what_stands_below_the_head_of_a_forwarded_mail_is_theirs():
    text = (
        "Kijk eens.\n\nBegin doorgestuurd bericht:\n\nVan: Marieke\nOnderwerp: Re\nDatum: 23 nov\nAan: Sanne\n\nGraag!"
    )

    assert forwarded(text).strip() == "Graag!"
    assert forwarded("Ik bel haar.") is None


def test_a_recruiter_pastes_a_mail_and_it_stands_on_the_timeline(browser, recruiter):
    candidate = make_candidate(allows=EVERYTHING)
    page = browser.get(f"/candidates/{candidate.public_id}").click("They wrote back")

    page = page.submit("Put it on the timeline", text=f"{MINE}\n\nSent from my phone", written_on="2026-11-20")

    assert page.path == f"/candidates/{candidate.public_id}"
    assert "Bel me na vier uur." in page.text
    assert "Sent from my phone" not in page.text
    assert "20 November 2026" in page.text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"text": ""}, "Paste the text of their mail."),
        ({"text": "> Beste Marieke"}, "This only quotes another mail."),
        ({"text": "Graag", "written_on": "2026-11-24"}, "That day is still to come."),
        ({"text": "Graag", "written_on": "31-02-2026"}, "Choose the day on which they wrote it."),
        ({"text": "x" * 40_001}, "This is longer than a mail."),
    ],
)
def test_what_cannot_be_kept_is_explained_and_stays_on_the_page(browser, recruiter, fields, says):
    candidate = make_candidate(allows=EVERYTHING)

    page = browser.get(f"/replies/new/{candidate.public_id}").submit("Put it on the timeline", **fields)

    assert page.status == 422
    assert says in page.text
    assert not db.session.scalars(sa.select(ReceivedMail)).all()
    assert fields["text"][:10] in page.all("//textarea")[0].text_content()


def test_an_identity_number_in_a_pasted_mail_is_masked(browser, recruiter):
    candidate = make_candidate(allows=EVERYTHING)

    browser.get(f"/replies/new/{candidate.public_id}").submit(
        "Put it on the timeline", text="Mijn BSN is 111222333. Tot maandag."
    )

    kept = db.session.scalars(sa.select(ReceivedMail)).one()
    assert "111222333" not in kept.text
    assert "Tot maandag." in kept.text


def test_a_mail_of_somebody_else_is_taken_off_the_timeline_again(browser, recruiter):
    candidate = make_candidate(allows=EVERYTHING)
    paste(candidate, "Van een ander", by=recruiter)

    page = browser.get(f"/candidates/{candidate.public_id}").submit("Remove")

    assert "Van een ander" not in page.text


def test_nobody_pastes_on_the_page_of_somebody_they_may_not_see(browser, recruiter):
    candidate = make_candidate(restricted_at=NOW)

    browser.get(f"/replies/new/{candidate.public_id}", status=404)


def test_a_mail_with_markup_stays_text(browser, recruiter):
    candidate = make_candidate(allows=EVERYTHING)
    paste(candidate, "<script>alert(1)</script> graag", by=recruiter)

    page = browser.get(f"/candidates/{candidate.public_id}")

    assert "<script>alert(1)</script> graag" in page.text
    assert not page.all("//blockquote//script")


def paste(candidate, text=MINE, *, by=None, written_at=NOW):
    kept = services.paste(candidate, text, written_at=written_at, by=by or make_user(), now=NOW)
    db.session.commit()
    return kept


def test_what_they_wrote_is_in_what_they_take_along():
    candidate = make_candidate(allows=EVERYTHING)
    paste(candidate)

    (row,) = export(candidate, now=NOW).tables["received_mail"]

    assert row["text"] == MINE
    assert row["added_by_id"] == "a colleague of ours"


def test_what_they_wrote_goes_when_they_go():
    candidate = make_candidate(allows=EVERYTHING)
    paste(candidate)

    erasing.erase(candidate, ErasureCause.REQUEST, now=NOW)

    assert not db.session.scalars(sa.select(ReceivedMail)).all()


def test_what_they_wrote_under_either_record_belongs_to_the_person():
    kept, former = make_candidate(allows=EVERYTHING), make_candidate(email="ander@example.org")
    paste(kept, "Het ene")
    paste(former, "Het andere")

    merge(kept, former, by=make_user(), now=NOW)

    assert {each.text for each in db.session.scalars(ReceivedMail.of(kept.id))} == {"Het ene", "Het andere"}


def test_at_the_end_of_the_defence_clock_only_what_came_after_their_yes_stays():
    candidate = make_candidate(allows=EVERYTHING)
    said_yes = candidate.permission(Purpose.KEEP_PROFILE).since
    paste(candidate, "Ervoor", written_at=said_yes - timedelta(hours=1))
    paste(candidate, "Erna", written_at=said_yes + timedelta(hours=1))

    retention.sweep_one(candidate.id, now=candidate.purge_at)
    db.session.flush()

    assert [each.text for each in db.session.scalars(ReceivedMail.of(candidate.id))] == ["Erna"]
