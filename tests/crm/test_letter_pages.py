"""The organisation words its letters in the browser: nothing gets lost, nothing is run, and nobody is misled."""

import re

import pytest
import sqlalchemy as sa

from crm.extensions import db
from crm.letters.texts import shipped
from crm.mail.delivery import deliver_due
from models import AccessRecord, AuditEvent, Language, LetterText, Link, Message, Role, Tone
from tests.crm.test_mail import arrived
from tests.factories import NOW, make_application, make_candidate, make_user
from tests.pages import Browser

pytestmark = pytest.mark.usefixtures("organisation", "clock")

REJECTION = "/settings/letters/rejection/nl"
BODY = "Beste {voornaam},\n\nDit vonden we:\n\n{bevindingen}\n\n{eigen_zin}"
SAVE = "Save as the next version"


def versions():
    return db.session.scalars(sa.select(LetterText).order_by(LetterText.id)).all()


def saved(page, **fields):
    return page.submit(SAVE, **{"subject": "Dag {voornaam}", "heading": "Ons antwoord", "body": BODY} | fields)


def letter_on(page):
    (letter,) = page.all("//article[@id='letter']")
    return " ".join(letter.text_content().split())


def test_every_letter_opens_with_the_words_that_it_has(browser, recruiter):
    page = browser.get("/settings").click("Letters")

    for link in page.all("//table//a/@href"):
        letter, language = link.split("/")[-2:]
        words = shipped(letter, Language(language), Tone.JE)
        shown = browser.get(link)
        assert shown.all("//textarea[@name='body']")[0].text_content().strip() == words.body
        assert not shown.all("//*[@id='beside']//div[contains(@class, 'wz-notice')]"), f"a remark about our own {link}"
        assert "de Groot" in letter_on(shown)
        assert not re.search("[{}]", letter_on(shown))


def test_each_save_is_a_version_with_a_name_and_a_moment(browser, recruiter):
    page = saved(browser.get(REJECTION))
    page = saved(page, body=BODY + "\n\nTot ziens misschien.")

    first, second = versions()
    assert (first.number, second.number) == (1, 2)
    assert (second.written_by_id, second.written_at, second.is_shipped) == (recruiter.id, NOW, False)
    assert "Tot ziens misschien." in letter_on(page)
    assert "Version 2" in page.text
    events = db.session.scalars(sa.select(AuditEvent)).all()
    assert [(event.action, event.subject) for event in events] == [
        ("letter.changed", f"letter_text:{first.id}"),
        ("letter.changed", f"letter_text:{second.id}"),
    ]


def test_the_next_letter_has_the_new_words(browser, recruiter):
    saved(browser.get(REJECTION), body=BODY.replace("Dit vonden we", "Zo zagen wij het"))

    page = browser.get(f"/applications/{make_application().id}/rejection")

    assert "Zo zagen wij het" in letter_on(page)


def test_saving_without_a_difference_makes_no_version(browser, recruiter):
    page = browser.get(REJECTION).submit(SAVE)

    assert "Nothing was different" in page.text
    assert versions() == []


def test_going_back_makes_a_version_and_what_is_supplied_is_followed_again(browser, recruiter, organisation):
    page = saved(browser.get(REJECTION))
    page = saved(page, body=BODY + "\n\nTweede.")
    page = page.submit("Back to version 1")
    assert versions()[-1].body == BODY
    page = page.submit("Back to the supplied letter")

    assert [each.number for each in versions()] == [1, 2, 3, 4]
    assert versions()[-1].is_shipped
    organisation.tone = Tone.U
    db.session.commit()
    assert "Dank u wel" in letter_on(browser.get(REJECTION))


