"""Letters are the organisation's own words: plain text with fixed places, in versions, and nothing in them is run."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm import letters
from crm.extensions import db
from crm.invitations.services import answer
from crm.letters.kinds import LETTERS
from crm.letters.placeholders import ALL
from crm.letters.texts import FOLDER, shipped
from models import Finding, Language, LetterText, Message, Reply, Stage, Tone
from tests.crm.test_consent import CAPTURE
from tests.crm.test_invitations import invited, make_match
from tests.factories import NOW, make_application, make_candidate, turn_down
from tests.sample import make_sample
from tools.translations import INFORMAL

VALUES = {each.key: each.key.upper() for each in ALL} | {"findings": [letters.Point("ADR", "goed.")]}
EVERY = [
    (letter, language, tone)
    for letter in LETTERS
    for language, tone in ((Language.DUTCH, Tone.JE), (Language.DUTCH, Tone.U), (Language.ENGLISH, Tone.JE))
]


def text(body, subject="Dag", heading="Dag"):
    return LetterText(
        letter="rejection", language=Language.DUTCH, subject=subject, heading=heading, body=body, tone=Tone.JE
    )


def write(body, letter="rejection", language=Language.DUTCH, number=1, **values):
    """A version of the organisation's own, as the database holds it."""
    db.session.add(
        LetterText(
            **{"letter": letter, "language": language, "number": number, "body": body, "tone": Tone.JE}
            | {"subject": "Dag {voornaam}", "heading": "Dag", "is_shipped": False, "written_at": NOW}
            | values
        )
    )
    db.session.commit()


def reject(application):
    findings = {each.id: (Finding.STRONG, "") for each in application.vacancy.requirements}
    turn_down(application, findings=findings, sentence="Fijn gesprek.")
    return db.session.scalars(sa.select(Message).order_by(Message.id.desc())).first()


@pytest.mark.parametrize(("letter", "language", "tone"), EVERY)
def test_every_letter_is_shipped_in_both_languages_and_both_tones(letter, language, tone):
    words = shipped(letter, language, tone)

    written = letters.fill(words, VALUES)
    names = set(re.findall(r"\{(\w+)\}", words.subject + words.heading + words.body))
    assert len(written.subject) <= 50
    assert not re.search(r"[{}]", written.subject + written.heading + written.text)
    assert names <= {each.name(language).strip("{}") for each in LETTERS[letter].placeholders}
    assert {each.name(language).strip("{}") for each in LETTERS[letter].required} <= names
    if tone is Tone.U:
        assert not INFORMAL.search(words.subject + words.heading + words.body)


def test_no_text_is_shipped_for_a_letter_that_is_not_there():
    assert {path.name.split(".")[0] for path in FOLDER.iterdir()} == set(LETTERS)


@pytest.mark.parametrize(
    "name", ["{{config}}", "{% for x in y %}", "{name.__class__}", "{{''.__class__}}", "{0}", "{}"]
)
def test_what_is_put_in_is_never_looked_at_again(name):
    values = VALUES | {"first_name": name, "sentence": "{voornaam}" + name}

    written = letters.fill(text("Beste {voornaam},\n\n{eigen_zin}"), values)

    assert written.paragraphs == (f"Beste {name},", "{voornaam}" + name)


def test_both_names_of_a_place_work_in_every_letter():
    assert letters.fill(text("{voornaam} {first_name}"), VALUES).text == "FIRST_NAME FIRST_NAME"


def test_a_paragraph_around_nothing_is_left_out():
    body = "Beste {voornaam},\n\nWe vonden dit: {redenen}.\n\n{eigen_zin}"

    assert letters.fill(text(body), VALUES | {"reasons": "", "sentence": ""}).text == "Beste FIRST_NAME,"


def test_the_page_says_what_the_text_says_and_holds_no_markup_of_anybody():
    written = letters.fill(text("<b>{voornaam}</b>\nregel\n\n{bevindingen}"), VALUES | {"first_name": "A & <i>B</i>"})

    assert written.text == "<b>A & <i>B</i></b>\nregel\n\n* ADR: goed."
    assert written.html == ("<p>&lt;b&gt;A &amp; &lt;i&gt;B&lt;/i&gt;&lt;/b&gt;<br>regel</p>\n<p><b>ADR</b>: goed.</p>")


@pytest.mark.parametrize("strange", ["\r\nBcc: x@example.org", "\u202egnp.exe", "\x00", "\x85X", "\u2028X", "\ufeff"])
def test_a_value_cannot_break_a_line_or_turn_the_reading_direction(strange):
    written = letters.fill(text("x", subject="Dag {voornaam}"), VALUES | {"first_name": "Jo" + strange})

    assert not re.search("[\r\n\x00\x85\u202e\u2028\ufeff]", written.subject)


