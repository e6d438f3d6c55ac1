"""Everybody who is turned down hears why, from a person."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from crm import links
from crm.applications.guard import unfilled
from crm.applications.guarding import Refused
from crm.applications.letter import Answer, Found
from crm.applications.rejecting import reject as reject_with
from crm.extensions import db
from models import (
    AlreadyDecided,
    Application,
    CandidateState,
    ConsentEvent,
    ConsentKind,
    Finding,
    Language,
    LetterOverride,
    LinkKind,
    Message,
    MessageClass,
    MessageState,
    Outcome,
    Promise,
    Verdict,
)
from models.retention import preset_for
from tests.factories import NOW, give, make_application, make_candidate, make_user, make_vacancy, turn_down

pytestmark = pytest.mark.usefixtures("organisation", "clock")

SENTENCE = "Je rustige uitleg over de planning bleef ons bij."


def reject(application, findings=None, sentence=SENTENCE):
    if findings is None:
        findings = {each.id: (Finding.STRONG, "") for each in application.vacancy.requirements}
    turn_down(application, findings=findings, sentence=sentence, by=make_user(name="Sanne Bakker"))


def test_a_rejected_candidate_is_told_why():
    application = make_application()
    first, second = application.vacancy.requirements

    reject(application, {first.id: (Finding.STRONG, ""), second.id: (Finding.NOT_YET, "je kaart is verlopen")})

    letter = db.session.scalars(sa.select(Message)).one()
    assert letter.message_class is MessageClass.PROCESS
    assert "Marieke" in letter.text
    assert "Rijbewijs CE" in letter.text
    assert "Je kaart is verlopen." in letter.text
    assert SENTENCE in letter.text
    assert "Sanne Bakker" in letter.text


def test_the_letter_asks_once_whether_we_may_keep_the_profile():
    application = make_application()

    reject(application)

    letter = db.session.scalars(sa.select(Message)).one()
    assert "https://personal.link.invalid" in letter.text
    kinds = db.session.scalars(sa.select(ConsentEvent.kind)).all()
    assert set(kinds) == {ConsentKind.REQUESTED}


def test_the_question_waits_until_the_last_procedure_has_ended():
    person = make_candidate(procedure_closed_at=None)
    first, second = (make_application(person, make_vacancy("VCA", title=title)) for title in ("Lasser", "Monteur"))

    reject(first)
    reject(second)

    letters = db.session.scalars(sa.select(Message.text).order_by(Message.id)).all()
    assert ["28" in letter for letter in letters] == [False, True]


def test_the_letter_looks_the_same_for_whoever_refused_before():
    refused, never = make_candidate(procedure_closed_at=None), make_candidate(procedure_closed_at=None)
    give(refused, set(), now=NOW - timedelta(days=1))

    for person in (refused, never):
        reject(make_application(person, make_vacancy("VCA", title="Lasser")))

    asked = {text.partition("Mogen we")[2] for text in db.session.scalars(sa.select(Message.text))}
    assert len(asked) == 1
    assert asked != {""}


def test_the_window_begins_when_the_last_open_application_is_decided():
    person = make_candidate(procedure_closed_at=None)
    first, second = (make_application(person, make_vacancy("VCA", title=title)) for title in ("Lasser", "Monteur"))

    reject(first)
    assert person.state(NOW, preset_for("NL")) is CandidateState.ACTIVE
    reject(second)

    assert person.state(NOW, preset_for("NL")) is CandidateState.WINDOW


def test_nobody_is_rejected_twice():
    application = make_application()
    reject(application)

    with pytest.raises(AlreadyDecided):
        reject(application)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Beste [naam], helaas", "[naam]"),
        ("Je miste {eis}.", "{eis}"),
        ("We kozen iemand met XXX", "XXX"),
        ("Je ervaring met ___ was te kort", "___"),
        ("We kozen iemand met ...", "..."),
        ("Beste <voornaam>, helaas", "<voornaam>"),
        ("Een gewone zin over je werk. En nog één, met (haakjes).", None),
        ("Je twijfelde even... en koos toen goed.", None),
    ],
)
def test_a_place_that_was_left_to_be_filled_in_is_found(text, place):
    assert unfilled(text) == place


@pytest.fixture
def composer(browser, recruiter):
    def open_(application=None):
        application = application or make_application()
        return application, browser.get(f"/applications/{application.id}/rejection")

    return open_


def fill(page, *findings, **fields):
    """Findings by row: ("strong", "note")."""
    for number, (finding, note) in enumerate(findings):
        fields |= {f"findings-{number}-finding": finding, f"findings-{number}-note": note}
    return fields


def test_the_composer_shows_the_mail_as_the_candidate_will_read_it(composer):
    application, page = composer()

    page = page.submit("Update the letter", **fill(page, ("strong", ""), ("enough", ""), sentence=SENTENCE))

    (letter,) = page.all("//article[@id='letter']")
    assert SENTENCE in letter.text_content()
    assert "Rijbewijs CE" in letter.text_content()
    assert application.outcome is Outcome.OPEN
    assert db.session.scalars(sa.select(Message)).all() == []


def test_sending_from_the_composer_rejects_and_mails_what_was_shown(composer):
    application, page = composer()

    page.submit("Send to Marieke", **fill(page, ("strong", "sinds 2014"), ("not_yet", "verlopen"), sentence=SENTENCE))

    db.session.refresh(application)
    assert application.outcome is Outcome.REJECTED
    assert [verdict.finding for verdict in application.verdicts] == [Finding.STRONG, Finding.NOT_YET]
    assert "Sinds 2014." in db.session.scalars(sa.select(Message.text)).one()


@pytest.mark.parametrize(
    ("findings", "sentence", "words"),
    [
        ([(None, ""), (None, "")], SENTENCE, "Choose what you found."),
        ([("strong", ""), ("not_yet", "")], SENTENCE, "Say what was missing"),
        ([("strong", ""), ("enough", "")], "", "Write a sentence of your own"),
        ([("strong", "[wat?]"), ("enough", "")], SENTENCE, "“[wat?]”"),
        ([("strong", ""), ("enough", "")], "Beste {naam}, helaas.", "“{naam}”"),
    ],
)
def test_what_is_lacking_is_refused_with_the_reason_and_nothing_is_lost(composer, findings, sentence, words):
    application, page = composer()

    page = page.submit("Send to Marieke", **fill(page, *findings, sentence=sentence))

    assert page.status == 422
    assert words in page.text
    assert page.all("//textarea[@name='sentence']")[0].text_content().strip() == sentence
    assert db.session.get(Application, application.id).outcome is Outcome.OPEN
    assert db.session.scalars(sa.select(Message)).all() == []


def test_without_any_finding_there_is_no_letter(composer):
    _application, page = composer(make_application(vacancy=make_vacancy()))

    page = page.submit("Send to Marieke", sentence=SENTENCE)

    assert page.status == 422
    assert "A letter without any finding is a standard mail." in page.text


def test_where_nobody_wrote_down_what_the_vacancy_asked_the_recruiter_does(composer):
    application, page = composer(make_application(vacancy=make_vacancy()))

    page.submit(
        "Send to Marieke",
        **{"findings-0-asked": "Ervaring met koeltechniek", "findings-0-finding": "strong", "sentence": SENTENCE},
    )

    verdict = db.session.scalars(sa.select(Verdict)).one()
    assert verdict.requirement.text == "Ervaring met koeltechniek"
    assert verdict.requirement.vacancy_id == application.vacancy_id


def test_a_person_without_a_name_gets_no_letter_until_somebody_fills_it_in(composer):
    person = make_candidate(first_name="", last_name="", procedure_closed_at=None)
    application, page = composer(make_application(person))
    letter = fill(page, ("strong", ""), ("enough", ""), sentence=SENTENCE)

    page = page.submit("Send to " + person.name, **letter)
    assert "A letter without a name is no letter" in page.text
    page.submit("Send to " + person.name, first_name="Youssef", **letter)

    assert "Youssef" in db.session.scalars(sa.select(Message.text)).one()
    assert application.candidate.first_name == "Youssef"


def test_the_letter_speaks_the_language_of_the_person():
    dutch = make_application(make_candidate(procedure_closed_at=None))
    english = make_application(make_candidate(language=Language.ENGLISH, procedure_closed_at=None))

    reject(dutch)
    reject(english)

    texts = {message.language: message.text for message in db.session.scalars(sa.select(Message))}
    assert "Dear Marieke" in texts[Language.ENGLISH]
    assert "Dear" not in texts[Language.DUTCH]


def test_what_a_recruiter_types_is_text_and_never_markup():
    application = make_application()
    first, second = application.vacancy.requirements

    reject(application, {first.id: (Finding.STRONG, "5 < 7 & 3 > 2"), second.id: (Finding.ENOUGH, "")}, "A & B")

    html = db.session.scalars(sa.select(Message.html)).one()
    assert "A &amp; B" in html
    assert "5 &lt; 7 &amp; 3 &gt; 2" in html


def test_an_application_of_somebody_nobody_may_see_does_not_exist(composer, browser):
    application = make_application()
    application.candidate.keep_until = NOW
    db.session.commit()

    assert browser.get(f"/applications/{application.id}/rejection", status=404)


def test_an_application_that_has_an_answer_says_so(composer, browser):
    application, _page = composer()
    reject(application)

    assert "has an answer" in browser.get(f"/applications/{application.id}/rejection").text


BOILERPLATE = "We hebben gekozen voor een kandidaat met meer ervaring. We houden je in gedachten."


def test_a_letter_that_could_go_to_anybody_is_refused_with_what_and_why_and_nothing_is_lost(composer):
    application, page = composer()

    page = page.submit("Send to Marieke", **fill(page, ("strong", ""), ("enough", ""), sentence=BOILERPLATE))

    assert page.status == 422
    assert "This letter has not left" in page.text
    assert "A promise without a date" in page.text
    assert "More of what?" in page.text
    assert [place.text for place in page.all("//*[@class='flag']")] == [
        "We hebben gekozen voor een kandidaat met meer ervaring.",
        "We houden je in gedachten.",
    ]
    assert page.all("//textarea[@name='sentence']")[0].text_content().strip() == BOILERPLATE
    assert db.session.get(Application, application.id).outcome is Outcome.OPEN
    assert db.session.scalars(sa.select(Message)).all() == []


def test_the_quoted_sentence_goes_with_one_click(composer):
    _application, page = composer()
    page = page.submit(
        "Update the letter",
        **fill(page, ("strong", ""), ("enough", ""), sentence=f"{SENTENCE} We houden je in gedachten."),
    )

    page = page.submit("Leave the sentence out")

    assert page.all("//textarea[@name='sentence']")[0].text_content().strip() == SENTENCE
    assert "A promise without a date" not in page.text


def test_whoever_calls_the_service_meets_the_guard_too_and_a_refusal_changes_nothing():
    application, by = make_application(), make_user()
    found = [Found(each.text, Finding.STRONG, requirement_id=each.id) for each in application.vacancy.requirements]

    with pytest.raises(Refused):
        reject_with(application, Answer(found, BOILERPLATE), by=by, now=NOW)

    assert application.outcome is Outcome.OPEN
    assert not application.verdicts
    assert db.session.scalars(sa.select(Message)).all() == []


def test_a_refused_letter_leaves_with_a_written_reason_which_is_kept(composer):
    application, page = composer()
    page = page.submit("Send to Marieke", **fill(page, ("strong", ""), ("enough", ""), sentence=BOILERPLATE))

    page.submit("Send to Marieke", reason="Zij vroeg om een korte bevestiging; we spraken elkaar al.")

    override = db.session.scalars(sa.select(LetterOverride)).one()
    assert set(override.rules.split()) == {"more_of_what", "promise_without_date", "no_reason"}
    assert override.reason.startswith("Zij vroeg")
    assert override.application_id == application.id
    assert db.session.scalars(sa.select(Message)).one().name == "rejection"


def test_a_letter_that_passes_needs_no_reason_and_none_is_kept(composer):
    _application, page = composer()

    page.submit("Send to Marieke", **fill(page, ("strong", ""), ("enough", ""), sentence=SENTENCE))

    assert db.session.scalars(sa.select(LetterOverride)).all() == []


def test_the_words_that_somebody_else_got_are_not_sent_again(composer):
    vacancy = make_vacancy("Rijbewijs CE", "Code 95")
    reject(make_application(vacancy=vacancy))
    _application, page = composer(make_application(vacancy=vacancy))

    page = page.submit("Send to Marieke", **fill(page, ("strong", ""), ("enough", ""), sentence=SENTENCE))

    assert page.status == 422
    assert "The same letter" in page.text


def test_advice_stands_in_the_letter_with_the_day_on_which_we_ask(composer):
    application, page = composer()
    day = {"findings-1-advice": "haal de nascholing bij", "findings-1-check_back_on": "2027-05-03"}

    page.submit(
        "Send to Marieke", **fill(page, ("strong", ""), ("not_yet", "je kaart is verlopen"), sentence=SENTENCE), **day
    )

    text = db.session.scalars(sa.select(Message.text)).one()
    assert "Haal de nascholing bij." in text
    assert "3 mei 2027" in text
    verdict = application.verdicts[1]
    assert (verdict.advice, verdict.check_back_on) == ("haal de nascholing bij", date(2027, 5, 3))


def test_a_letter_worded_anew_leaves_as_it_was_written(composer):
    application, page = composer()
    findings = fill(page, ("strong", ""), ("not_yet", "je kaart is verlopen"))
    page = page.submit("Edit the text", sentence=SENTENCE, **findings)
    text = page.all("//textarea[@name='letter']")[0].text_content()
    assert "Beste Marieke" in text
    assert SENTENCE in text

    page.submit("Send to Marieke", letter="Beste Marieke,\n\nJe rijdt netjes, maar je kaart van Code 95 is verlopen.")

    message = db.session.scalars(sa.select(Message)).one()
    assert "Je rijdt netjes" in message.text
    assert SENTENCE not in message.text
    assert "Sanne Bakker" in message.text
    db.session.refresh(application)
    assert application.letter == application.feedback


def test_findings_no_longer_change_a_letter_worded_anew_but_offer_a_sentence(composer):
    _application, page = composer()
    page = page.submit("Edit the text", sentence=SENTENCE, **fill(page, ("strong", ""), (None, "")))

    page = page.submit("Update the letter", **fill(page, ("strong", ""), ("not_yet", "je kaart is verlopen")))
    assert "Je kaart is verlopen." not in page.all("//textarea[@name='letter']")[0].text_content()
    page = page.submit("Add this sentence")

    assert "Je kaart is verlopen." in page.all("//textarea[@name='letter']")[0].text_content()


def test_a_draft_is_there_when_its_writer_comes_back_and_nobody_was_told(composer, browser):
    application, page = composer()

    page.submit("Keep as a draft", **fill(page, ("strong", "rustig"), (None, "nog bellen"), sentence=SENTENCE))

    page = browser.get(f"/applications/{application.id}/rejection")
    assert page.all("//textarea[@name='sentence']")[0].text_content().strip() == SENTENCE
    assert page.all("//textarea[@name='findings-1-note']")[0].text.strip() == "nog bellen"
    assert db.session.scalars(sa.select(Message)).all() == []
    assert db.session.get(Application, application.id).outcome is Outcome.OPEN


@pytest.fixture
def delayed(organisation):
    organisation.send_delays = {MessageClass.PROCESS.value: 30}
    db.session.commit()


def test_a_letter_taken_back_opens_the_application_and_what_was_written_is_a_draft(delayed, composer):
    application, page = composer()
    told_at = application.last_told_at
    page = page.submit("Send to Marieke", **fill(page, ("strong", "rustig"), ("enough", ""), sentence=SENTENCE))

    page = page.submit("Undo")

    assert "Nothing was sent" in page.text
    assert page.all("//textarea[@name='sentence']")[0].text_content().strip() == SENTENCE
    assert page.all("//textarea[@name='findings-0-note']")[0].text.strip() == "rustig"
    db.session.refresh(application)
    assert application.outcome is Outcome.OPEN
    assert application.last_told_at == told_at
    assert application.candidate.procedure_closed_at is None
    assert db.session.scalars(sa.select(Message.state)).one() is MessageState.CANCELLED


def test_whoever_took_a_letter_back_can_send_a_better_one(delayed, composer):
    application, page = composer()
    page = page.submit("Send to Marieke", **fill(page, ("strong", ""), ("enough", ""), sentence=SENTENCE)).submit(
        "Undo"
    )

    page.submit("Send to Marieke", sentence="Je uitleg over de vroege planning van het depot bleef ons bij.")

    states = db.session.scalars(sa.select(Message.state).order_by(Message.id)).all()
    assert states == [MessageState.CANCELLED, MessageState.QUEUED]
    assert application.outcome is Outcome.REJECTED


def test_a_letter_that_has_left_cannot_be_taken_back(delayed, composer, browser):
    application, page = composer()
    page = page.submit("Send to Marieke", **fill(page, ("strong", ""), ("enough", ""), sentence=SENTENCE))
    db.session.scalars(sa.select(Message)).one().finish(MessageState.SENT)
    db.session.commit()

    page = page.submit("Undo")

    assert "Too late" in page.text
    assert db.session.get(Application, application.id).outcome is Outcome.REJECTED


def test_whoever_steps_back_before_the_letter_leaves_is_never_sent_it(delayed):
    from crm.applications import services

    application = make_application()
    reject(application)

    services.step_back(application, now=NOW)
    db.session.commit()

    assert application.outcome is Outcome.WITHDREW
    assert db.session.scalars(sa.select(Message.state)).one() is MessageState.CANCELLED


def test_a_promise_stands_in_the_letter_with_its_day_and_on_the_list_of_whoever_made_it(composer):
    _application, page = composer()
    promise = {"promise": "ik bel je als de nachtploeg verdubbelt", "promise_on": "2027-03-01"}

    page.submit("Send to Marieke", **fill(page, ("strong", ""), ("enough", ""), sentence=SENTENCE), **promise)

    assert "uiterlijk op 1 maart 2027" in db.session.scalars(sa.select(Message.text)).one()
    kept = db.session.scalars(sa.select(Promise)).one()
    assert (kept.words, kept.due_on) == ("ik bel je als de nachtploeg verdubbelt", date(2027, 3, 1))


def test_a_promise_of_a_letter_taken_back_was_never_made(delayed, composer):
    _application, page = composer()
    promise = {"promise": "ik bel je", "promise_on": "2027-03-01"}
    page = page.submit("Send to Marieke", **fill(page, ("strong", ""), ("enough", ""), sentence=SENTENCE), **promise)

    page = page.submit("Undo")

    assert db.session.scalars(sa.select(Promise)).all() == []
    assert page.all("//input[@name='promise']")[0].get("value") == "ik bel je"
    assert page.all("//textarea[@name='sentence']")[0].text_content().strip() == SENTENCE


def test_a_promise_without_a_day_is_asked_for_one(composer):
    _application, page = composer()

    page = page.submit(
        "Send to Marieke", **fill(page, ("strong", ""), ("enough", ""), sentence=SENTENCE), promise="Ik bel je."
    )

    assert page.status == 422
    assert "A promise has a day." in page.text


def test_until_the_letter_leaves_its_reader_sees_an_open_application(delayed, browser):
    application = make_application()
    reject(application)
    address = f"/p/{links.issue_for_candidate(LinkKind.PERSONAL, application.candidate, now=NOW)}"
    db.session.commit()
    assert "Je sollicitatie loopt nog" in browser.get(address).text
    assert "Vrachtwagenchauffeur CE en onze feedback" not in browser.get(address).text

    db.session.scalars(sa.select(Message)).one().finish(MessageState.SENT)
    db.session.commit()

    assert "Je sollicitatie loopt nog" not in browser.get(address).text


def test_the_page_of_the_decision_counts_down_and_takes_back(delayed, composer, browser):
    application, page = composer()
    page.submit("Send to Marieke", **fill(page, ("strong", ""), ("enough", ""), sentence=SENTENCE))

    page = browser.get(f"/applications/{application.id}/rejection")
    assert "The letter leaves in 30 minutes." in page.text
    page.submit("Take it back")

    db.session.refresh(application)
    assert application.outcome is Outcome.OPEN


def test_a_letter_that_left_is_set_right_by_another_and_the_application_is_open_again(composer, browser):
    application, page = composer()
    page.submit("Send to Marieke", **fill(page, ("strong", ""), ("enough", ""), sentence=SENTENCE))
    db.session.scalars(sa.select(Message)).one().finish(MessageState.SENT)
    db.session.commit()

    page = browser.get(f"/applications/{application.id}/rejection")
    assert page.submit("Send and open the application again", words="").status == 422
    page.submit("Send and open the application again", words="We verwisselden twee brieven. Dat spijt me.")

    db.session.refresh(application)
    assert application.outcome is Outcome.OPEN
    assert application.candidate.procedure_closed_at is None
    correction = db.session.scalars(sa.select(Message).where(Message.name == "correction")).one()
    assert correction.message_class is MessageClass.PROCESS
    assert "We verwisselden twee brieven." in correction.text
    page = browser.get(f"/applications/{application.id}/rejection")
    page.submit("Send to Marieke", sentence="Je uitleg over de vroege planning van het depot bleef ons bij.")
    assert db.session.scalars(sa.select(sa.func.count(Message.id)).where(Message.name == "rejection")).one() == 2
