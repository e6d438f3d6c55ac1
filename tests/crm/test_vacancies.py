"""Vacancies as a recruiter meets them: the form, the list, and the page with the people who fit."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.extensions import db
from crm.vacancies import services
from crm.vacancies.language import language_of
from crm.vacancies.words import left_out_words
from models import (
    Band,
    Finding,
    Invitation,
    Language,
    Match,
    MatchDecision,
    MatchRun,
    Outcome,
    Purpose,
    Reply,
    Requirement,
    Stage,
    Vacancy,
    VacancyState,
    Verdict,
)
from tests.factories import EVERYTHING, NOW, give, make_application, make_candidate, make_user, make_vacancy

EVIDENCE = [
    {
        "requirement": "Rijbewijs CE",
        "must": True,
        "finding": "found",
        "before": "al jaren ",
        "marked": "rijbewijs CE",
        "after": " zonder schade",
    },
    {"requirement": "ADR", "must": True, "finding": "not_found", "before": "", "marked": "", "after": ""},
    {"requirement": "Laadklep", "must": False, "finding": "unclear", "before": "met klep", "marked": "", "after": ""},
]
REASONS = [
    {"text": "distributie", "amount": 0.25, "kind": "term"},
    {"text": "vrachtwagenchauffeur", "amount": 0.125, "kind": "occupation"},
    {"text": "other words", "amount": 0.0625, "kind": "other"},
]


def make_run(vacancy, **values):
    defaults = {"started_at": NOW, "finished_at": NOW, "compared": 142, "left_out": {}, "versions": {}}
    run = MatchRun(vacancy_id=vacancy.id, **defaults | values)
    db.session.add(run)
    vacancy.matched_at = NOW
    db.session.commit()
    return run


def make_match(vacancy, candidate=None, **values):
    run = db.session.scalars(MatchRun.latest(vacancy.id)).one_or_none() or make_run(vacancy)
    defaults = {
        "score": 0.4375,
        "probability": 0.5,
        "band": Band.STRONG,
        "reasons": REASONS,
        "evidence": EVIDENCE,
        "found_at": NOW,
    }
    match = Match(
        run_id=run.id,
        vacancy=vacancy,
        candidate=candidate or make_candidate(allows=EVERYTHING),
        **defaults | values,
    )
    db.session.add(match)
    db.session.commit()
    return match


def test_a_vacancy_opened_in_the_form_waits_to_be_matched(browser, recruiter):
    page = browser.get("/vacancies/new").submit(
        "Open the vacancy",
        **{
            "title": "  Vrachtwagenchauffeur   CE ",
            "description": "Wij zoeken een chauffeur voor de distributie in de regio.",
            "place": "Zaandam",
            "hours": "32–40 uur",
            "requirements-0-text": "Code 95",
            "requirements-0-must": True,
            "requirements-2-text": "ADR",
        },
    )

    vacancy = db.session.scalars(sa.select(Vacancy)).one()
    assert vacancy.title == "Vrachtwagenchauffeur CE"
    assert vacancy.language is Language.DUTCH
    assert [(asked.text, asked.must) for asked in vacancy.requirements] == [("Code 95", True), ("ADR", False)]
    assert vacancy.opened_by_id == recruiter.id
    assert vacancy.is_being_matched
    assert "We are comparing this vacancy with the pool" in page.text
    assert page.link("Look again") == f"/vacancies/{vacancy.id}"


def test_a_form_without_title_and_text_says_what_is_missing_and_keeps_the_rest(browser, recruiter):
    page = browser.get("/vacancies/new").submit("Open the vacancy", **{"requirements-0-text": "Code 95"})

    assert page.status == 422
    assert "Give the vacancy a title." in page.text
    assert "Paste the text of the vacancy" in page.text
    assert page.all("//input[@name='requirements-0-text']")[0].get("value") == "Code 95"
    assert db.session.scalars(sa.select(Vacancy)).all() == []


def test_more_rows_come_with_a_button_and_lose_nothing(browser, recruiter):
    page = browser.get("/vacancies/new")
    rows = len(page.all("//input[contains(@name, '-text')]"))

    page = page.submit("One more requirement", title="Bakker", **{"requirements-0-text": "Vroeg op"})

    assert page.status == 200
    assert len(page.all("//input[contains(@name, '-text')]")) > rows
    assert page.all("//input[@name='title']")[0].get("value") == "Bakker"
    assert page.all("//input[@name='requirements-0-text']")[0].get("value") == "Vroeg op"


def test_a_changed_requirement_makes_the_comparison_due_and_a_changed_place_does_not(browser, recruiter):
    vacancy = make_vacancy("Code 95", matched_at=NOW)
    form = browser.get(f"/vacancies/{vacancy.id}/edit")

    form.submit("Save", place="Hoorn")
    db.session.refresh(vacancy)
    assert (vacancy.place, vacancy.is_being_matched) == ("Hoorn", False)

    browser.get(f"/vacancies/{vacancy.id}/edit").submit("Save", **{"requirements-1-text": "ADR"})
    db.session.refresh(vacancy)
    assert vacancy.is_being_matched
    assert [asked.text for asked in vacancy.requirements] == ["Code 95", "ADR"]


def test_line_ends_of_a_browser_are_no_change(organisation):
    vacancy = make_vacancy(description="Rijden.\nLossen.", matched_at=NOW)

    services.change(vacancy, title=vacancy.title, description="Rijden.\r\nLossen.", now=NOW)

    assert not vacancy.is_being_matched


def test_a_requirement_that_somebody_was_told_about_is_retired_and_keeps_its_words(organisation):
    vacancy = make_vacancy("Code 95", "Nachtwerk")
    told, untold = vacancy.requirements
    application = make_application(vacancy=vacancy)
    db.session.add(Verdict(application=application, requirement=told, finding=Finding.NOT_YET))
    db.session.commit()

    services.change(vacancy, title="Chauffeur", description="Rijden.", requirements=[("ADR", True)], now=NOW)
    db.session.commit()
    db.session.expire_all()

    assert [asked.text for asked in vacancy.requirements] == ["ADR"]
    assert (told.text, told.retired_at) == ("Code 95", NOW)
    assert db.session.get(Requirement, untold.id) is None


def test_the_page_shows_why_somebody_fits_and_the_amounts_add_up_to_the_score(browser, recruiter):
    vacancy = make_vacancy("Rijbewijs CE")
    make_match(vacancy, make_candidate(first_name="Marieke", place="Zaandam", allows=EVERYTHING))

    page = browser.get(f"/vacancies/{vacancy.id}")

    assert page.all("//article//h2")[0].text == "Marieke de Groot"
    assert [mark.text for mark in page.all("//article//mark")] == ["rijbewijs CE"]
    assert "“… al jaren rijbewijs CE zonder schade …”" in page.text
    assert "Not found in the CV. Ask about it in your invitation." in page.text
    assert "must: ADR not found" in page.text
    amounts = [float(cell.text) for cell in page.all("//details//tbody//td[@class='num']")]
    assert sum(amounts) == float(page.all("//details//tfoot//td")[0].text)
    assert "May compare" in page.text
    assert page.link("Invite Marieke") == f"/matches/{db.session.scalar(sa.select(Match.id))}/invitation"


def test_the_first_person_is_open_on_arrival_and_another_with_one_click(browser, recruiter):
    vacancy = make_vacancy("Rijbewijs CE")
    make_match(vacancy, make_candidate(first_name="Wim", allows=EVERYTHING), band=Band.POSSIBLE, probability=0.9)
    make_match(vacancy, make_candidate(first_name="Tomasz", allows=EVERYTHING), band=Band.STRONG, probability=0.5)

    page = browser.get(f"/vacancies/{vacancy.id}")
    assert page.all("//article//h2")[0].text == "Tomasz de Groot"

    assert page.click("Wim").all("//article//h2")[0].text == "Wim de Groot"


def test_findings_that_were_sent_last_time_are_read_back(browser, recruiter):
    person = make_candidate(allows=EVERYTHING)
    old = make_vacancy("Klantcontact", "Nachtwerk", title="Chauffeur bloemen")
    application = make_application(
        person,
        old,
        outcome=Outcome.REJECTED,
        stage=Stage.INTERVIEWED,
        silver_medallist=True,
        decided_at=NOW - timedelta(days=240),
        feedback="Je kent de winkels bij naam.",
    )
    for requirement, finding in zip(old.requirements, (Finding.STRONG, Finding.NOT_YET), strict=True):
        db.session.add(Verdict(application=application, requirement=requirement, finding=finding))
    vacancy = make_vacancy("Klantcontact")
    make_match(vacancy, person)

    page = browser.get(f"/vacancies/{vacancy.id}")

    assert "Last time: Chauffeur bloemen, March 2026" in page.text
    assert "Second choice. Came as far as an interview." in page.text
    assert "Strong on Klantcontact, asked here too" in page.text
    assert "Not yet on Nachtwerk" in page.text
    assert "“Je kent de winkels bij naam.”" in page.text


def test_whoever_may_not_be_mailed_has_no_invite_button_and_the_band_says_so(browser, recruiter):
    person = make_candidate(first_name="Wim", allows={Purpose.KEEP_PROFILE, Purpose.MATCH_VACANCIES})
    match = make_match(make_vacancy(), person)

    page = browser.get(f"/vacancies/{match.vacancy_id}")

    assert "No permission to mail" in page.text
    assert not page.all("//a[contains(., 'Invite Wim')]")


@pytest.mark.parametrize("left", ["withdrew", "paused", "in a procedure", "hired"])
def test_whoever_may_no_longer_be_compared_is_on_no_page_whatever_the_rows_say(browser, recruiter, left):
    person = make_candidate(first_name="Xandra", allows=EVERYTHING)
    match = make_match(make_vacancy(), person)
    if left == "withdrew":
        for permission in person.permissions:
            permission.expires_at = NOW - timedelta(seconds=1)
    elif left == "paused":
        person.paused_until = NOW + timedelta(days=3)
    elif left == "in a procedure":
        person.open_procedure()
    else:
        person.hired_at = NOW
    db.session.commit()

    page = browser.get(f"/vacancies/{match.vacancy_id}")

    assert "Xandra" not in page.text
    assert "Nobody in the pool fits well enough" in page.text
    assert "1 strong" not in browser.get("/vacancies").text
    browser.get(f"/vacancies/{match.vacancy_id}?match={match.id}", status=404)


def test_a_decision_takes_somebody_off_the_list_and_later_puts_them_last(browser, recruiter):
    vacancy = make_vacancy()
    user = make_user()
    refused = make_match(vacancy, make_candidate(first_name="Refused", allows=EVERYTHING))
    refused.decide(MatchDecision.NOT_THIS_ONE, by=user, now=NOW, reason="too far away")
    later = make_match(vacancy, make_candidate(first_name="Later", allows=EVERYTHING), probability=0.99)
    later.decide(MatchDecision.LATER, by=user, now=NOW)
    later.later_until = NOW + timedelta(days=7)
    make_match(vacancy, make_candidate(first_name="Wim", allows=EVERYTHING), band=Band.POSSIBLE)
    db.session.commit()

    page = browser.get(f"/vacancies/{vacancy.id}")
    names = [
        name.text for name in page.all("//*[@class='wz-match']//*[@class='name']|//a[@aria-current]//*[@class='name']")
    ]

    assert names == ["Wim de Groot", "Later de Groot"]
    page = page.click("Not for this one: 1 person")
    assert "too far away" in page.text
    assert "Refused de Groot" in page.text


def test_twenty_five_people_stand_on_a_page_and_the_queries_do_not_grow(browser, recruiter):
    one, thirty = make_vacancy(), make_vacancy()
    make_match(one)
    for number in range(30):
        make_match(thirty, make_candidate(first_name=f"N{number}", allows=EVERYTHING), probability=number / 100)
    ids = one.id, thirty.id

    assert queries(browser, f"/vacancies/{ids[0]}") == queries(browser, f"/vacancies/{ids[1]}")
    page = browser.get(f"/vacancies/{ids[1]}")
    assert len(page.all("//*[@data-row]")) == 25
    assert len(page.click("Next").all("//*[@data-row]")) == 5


def test_the_list_asks_as_many_queries_for_one_vacancy_as_for_twenty(browser, recruiter):
    make_match(make_vacancy())
    first = queries(browser, "/vacancies")
    for _ in range(20):
        make_match(make_vacancy())

    assert queries(browser, "/vacancies") == first


def queries(browser, path):
    """How many statements a page sends."""
    sent = []
    browser.get(path)

    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    browser.get(path)
    sa.event.remove(db.engine, "before_cursor_execute", note)
    return len([statement for statement in sent if statement.lstrip().upper().startswith("SELECT")])


def test_nobody_fits_says_how_many_were_compared_and_why_others_were_not(browser, recruiter):
    vacancy = make_vacancy(title="Astronaut")
    make_run(vacancy, compared=142, left_out={"no_permission": 30, "paused": 2, "in_procedure": 8})

    page = browser.get(f"/vacancies/{vacancy.id}")

    assert "Nobody in the pool fits well enough" in page.text
    assert (
        "142 people compared. Left out: 30 without permission, 8 in a procedure with us, a few who paused." in page.text
    )


def test_a_count_under_five_cannot_be_told_from_the_words(app, organisation):
    vacancy = make_vacancy()

    said = {
        tuple(left_out_words(make_run(vacancy, left_out={"no_permission": 40, "paused": few}))) for few in (1, 2, 3, 4)
    }

    assert len(said) == 1


def test_the_list_says_per_vacancy_how_many_fit_were_invited_and_answered(browser, recruiter):
    vacancy = make_vacancy(title="Chauffeur")
    make_match(vacancy, band=Band.STRONG)
    make_match(vacancy, band=Band.GOOD)
    make_match(vacancy, band=Band.GOOD)
    person = make_candidate(allows=EVERYTHING)
    make_invitation(vacancy, person, recruiter, reply=Reply.INTERESTED, replied_at=NOW)
    nobody = make_vacancy(title="Astronaut")
    make_run(nobody)
    make_vacancy(title="Vorig jaar", state=VacancyState.CLOSED, closed_at=NOW)

    page = browser.get("/vacancies")

    assert "1 strong 2 good" in page.text
    assert "1 invited" in page.text
    assert "1 answer" in page.text
    assert "Nobody in the pool fits well enough" in page.text
    assert "Vorig jaar" not in page.text
    assert "Vorig jaar" in page.click("Closed").text


def make_invitation(vacancy, candidate, user, **values):
    invitation = Invitation(
        vacancy=vacancy, candidate=candidate, invited_by=user, sentence="Kom je?", created_at=NOW, **values
    )
    db.session.add(invitation)
    db.session.commit()
    return invitation


def test_who_was_invited_and_what_they_answered_have_a_page_each(browser, recruiter):
    vacancy = make_vacancy()
    silent = make_candidate(first_name="Silent", allows=EVERYTHING)
    glad = make_candidate(first_name="Glad", allows=EVERYTHING)
    gone = make_candidate(first_name="Gone", allows=EVERYTHING, keep_until=NOW)
    make_invitation(vacancy, silent, recruiter)
    make_invitation(vacancy, glad, recruiter, reply=Reply.INTERESTED, note="Bel me na vier uur.", replied_at=NOW)
    make_invitation(vacancy, gone, recruiter)
    gone.keep_until = NOW
    db.session.commit()

    invited = browser.get(f"/vacancies/{vacancy.id}/invited")
    answers = browser.get(f"/vacancies/{vacancy.id}/answers")

    assert "Silent" in invited.text
    assert "Glad" in invited.text
    assert "Gone" not in invited.text
    assert "Silent" not in answers.text
    assert "“Bel me na vier uur.”" in answers.text
    assert "Interested" in answers.text


def test_a_closed_vacancy_takes_no_changes_and_shows_its_text(browser, recruiter):
    vacancy = make_vacancy("Code 95")

    page = browser.get(f"/vacancies/{vacancy.id}").click("Close the vacancy")
    page = page.submit("Close the vacancy", filled="nobody")

    assert "The vacancy is closed." in page.text
    db.session.refresh(vacancy)
    assert (vacancy.state, vacancy.closed_at) == (VacancyState.CLOSED, NOW)
    assert "Code 95" in browser.get(f"/vacancies/{vacancy.id}/text").text
    browser.get(f"/vacancies/{vacancy.id}/edit", status=404)


def test_matching_is_stopped_and_goes_on_with_a_switch(browser, recruiter):
    vacancy = make_vacancy(matched_at=NOW)

    page = browser.get(f"/vacancies/{vacancy.id}").submit("Stop matching")
    assert "Matching is stopped for this vacancy" in page.text
    db.session.refresh(vacancy)
    assert vacancy.matching is False

    page.submit("Go on matching")
    db.session.refresh(vacancy)
    assert vacancy.matching is True


def test_the_waiting_page_asks_again_by_itself_and_loads_anew_when_there_is_an_answer(browser, recruiter):
    vacancy = make_vacancy(matched_at=None)
    page = browser.get(f"/vacancies/{vacancy.id}")
    (waiting,) = page.all("//*[@hx-get]")
    assert waiting.get("hx-trigger") == "every 2s"

    again = browser.get(waiting.get("hx-get"), **{"HX-Request": "true"})
    assert "We are comparing" in again.body
    vacancy.matched_at = NOW
    db.session.commit()

    done = browser.get(waiting.get("hx-get"), **{"HX-Request": "true"})
    assert done.response.headers["HX-Refresh"] == "true"
    assert "Fits" in browser.get(waiting.get("hx-get")).text


def test_what_somebody_typed_or_wrote_in_a_cv_never_becomes_html(browser, recruiter):
    vacancy = make_vacancy("<script>alert(1)</script>", title="<script>alert(2)</script>", place="<b>x</b>")
    evil = [EVIDENCE[0] | {"before": "<script>alert(3)</script>", "marked": "<b>bold</b>"}]
    person = make_candidate(first_name="<script>alert(4)</script>", headline="<i>x</i>", allows=EVERYTHING)
    make_match(vacancy, person, evidence=evil, reasons=[{"text": "<u>x</u>", "amount": 1.0, "kind": "term"}])

    for path in ("", "/text", "/edit"):
        body = browser.get(f"/vacancies/{vacancy.id}{path}").body
        for tag in ("<script>alert", "<b>", "<i>x", "<u>x"):
            assert tag not in body.replace("<b>must:</b>", "")


@pytest.mark.parametrize("role", ["privacy_officer", "admin"])
def test_vacancies_are_for_recruiters(browser, organisation, role):
    browser.is_signed_in(make_user(roles=[role]))

    browser.get("/vacancies", status=403)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wij zoeken een chauffeur voor de distributie in de regio", Language.DUTCH),
        ("We are looking for a truck driver for our depot", Language.ENGLISH),
        ("SQL", Language.ENGLISH),
    ],
)
def test_the_language_is_seen_in_the_text_and_asked_of_the_organisation_when_it_is_short(text, language):
    assert language_of(text, Language.ENGLISH) is language


def test_permission_given_again_brings_somebody_back_on_the_page(browser, recruiter):
    person = make_candidate(first_name="Xandra", allows={Purpose.KEEP_PROFILE})
    match = make_match(make_vacancy(), person)
    assert "Xandra" not in browser.get(f"/vacancies/{match.vacancy_id}").text

    give(person, EVERYTHING)

    assert "Xandra" in browser.get(f"/vacancies/{match.vacancy_id}").text