def test_a_hundred_thousand_places_are_filled_at_once():
    assert len(letters.fill(text("{voornaam} " * 100_000), VALUES).text) == len("FIRST_NAME ") * 100_000 - 1


@pytest.mark.usefixtures("organisation", "clock")
class TestVersions:
    def test_the_newest_words_of_the_organisation_are_in_the_next_letter_and_the_message_knows_which(self):
        write("Beste {voornaam}, oude tekst. {bevindingen}")
        write("Beste {voornaam}, eigen tekst.\n\n{bevindingen}\n\n{eigen_zin}", number=2)

        message = reject(make_application())

        assert "Beste Marieke, eigen tekst." in message.text
        assert message.subject == "Dag Marieke"
        assert db.session.get_one(LetterText, message.letter_text_id).number == 2

    def test_what_the_program_ships_becomes_a_version_when_it_is_first_used(self):
        first, second = reject(make_application()), reject(make_application())

        (row,) = db.session.scalars(sa.select(LetterText))
        assert first.letter_text_id == second.letter_text_id == row.id
        assert (row.number, row.is_shipped, row.written_by) == (1, True, None)
        assert row.words == shipped("rejection", Language.DUTCH, Tone.JE).words

    def test_other_words_of_a_next_program_follow_by_themselves_until_somebody_writes_their_own(self):
        write("Beste {voornaam}, zo zei het vorige programma het.", is_shipped=True)

        message = reject(make_application())

        assert "het vorige programma" not in message.text
        assert db.session.get_one(LetterText, message.letter_text_id).number == 2


def test_a_message_says_which_words_it_was_made_from(browser, recruiter):
    write("Beste {voornaam}, eigen tekst.\n\n{bevindingen}\n\n{eigen_zin}")
    message = reject(make_application())

    page = browser.get(f"/messages/{message.public_id}")

    assert "Version 1, your own words" in page.text
    assert "eigen tekst" in page.click("All versions").text


@pytest.mark.usefixtures("clock")
def test_an_organisation_that_says_u_says_it_in_every_mail_to_a_candidate(organisation):
    organisation.tone = Tone.U
    db.session.commit()
    make_sample(organisation)

    for message in db.session.scalars(sa.select(Message).where(Message.candidate_id.is_not(None))):
        typed = r"Je vertelde aanstekelijk over je ritten\.|Heb je ADR, of wil je het halen\?"
        assert not INFORMAL.search(re.sub(typed, "", message.text + message.subject)), message.text


@pytest.mark.usefixtures("clock")
def test_staff_are_never_addressed_formally(organisation):
    organisation.tone = Tone.U
    db.session.commit()
    make_sample(organisation)

    texts = db.session.scalars(sa.select(Message.text).where(Message.user_id.is_not(None)))
    assert not any(re.search(r"\b[Uu]w?\b", each) for each in texts)


@pytest.mark.usefixtures("organisation", "clock")
@pytest.mark.parametrize(
    ("values", "letter"),
    [
        ({"stage": "applied"}, "rejection"),
        ({"stage": "interviewed"}, "rejection_spoke"),
        ({"stage": "applied", "silver_medallist": True}, "rejection_silver"),
    ],
)
def test_how_far_somebody_came_decides_how_we_say_no(values, letter):
    values = values | {"stage": Stage(values["stage"])}

    message = reject(make_application(make_candidate(procedure_closed_at=None), **values))

    assert db.session.get_one(LetterText, message.letter_text_id).letter == letter


@pytest.mark.usefixtures("organisation", "clock")
def test_whoever_says_yes_to_an_invitation_hears_at_once_and_once_that_it_arrived():
    invitation = invited(make_match())
    moment = (NOW + timedelta(days=1), NOW + timedelta(days=1, hours=3))

    for reply, proposed in ((Reply.INTERESTED, moment), (Reply.NO, None), (Reply.INTERESTED, None)):
        answer(invitation, reply=reply, note="", until=None, now=NOW, capture=CAPTURE, moment=proposed)
        db.session.commit()

    message = db.session.scalars(sa.select(Message).where(Message.name == "thank_you")).one()
    assert message.due_at == NOW
    assert message.candidate_id == invitation.candidate_id
    assert "Sanne Bakker neemt contact met je op." in message.text
    assert "te spreken op dinsdag 24 november tussen 10:00 en 13:00." in message.text
