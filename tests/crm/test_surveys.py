"""The survey: after the end and never before, kept as it is given, and without a name really without one."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from crm import links
from crm.extensions import db
from crm.mail.delivery import deliver_due
from crm.privacy.exporting import export
from crm.reports.period import TWELVE_MONTHS, period_named
from crm.reports.surveys import scores_by_step
from crm.retention import services as retention
from crm.surveys import due, questions, services
from crm.surveys.figures import cnps, response_rate
from crm.vacancies import signals
from crm.vacancies.vectors import profile_of
from models import (
    Candidate,
    Finding,
    LinkKind,
    Message,
    MessageState,
    Outcome,
    Purpose,
    Signal,
    SurveyAnswer,
    SurveyAsk,
    SurveyQuestion,
    SurveyResponse,
)
from tests.crm.test_portal import link_of
from tests.factories import NOW, give, make_application, make_candidate, make_vacancy, turn_down

pytestmark = pytest.mark.usefixtures("organisation", "clock")


def ended(*, asks=True, outcome=Outcome.WITHDREW, days=10, **values):
    """Somebody whose only procedure ended some days ago."""
    candidate = make_candidate(procedure_closed_at=NOW - timedelta(days=days), **values)
    make_application(candidate, make_vacancy(title="Planner"), outcome=outcome, decided_at=NOW - timedelta(days=days))
    if asks:
        give(candidate, {Purpose.SURVEY})
    return candidate


def rejected(candidate=None):
    """Somebody turned down now, whose letter waits for half an hour."""
    application = make_application(candidate)
    application.candidate.first_name = "Marieke"
    asked = application.vacancy.requirements
    findings = {each.id: (Finding.NOT_YET, "Nog geen code 95 op zak.") for each in asked}
    turn_down(application, findings=findings, sentence="Je ritten in de Zaanstreek.")
    return application.candidate


def asked(now=NOW):
    for _queued in due.queue_due(now=now):
        db.session.commit()
    return db.session.scalars(sa.select(Message).where(Message.name == "survey")).all()


def open_survey(candidate):
    return f"/s/{link_of(candidate).removeprefix('/p/')}"


def test_whoever_allows_it_is_asked_once_after_the_end():
    candidate = ended()

    assert [message.candidate for message in asked()] == [candidate]
    assert len(asked()) == 1
    assert len(asked(NOW + timedelta(days=40))) == 1


@pytest.mark.parametrize(
    "why", ["no permission", "hired", "in a procedure", "pauses", "only yesterday", "long ago", "asked before"]
)
def test_nobody_is_asked_who_should_not_be(why):
    candidate = ended(asks=why != "no permission", days={"only yesterday": 1, "long ago": 70}.get(why, 10))
    if why == "hired":
        candidate.hired_at = NOW - timedelta(days=1)
    if why == "in a procedure":
        make_application(candidate)
    if why == "pauses":
        candidate.paused_until = NOW + timedelta(days=5)
    if why == "asked before":
        db.session.add(SurveyAsk(candidate_id=candidate.id, asked_at=NOW - timedelta(days=180)))
    db.session.commit()

    assert asked() == []


def test_nobody_learns_of_a_rejection_by_the_survey(organisation, clock):
    organisation.send_delays = {"process": 60 * 24 * 6}
    candidate = rejected()
    give(candidate, {Purpose.SURVEY})

    assert not due.stands_open(candidate, now=NOW)
    assert asked(NOW + timedelta(days=5)) == []

    clock.move_to(NOW + timedelta(days=6, minutes=1), tick=False)
    deliver_due()
    db.session.refresh(candidate)
    sent = NOW + timedelta(days=6, minutes=1)
    assert due.stands_open(candidate, now=sent)
    assert asked(sent + timedelta(days=2)) == [], "three days to read the letter come first"
    assert len(asked(sent + timedelta(days=3))) == 1


def test_a_letter_that_did_not_arrive_asks_nothing():
    candidate = rejected()
    letter = db.session.scalars(sa.select(Message).where(Message.name == "rejection")).one()
    letter.state = MessageState.FAILED
    give(candidate, {Purpose.SURVEY})

    assert not due.stands_open(candidate, now=NOW + timedelta(days=9))
    assert asked(NOW + timedelta(days=9)) == []


def test_permission_and_a_new_procedure_are_asked_again_when_the_mail_leaves():
    one, other = ended(), ended()
    asked()
    give(one, set())
    make_application(other)

    deliver_due()

    letters = db.session.scalars(sa.select(Message).where(Message.name == "survey").order_by(Message.id)).all()
    assert [(each.state, each.reason) for each in letters] == [
        (MessageState.CANCELLED, "no_permission"),
        (MessageState.CANCELLED, "not_now"),
    ]


def test_the_mail_opens_the_questions_and_stops_with_one_click(browser, mail_folder):
    candidate = ended(first_name="Fleur")
    asked()
    deliver_due()
    mail = next(mail_folder.glob("*.eml")).read_text()
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in mail

    secret = links.issue_for_candidate(LinkKind.SURVEY, candidate, now=NOW)
    db.session.commit()
    page = browser.get(f"/s/{secret}")

    assert "Planner" in page.text
    assert browser.get(f"/p/{secret}", status=404)


def test_the_questions_stand_on_the_page_of_whoever_allows_no_mail(browser):
    candidate = ended(asks=False)

    page = browser.get(link_of(candidate)).click("Hoe was het bij ons?")

    assert len(page.all("//div[@class='wz-q']")) == 9
    assert len(page.all("//input[@name='recommend']")) == 11
    assert not page.all("//input[@checked]")


def test_the_page_of_somebody_in_a_procedure_asks_nothing(browser):
    candidate = make_application().candidate

    assert "Hoe was het bij ons?" not in browser.get(link_of(candidate)).text
    assert "niets te vragen" in browser.get(open_survey(candidate)).text


def test_answers_are_kept_as_they_are_given(browser):
    address = open_survey(ended())
    secret = address.split("/")[-1]

    answer = browser.answer(
        "POST", f"{address}/answers", data={"link": secret, "friendly": "3"}, headers={"HX-Request": "true"}
    )
    page = browser.get(address)

    assert "1 van 8" in answer.text
    assert "bewaard" in answer.text
    assert [each.get("id") for each in page.all("//input[@checked]")] == ["friendly-3"]


def test_without_javascript_a_button_keeps_them(browser):
    address = open_survey(ended())

    browser.get(address).submit("Bewaar en ga later verder", informed="2", improve="Bel sneller.")
    page = browser.get(address)

    assert page.all("//textarea")[0].text.strip() == "Bel sneller."
    assert "2 van 8" in page.text


def test_sending_asks_whose_answers_these_are_and_loses_nothing(browser):
    page = browser.get(open_survey(ended())).submit("Verstuur mijn antwoorden", recommend="9", improve="Niets.")

    assert page.status == 422
    assert page.all("//input[@name='recommend'][@checked]/@value") == ["9"]
    assert page.all("//textarea")[0].text.strip() == "Niets."


def test_an_empty_survey_is_not_sent(browser):
    page = browser.get(open_survey(ended())).submit("Verstuur mijn antwoorden", sender="named")

    assert page.status == 422
    assert "Eén antwoord is genoeg" in page.text


def test_answers_with_a_name_stay_with_the_person(browser):
    candidate = ended()

    page = browser.get(open_survey(candidate)).submit("Verstuur mijn antwoorden", recommend="9", sender="named")

    response = db.session.scalars(sa.select(SurveyResponse)).one()
    assert "Dank je" in page.text
    assert (response.candidate_id, response.score, response.month) == (candidate.id, 9, date(2026, 11, 1))
    assert response.promotes


def test_nothing_leads_back_from_an_anonymous_answer(browser):
    candidate = ended(first_name="Marieke", last_name="de Groot")
    browser.get(open_survey(candidate)).submit(
        "Verstuur mijn antwoorden",
        recommend="2",
        improve="Bel Marieke Groot op 06 1234 5678 of marieke@example.org. Het duurde lang.",
        sender="anonymous",
    )

    response = db.session.scalars(sa.select(SurveyResponse)).one()
    assert [response.candidate_id, response.ask_id, response.stage, response.changed_at] == [None] * 4
    assert response.month == date(2026, 11, 1)
    assert response.answer_to("improve").text == "Bel ••• ••• op ••• of •••. Het duurde lang."
    ask = db.session.scalars(sa.select(SurveyAsk)).one()
    assert ask.is_answered
    assert export(candidate, now=NOW).tables["survey_response"] == []
    assert export(candidate, now=NOW).tables["survey_answer"] == []


def test_neither_time_nor_order_nor_log_leads_back_from_an_anonymous_answer(browser, capfd):
    """On PostgreSQL a row tells its transaction and its place: all of a month tell the same, in no order."""
    people = [ended(first_name=name) for name in ("Marieke", "Joost", "Fatma", "Noor", "Sem")]
    for score, person in enumerate(people):
        browser.get(open_survey(person)).submit(
            "Verstuur mijn antwoorden", recommend=str(score), improve=f"Woord {score}", sender="anonymous"
        )

    answers = db.session.execute(sa.select(SurveyAnswer.value, SurveyAnswer.text)).all()
    assert sorted(each.value for each in answers if each.value is not None) == [0, 1, 2, 3, 4]
    if db.engine.dialect.name == "postgresql":
        asks = db.session.execute(sa.text("SELECT xmin::text FROM survey_ask ORDER BY ctid")).scalars().all()
        assert len(set(asks)) > 1
        for query in (
            "SELECT xmin::text, id FROM survey_response ORDER BY ctid",
            "SELECT xmin::text, response_id FROM survey_answer ORDER BY ctid",
        ):
            rows = db.session.execute(sa.text(query)).all()
            assert len({writer for writer, _key in rows}) == 1
            assert [key for _writer, key in rows] == sorted(key for _writer, key in rows)
    else:
        with pytest.raises(sa.exc.OperationalError, match="rowid"):
            db.session.execute(sa.text("SELECT rowid FROM survey_response"))
        db.session.rollback()
    sent = [line for line in capfd.readouterr().err.splitlines() if "portal.send_answers" in line]
    for person in people:
        secret = open_survey(person).removeprefix("/s/")
        assert not [line for line in sent if secret in line or person.public_id in line]


def test_what_somebody_answered_counts_for_no_vacancy():
    person = ended(cv="Planner met SQL")
    vacancy = make_vacancy("SQL")

    def read():
        return profile_of(person), signals.reasons(signals.Side.of(vacancy), person, dict.fromkeys(Signal, 0.1), NOW)

    before = read()
    services.send(person, {"recommend": "0", "improve": "Vraag naar Python."}, with_name=True, now=NOW)

    assert read() == before


def test_the_database_itself_refuses_an_anonymous_answer_with_a_trace():
    candidate = ended()
    db.session.add(SurveyResponse(candidate_id=candidate.id, month=date(2026, 11, 1), ask_id=None))
    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()


def test_who_answered_is_not_asked_again_for_half_a_year(browser):
    candidate = ended()
    services.send(candidate, {"recommend": "7"}, with_name=False, now=NOW)
    db.session.commit()

    assert not due.stands_open(candidate, now=NOW + timedelta(days=100))
    with pytest.raises(services.NotAsked):
        services.keep(candidate, {"recommend": "0"}, now=NOW)


def test_a_draft_that_was_never_sent_goes():
    candidate = ended()
    services.keep(candidate, {"recommend": "3"}, now=NOW)
    db.session.commit()

    assert services.remove_old_drafts(now=NOW + timedelta(days=13)) == 0
    assert services.remove_old_drafts(now=NOW + timedelta(days=14)) == 1
    assert not db.session.scalars(sa.select(SurveyAnswer)).all()


def test_numbers_that_make_no_sense_are_no_answers():
    candidate = ended()

    draft = services.keep(
        candidate, {"recommend": "11", "friendly": "-1", "site": "x", "form": "²", "informed": "9"}, now=NOW
    )

    assert draft.answers == []


def test_an_answer_keeps_the_words_it_was_given_to(browser, recruiter):
    candidate = ended()
    draft = services.keep(candidate, {"friendly": "3"}, now=NOW)
    db.session.commit()

    browser.get("/settings/survey/friendly").submit(
        "Save the question", nl="Was je recruiter aardig?", en="Was your recruiter kind?"
    )

    db.session.expire_all()
    assert draft.answers[0].question.words["nl"] == "Was de recruiter vriendelijk?"
    assert questions.current("friendly").words["nl"] == "Was je recruiter aardig?"
    again = browser.get("/settings/survey/friendly").submit("Ask it as supplied again")
    assert "Was the recruiter friendly?" in again.text
    assert [each.number for each in db.session.scalars(SurveyQuestion.versions("friendly"))] == [3, 2, 1]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"nl": ""}, "Fill in the question."),
        ({"choices_en": "No\nYes"}, "Both languages need as many answers"),
        ({"choices_nl": "Ja", "choices_en": "Yes"}, "Give 2 to 8 answers"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(browser, recruiter, wrong, said):
    page = browser.get("/settings/survey/friendly").submit("Save the question", **wrong)

    assert page.status == 422
    assert said in page.text


def test_two_colleagues_do_not_overwrite_each_other(browser, recruiter):
    page = browser.get("/settings/survey/recommend")
    questions.reword("recommend", words={"nl": "A?", "en": "B?"}, choices={}, opened_at=0, by=recruiter, now=NOW)
    db.session.commit()

    assert "A colleague changed this question" in page.submit("Save the question", nl="C?", en="D?").text


def test_figures_count_with_and_without_a_name():
    for score, named in ((9, True), (10, False), (3, False), (7, True)):
        services.send(ended(asks=False), {"recommend": str(score)}, with_name=named, now=NOW)
    db.session.commit()

    november = period_named(TWELVE_MONTHS, NOW, ZoneInfo("Europe/Amsterdam"))
    counts = scores_by_step(november)[-1]
    assert dict(counts) == {9: 1, 10: 1, 3: 1, 7: 1}
    assert cnps(counts) == 25


def test_the_response_rate_counts_whom_a_mail_reached():
    people = [ended(), ended(), ended()]
    asked()
    deliver_due()
    services.send(people[0], {"recommend": "9"}, with_name=False, now=NOW)
    db.session.commit()

    rate = response_rate(since=NOW - timedelta(days=1), until=NOW + timedelta(days=1))
    assert (rate.asked, rate.answered) == (3, 1)


def test_when_the_time_of_a_person_is_over_their_numbers_stay_and_nothing_else():
    candidate = ended(asks=False)
    services.send(candidate, {"recommend": "9", "improve": "Bel Jan."}, with_name=True, now=NOW)
    db.session.commit()
    later = NOW + timedelta(days=40)
    candidate_id = candidate.id

    assert retention.sweep_one(candidate_id, now=later) == "erased"
    db.session.commit()

    left = db.session.scalars(sa.select(SurveyResponse)).one()
    assert (left.candidate_id, left.score, left.answer_to("improve")) == (None, 9, None)
    assert db.session.get(Candidate, candidate_id) is None