def test_whoever_saves_over_a_colleague_is_told_and_keeps_their_text(browser, recruiter, app):
    mine = browser.get(REJECTION)
    other = Browser(app)
    other.is_signed_in(make_user(name="Jan Jansen"))
    saved(other.get(REJECTION), body=BODY + "\n\nVan Jan.")

    page = saved(mine, body=BODY + "\n\nVan Sanne.")

    assert page.status == 422
    assert "Jan Jansen saved another version" in page.text
    assert "Van Sanne." in page.all("//textarea[@name='body']")[0].text_content()
    assert "Van Jan." in page.text
    page.submit(SAVE)
    assert versions()[-1].body.endswith("Van Sanne.")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("body", BODY + "\n\n{voornam}", "Line 9: We do not know {voornam}. Did you mean {voornaam}?"),
        ("body", BODY + "\n{{config}}", "Line 8: We do not know {config}."),
        ("body", BODY + "\n{{config}}", "A loose { stands here"),
        ("body", BODY + "\n{% for x in y %}", "Line 8: We do not know {% for x in y %}"),
        ("body", BODY + "\n{voornaam.__class__}", "We do not know {voornaam.__class__}"),
        ("body", BODY + "\n{voornaam!r:>99999}", "We do not know {voornaam!r:>99999}"),
        ("body", BODY + "\n{{{voornaam}}}", "A loose { stands here"),
        ("body", BODY + "\n{voornaam", "Line 8: A loose { stands here"),
        ("body", BODY + "\nvoornaam}", "Line 8: A loose } stands here"),
        ("body", BODY + "\n{}", "A loose { stands here"),
        ("body", BODY + "\n{redenen}", "{redenen} has no value in this letter"),
        ("body", BODY.replace("{eigen_zin}", ""), "{eigen_zin} is missing"),
        ("body", BODY.replace("{bevindingen}", ""), "{bevindingen} is missing"),
        ("body", BODY.replace("we:\n\n{", "we: {"), "{bevindingen} becomes paragraphs of its own"),
        ("body", "", "Fill this in"),
        ("body", "Beste {voornaam}, " + "x" * 100_000, "This is 100018 characters; at most 10000 fit."),
        ("body", BODY + "\n\u202egnp.exe", "Line 8: An invisible character (U+202E)"),
        ("subject", "Dag\r\nBcc: x@example.org", "This is one line."),
        ("subject", "Dag \u202egro", "An invisible character (U+202E)"),
        ("subject", "{bevindingen}", "{bevindingen} is too long for here."),
        ("subject", "  ", "Fill this in"),
        ("subject", "Dag {{config}}", "We do not know {config}"),
        ("heading", "{eigen_zin}", "{eigen_zin} is too long for here."),
        ("body", BODY + "\nMijn BSN is 111222333.", "citizen service number"),
    ],
)
def test_what_cannot_be_a_letter_is_refused_with_the_place_and_nothing_is_lost(browser, recruiter, field, value, said):
    page = saved(browser.get(REJECTION), **{field: value})

    assert page.status == 422
    assert said in page.text
    assert versions() == []
    if "BSN" not in value:
        kept = page.all(f"//*[@name='{field}']")[0]
        assert (kept.get("value") or kept.text_content()).split() == value.split()


def test_a_nul_is_refused_before_anything_reads_it(browser, recruiter):
    token = browser.get(REJECTION).all("//input[@name='csrf_token']/@value")[0]

    answer = browser.answer("POST", REJECTION, data={"csrf_token": token, "subject": "Dag\x00"})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("letter", "fields", "said"),
    [
        ("rejection/nl", {"body": BODY.replace("{voornaam}", "kandidaat")}, "Nobody is addressed by name."),
        ("rejection/nl", {"subject": "{voornaam}, " + "een lang onderwerp " * 3}, "characters long with this name"),
        (
            "rejection/nl",
            {"body": BODY + "\n\nZie https://kadewerk.example/nee"},
            "“https://kadewerk.example/nee” leads",
        ),
        ("rejection/nl", {"body": BODY + "\n\nMet vriendelijke groet"}, "The mail signs itself"),
        (
            "rejection/nl",
            {"body": BODY + "\n\nMogen wij u bellen?"},
            "“u” stands here, while your organisation says je",
        ),
        ("invitation/nl", {"body": "Beste {voornaam}, {vacature}\n\n{eigen_zin}"}, "{redenen} is not in it"),
        ("status/en", {"body": "Dear {first_name}, hold on."}, "{sentence} is not in it"),
    ],
)
def test_what_makes_a_letter_worse_is_remarked_and_stops_nobody(browser, recruiter, letter, fields, said):
    page = browser.get(f"/settings/letters/{letter}").submit("Update the letter", **fields)

    assert said in page.text
    assert versions() == []
    assert said in page.submit(SAVE).text
    assert len(versions()) == 1


def test_a_letter_that_is_newer_than_the_other_language_says_so(browser, recruiter, clock):
    page = saved(browser.get(REJECTION))
    assert "other language is older" in page.text
    clock.shift(60)

    english = "Dear {first_name},\n\n{findings}\n\n{sentence}"
    page = saved(browser.get("/settings/letters/rejection/en"), subject="Dear {first_name}", body=english)

    assert "other language is older" in page.text
    assert "other language is older" not in browser.get(REJECTION).text


