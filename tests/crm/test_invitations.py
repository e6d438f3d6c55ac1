"""A named person decides to write; permission is asked again; nobody is written to twice about one vacancy."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.consent.services import withdraw
from crm.extensions import db
from crm.invitations import services
from crm.invitations.letter import why
from crm.mail.delivery import deliver_due
from models import (
    Alert,
    AlertKind,
    AlreadyInvited,
    Band,
    Invitation,
    Match,
    MatchDecision,
    MatchRun,
    Message,
    MessageState,
    Purpose,
    Reply,
    may,
)
from tests.crm.test_consent import CAPTURE
from tests.factories import EVERYTHING, NOW, make_candidate, make_user, make_vacancy

pytestmark = pytest.mark.usefixtures("organisation", "clock")


def make_match(candidate=None, vacancy=None, **values):
    candidate = candidate or make_candidate(allows=EVERYTHING)
    vacancy = vacancy or make_vacancy("Rijbewijs CE", "ADR", matched_at=NOW)
    run = MatchRun(vacancy=vacancy, started_at=NOW, finished_at=NOW, compared=1, left_out={}, versions={})
    defaults = {
        "score": 0.5,
        "probability": 0.9,
        "band": Band.STRONG,
        "reasons": [{"text": "laadklep", "amount": 0.5, "kind": "term"}],
        "evidence": [
            {
                "requirement": "Rijbewijs CE",
                "must": True,
                "finding": "found",
                "before": "",
                "marked": "CE",
                "after": "",
            },
            {"requirement": "ADR", "must": False, "finding": "not_found", "before": "", "marked": "", "after": ""},
        ],
        "found_at": NOW,
    }
    match = Match(run=run, vacancy=vacancy, candidate=candidate, **defaults | values)
    db.session.add(match)
    db.session.commit()
    return match


def invited(match, by=None):
    invitation = services.invite(match, sentence="Heb je ADR, of wil je het halen?", by=by or make_user(), now=NOW)
    db.session.commit()
    return invitation


def test_an_invitation_is_one_mail_with_the_reasons_and_the_recruiters_own_sentence():
    invited(make_match())

    (message,) = db.session.scalars(sa.select(Message)).all()
    assert "Rijbewijs CE" in message.text
    assert "Heb je ADR, of wil je het halen?" in message.text
    assert "ADR" not in message.text.replace("Heb je ADR", "")
    assert message.reply_to


def test_a_letter_names_what_a_person_has_and_never_what_they_resemble():
    reasons = [
        {"text": "logistiek medewerker", "amount": 0.3, "kind": "occupation"},
        {"text": "laadklep", "amount": 0.2, "kind": "term"},
    ]

    invited(make_match(reasons=reasons, evidence=[]))

    (message,) = db.session.scalars(sa.select(Message)).all()
    assert "laadklep" in message.text
    assert "≈" not in message.text + message.html
    assert "logistiek medewerker" not in message.text


def test_a_letter_names_their_own_words_that_weigh_enough_and_no_word_by_chance():
    reasons = [
        {"text": "vrachtwagenchauffeur ≈ Truck driver", "amount": 0.04, "kind": "term"},
        {"text": "laadklep", "amount": 0.03, "kind": "term"},
        {"text": "chauffeur ≈ truck driver", "amount": 0.025, "kind": "term"},
        {"text": "geladen", "amount": 0.016, "kind": "term"},
    ]

    assert why(make_match(reasons=reasons, evidence=[])) == ["Truck driver", "laadklep"]
    assert why(make_match(reasons=reasons[-1:], evidence=[])) == []


def test_nobody_is_invited_twice_for_one_vacancy():
    match = make_match()
    invited(match)

    with pytest.raises(AlreadyInvited):
        services.invite(match, sentence="Nog eens", by=make_user(), now=NOW)


@pytest.mark.parametrize("reason", ["no_permission", "vacancy_closed", "no_address"])
def test_whoever_may_not_be_written_to_is_not_invited(reason):
    match = make_match()
    if reason == "no_permission":
        withdraw(match.candidate, [Purpose.EMAIL_VACANCIES], capture=CAPTURE, now=NOW)
    elif reason == "vacancy_closed":
        match.vacancy.close(NOW)
    else:
        match.candidate.email = None

    with pytest.raises(services.MayNotContact) as refusal:
        services.invite(match, sentence="Dag", by=make_user(), now=NOW)

    assert refusal.value.reason == reason


def test_who_withdraws_between_the_decision_and_the_sending_gets_nothing(mail_folder):
    match = make_match()
    invited(match)
    withdraw(match.candidate, list(Purpose), capture=CAPTURE, now=NOW)
    db.session.commit()

    deliver_due()

    assert db.session.scalars(sa.select(Message.state)).one() is MessageState.CANCELLED


def test_stop_ends_the_mail_at_once_and_keeps_the_rest():
    match = make_match()
    invitation = invited(match)

    services.answer(invitation, reply=Reply.STOP, note="", until=None, now=NOW, capture=CAPTURE)

    assert not may(match.candidate, Purpose.EMAIL_VACANCIES, NOW).allowed
    assert may(match.candidate, Purpose.KEEP_PROFILE, NOW).allowed


def test_not_now_until_a_day_rests_everything_until_that_day(clock):
    match = make_match()
    until = NOW.replace(year=2027)

    services.answer(invited(match), reply=Reply.NOT_NOW, note="", until=until, now=NOW, capture=CAPTURE)

    assert not may(match.candidate, Purpose.MATCH_VACANCIES, NOW).allowed
    assert match.candidate.paused_until == until


def test_an_answer_reaches_the_colleague_who_invited_by_mail_and_on_today():
    sanne = make_user()
    invitation = invited(make_match(), by=sanne)

    services.answer(invitation, reply=Reply.INTERESTED, note="Bel me na vieren.", until=None, now=NOW, capture=CAPTURE)
    db.session.commit()

    mail = db.session.scalars(sa.select(Message).where(Message.user_id == sanne.id)).one()
    assert "Bel me na vieren." not in mail.text
    assert "They wrote something with it" in mail.text
    assert "de Groot" not in mail.subject + mail.text
    assert db.session.scalars(sa.select(Alert)).one().kind is AlertKind.REPLY


def test_the_last_answer_stands():
    invitation = invited(make_match())

    for reply in (Reply.NO, Reply.INTERESTED):
        services.answer(invitation, reply=reply, note="", until=None, now=NOW, capture=CAPTURE)

    assert invitation.reply is Reply.INTERESTED


def test_the_same_answer_twice_is_told_once_and_another_answer_ends_the_rest():
    sanne = make_user()
    invitation = invited(make_match(), by=sanne)
    until = NOW.replace(year=2027)

    for later in range(2):
        services.answer(
            invitation, reply=Reply.NOT_NOW, note="", until=until, now=NOW + timedelta(seconds=later), capture=CAPTURE
        )
    assert db.session.scalar(sa.select(sa.func.count(Message.id)).where(Message.user_id == sanne.id)) == 1
    services.answer(invitation, reply=Reply.INTERESTED, note="", until=None, now=NOW, capture=CAPTURE)

    assert invitation.candidate.paused_until is None


def test_the_recruiter_reads_the_letter_before_it_goes(browser, recruiter):
    match = make_match()
    page = browser.get(f"/matches/{match.id}/invitation")

    page = page.submit("Update the letter", sentence="Klanten zien je graag aan de deur.")

    (letter,) = page.all("//article[@id='letter']")
    assert "Klanten zien je graag aan de deur." in letter.text_content()
    assert db.session.scalars(sa.select(Invitation)).all() == []


def test_a_letter_without_a_sentence_of_ones_own_is_refused_with_the_reason(browser, recruiter):
    page = browser.get(f"/matches/{make_match().id}/invitation").submit("Invite Marieke", sentence="")

    assert page.status == 422
    assert "Write a sentence of your own" in page.text


def test_a_name_in_braces_becomes_theirs_and_another_place_is_refused_with_what_to_do(browser, recruiter):
    match = make_match()
    page = browser.get(f"/matches/{match.id}/invitation")

    seen = page.submit("Update the letter", sentence="{voornaam}, kom je eens kijken?")
    refused = page.submit("Invite Marieke", sentence="Kom je eens kijken bij {vacature}?")

    assert "Marieke, kom je eens kijken?" in seen.all("//article[@id='letter']")[0].text_content()
    assert refused.status == 422
    assert "We cannot fill in {vacature}. Write it out, or take it away." in refused.text
    page.submit("Invite Marieke", sentence="{first_name}, kom je eens kijken?")
    assert db.session.scalars(sa.select(Invitation.sentence)).one() == "Marieke, kom je eens kijken?"
    assert "{" not in db.session.scalars(sa.select(Message.text)).one()


def test_inviting_from_the_page_leaves_the_name_of_who_decided(browser, recruiter):
    match = make_match()

    browser.get(f"/matches/{match.id}/invitation").submit("Invite Marieke", sentence="Bel me gerust.")

    db.session.refresh(match)
    assert match.decision is MatchDecision.INVITED
    assert match.decided_by_id == recruiter.id


def test_where_inviting_is_not_allowed_there_is_no_button_but_a_reason(browser, recruiter):
    match = make_match(make_candidate(allows=EVERYTHING - {Purpose.EMAIL_VACANCIES}))

    page = browser.get(f"/matches/{match.id}/invitation")

    assert "gives no permission to mail" in page.text
    assert not page.all("//textarea")


def test_not_for_this_one_can_be_taken_back(browser, recruiter):
    match = make_match()
    page = browser.get(f"/vacancies/{match.vacancy_id}?match={match.id}")

    page = page.submit("too far away")
    db.session.refresh(match)
    assert (match.decision, match.decision_reason) == (MatchDecision.NOT_THIS_ONE, "too far away")
    page.submit("Undo")

    db.session.refresh(match)
    assert match.decision is None


def test_later_asks_a_day_that_is_still_to_come(browser, recruiter):
    match = make_match()
    page = browser.get(f"/vacancies/{match.vacancy_id}?match={match.id}")

    assert "still to come" in page.submit("Put off until then", until="2026-11-23").text
    page.submit("Put off until then", until="2026-12-01")

    db.session.refresh(match)
    assert match.decision is MatchDecision.LATER