def test_the_letter_is_read_as_somebody_real_and_that_look_is_remembered(browser, recruiter):
    person = make_application(make_candidate(first_name="Youssef", last_name="Amrani", procedure_closed_at=None))
    page = browser.get(REJECTION)
    assert db.session.scalars(sa.select(AccessRecord)).all() == []

    page = page.submit("Update the letter", person=person.candidate.public_id)

    assert "Beste Youssef," in letter_on(page)
    assert "Vrachtwagenchauffeur CE" in letter_on(page)
    record = db.session.scalars(sa.select(AccessRecord)).one()
    assert (record.candidate_id, record.user_id, record.page) == (person.candidate_id, recruiter.id, "letters.edit")


def test_whoever_may_not_see_candidates_reads_it_as_an_invented_person(browser, app):
    person = make_application(make_candidate(first_name="Youssef", procedure_closed_at=None)).candidate
    browser.is_signed_in(make_user(roles=[Role.ADMIN.value]))
    page = browser.get(REJECTION)

    assert "Youssef" not in page.text
    assert "Marieke" in letter_on(page.submit("Update the letter", person=person.public_id))
    assert db.session.scalars(sa.select(AccessRecord)).all() == []


def test_the_frame_shows_the_mail_with_the_words_in_the_form_and_links_that_lead_nowhere(browser, recruiter):
    token = browser.get(REJECTION).all("//input[@name='csrf_token']/@value")[0]
    words = {
        "csrf_token": token,
        "subject": "Dag",
        "heading": "Dag",
        "opened_at": 0,
        "body": BODY + "\n\nA & <b>B</b>.",
    }

    kept = browser.answer("GET", f"{REJECTION}/look")
    shown = browser.answer("POST", f"{REJECTION}/look", data=words)
    refused = browser.answer("POST", f"{REJECTION}/look", data=words | {"body": "{voornam}"})

    assert "We hebben alles goed gelezen." in kept.text
    assert "A &amp; &lt;b&gt;B&lt;/b&gt;." in shown.text
    assert set(re.findall('href="([^"]*)"', kept.text + shown.text)) == {"#"}
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert (refused.status_code, refused.mimetype) == (422, "text/plain")


def test_a_test_goes_to_the_writer_alone_marked_as_one_and_opens_nobodys_page(browser, recruiter, mail_folder):
    make_application(make_candidate(first_name="Youssef", procedure_closed_at=None))

    page = browser.get("/settings/letters/invitation/nl").submit(
        "Send me a test", body="Beste {voornaam}, {vacature}. Nog niet bewaard.\n\n{eigen_zin}"
    )
    deliver_due()

    assert f"on its way to {recruiter.email}" in page.text
    assert "Nog niet bewaard." in page.all("//textarea[@name='body']")[0].text_content()
    assert versions() == []
    (mime,) = arrived(mail_folder)
    assert mime["To"] == recruiter.email
    assert mime["Subject"].startswith("Test: ")
    assert mime["List-Unsubscribe"] is None
    for kind in ("plain", "html"):
        body = mime.get_body((kind,)).get_content()
        assert "Nog niet bewaard." in body
        assert "Dit is een proefmail." in body
        assert "Youssef" not in body
        links = set(re.findall(r"https?://[^\s\"'<>]+", body))
        assert all(link.startswith("http://localhost/settings/letters/invitation/nl") for link in links)
    assert db.session.scalars(sa.select(Link)).all() == []
    assert db.session.scalars(sa.select(Message.candidate_id)).one() is None


def test_a_letter_or_a_version_that_does_not_exist_is_not_found(browser, recruiter):
    browser.get("/settings/letters/receipt/nl", status=404)
    browser.get("/settings/letters/rejection/fr", status=404)
    token = browser.get(REJECTION).all("//input[@name='csrf_token']/@value")[0]
    answer = browser.answer("POST", f"{REJECTION}/versions", data={"csrf_token": token, "number": 7, "opened_at": 0})
    assert answer.status_code == 404


def test_the_tone_is_chosen_in_the_settings(browser, recruiter, organisation):
    browser.get("/settings").submit("Save the settings", tone="u")

    assert organisation.tone is Tone.U
    assert "Beste Marieke de Groot," in letter_on(browser.get(REJECTION))
    assert "Uw toestemming" in letter_on(browser.get("/settings/letters/renewal/nl"))
