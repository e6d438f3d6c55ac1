"""Passing a vacancy on, and coming in through somebody: each decides for themselves, and nobody hears of the other."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.extensions import db
from crm.links import issue_for_candidate
from crm.mail.delivery import deliver_due
from crm.privacy import erasing
from crm.privacy.exporting import export
from crm.retention import services as retention
from crm.surveys import ambassadors, referrals, services
from models import (
    Ambassador,
    Candidate,
    CandidateState,
    ErasureCause,
    LinkKind,
    Message,
    Purpose,
    Referral,
    VacancyState,
    may,
)
from models.retention import preset_for
from tests.crm.test_portal import link_of
from tests.crm.test_surveys import ended, open_survey
from tests.factories import EVERYTHING, NOW, make_candidate, make_user, make_vacancy
from tests.pages import Browser

pytestmark = pytest.mark.usefixtures("organisation", "clock")
FORM = {
    "first_name": "Noor",
    "last_name": "Bakker",
    "email": "noor@example.org",
    "motivation": "Ik rij al jaren door de Zaanstreek.",
    "keep_profile": True,
}


def ambassador(**values):
    candidate = ended(**values)
    services.send(candidate, {"recommend": "9"}, with_name=True, now=NOW)
    found = ambassadors.answer(candidate, yes=True, now=NOW)
    db.session.commit()
    return found


def came(browser, link, **values):
    page = browser.speaks("nl").get(f"/share/{link}").submit("Verstuur", **FORM | values)
    db.session.expire_all()
    return page


def confirm_address(candidate):
    secret = issue_for_candidate(LinkKind.REFERRAL, candidate, now=NOW)
    db.session.commit()
    return f"/share/confirm/{secret}"


def noor():
    return db.session.scalars(sa.select(Candidate).where(Candidate.email == "noor@example.org")).one_or_none()


@pytest.mark.parametrize(("score", "named", "asked"), [(9, True, 1), (8, True, 0), (10, False, 0)])
def test_only_whoever_recommends_us_with_their_name_is_asked(score, named, asked):
    services.send(ended(), {"recommend": str(score)}, with_name=named, now=NOW)

    assert len(db.session.scalars(sa.select(Ambassador)).all()) == asked


def test_saying_yes_gives_a_link_for_each_open_vacancy(browser):
    make_vacancy(title="Monteur")
    candidate = ended()
    page = browser.get(open_survey(candidate)).submit("Verstuur mijn antwoorden", recommend="9", sender="named")

    page = page.submit("Ja, dat wil ik wel")

    assert "Monteur" in page.text
    word = db.session.scalars(sa.select(Ambassador.word)).one()
    assert page.all(f"//input[contains(@value, 'http://localhost/share/{word}-')]")
    assert len(page.all("//a[starts-with(@href, 'mailto:?')]")) == len(page.all("//details//*[name()='svg']")) > 0
    assert page.all("//a[starts-with(@href, 'https://wa.me/')]")
    assert page.all("//a[starts-with(@href, 'https://www.linkedin.com/')]")


def test_saying_no_ends_the_question_for_good(browser):
    candidate = ended()
    page = browser.get(open_survey(candidate)).submit("Verstuur mijn antwoorden", recommend="9", sender="named")

    page.submit("Liever niet")

    assert "doorgeven" not in browser.get(link_of(candidate)).text


def test_a_shared_link_shows_the_vacancy_to_everybody_and_nothing_of_the_ambassador(browser):
    one, vacancy = ambassador(first_name="Fleurtje"), make_vacancy("Code 95", title="Monteur")

    page = browser.get(f"/share/{one.share_link(vacancy.id)}")

    assert "Monteur" in page.text
    assert "Code 95" in page.text
    assert "Fleurtje" not in page.body


@pytest.mark.parametrize("why", ["closed", "stopped", "forged", "no number"])
def test_a_link_that_shows_nothing_any_more(browser, why):
    one, vacancy = ambassador(), make_vacancy(title="Monteur")
    link = one.share_link(vacancy.id)
    if why == "closed":
        vacancy.state = VacancyState.CLOSED
    if why == "stopped":
        ambassadors.answer(one.candidate, yes=False, now=NOW)
    db.session.commit()

    browser.get(f"/share/{ {'forged': 'x' + link, 'no number': link + 'x'}.get(why, link) }", status=404)


def test_nobody_sees_who_came_before_they_confirm(browser):
    one, vacancy = ambassador(), make_vacancy(title="Monteur")

    page = came(browser, one.share_link(vacancy.id))

    person = noor()
    assert "mailbox" in page.text
    assert person.state(NOW, preset_for("NL")) is CandidateState.PENDING
    assert db.session.scalars(Candidate.visible(NOW).where(Candidate.id == person.id)).all() == []
    assert not may(person, Purpose.KEEP_PROFILE, NOW).allowed


def test_the_page_of_whoever_has_to_confirm_says_so_and_asks_nothing(browser):
    one, vacancy = ambassador(), make_vacancy(title="Monteur")
    came(browser, one.share_link(vacancy.id))

    page = browser.get(link_of(noor()))

    assert "We wachten tot je bevestigt" in page.text
    assert not page.all("//input[@name='keep_profile']")


def test_confirming_makes_them_a_candidate_with_what_they_ticked(browser, mail_folder):
    one, vacancy = ambassador(), make_vacancy(title="Monteur")
    came(browser, one.share_link(vacancy.id), email_vacancies=True)
    deliver_due()
    assert "/share/confirm/" in "".join(each.read_text() for each in mail_folder.glob("*.eml"))

    page = browser.get(confirm_address(noor())).submit("Ja, dat ben ik")

    db.session.expire_all()
    person = noor()
    given = {purpose: may(person, purpose, NOW).allowed for purpose in Purpose}
    assert "we zien je nu" in page.text
    assert given == {
        Purpose.KEEP_PROFILE: True,
        Purpose.EMAIL_VACANCIES: True,
        Purpose.MATCH_VACANCIES: False,
        Purpose.SURVEY: False,
    }
    assert person.state(NOW, preset_for("NL")) is CandidateState.POOL
    assert db.session.scalars(sa.select(Referral)).one().confirmed_at == NOW


def test_a_recruiter_sees_that_they_came_through_somebody_and_not_through_whom(browser, recruiter):
    one, vacancy = ambassador(first_name="Fleurtje"), make_vacancy(title="Monteur")
    stranger = Browser(browser.app)
    came(stranger, one.share_link(vacancy.id))
    stranger.get(confirm_address(noor())).submit("Ja, dat ben ik")

    page = browser.get(f"/candidates/{noor().public_id}")

    assert "Ik rij al jaren door de Zaanstreek." in page.text
    assert "Fleurtje" not in page.text


def test_who_does_not_confirm_is_gone_after_seven_days(browser):
    one, vacancy = ambassador(), make_vacancy(title="Monteur")
    came(browser, one.share_link(vacancy.id))
    number = noor().id

    assert retention.sweep_one(number, now=NOW + timedelta(days=6)) is None
    assert retention.sweep_one(number, now=NOW + timedelta(days=7)) == "erased"
    db.session.commit()

    assert noor() is None
    assert db.session.scalars(sa.select(Referral)).all() == []


def test_the_link_does_not_work_after_seven_days(browser, clock):
    one, vacancy = ambassador(), make_vacancy(title="Monteur")
    came(browser, one.share_link(vacancy.id))
    address = confirm_address(noor())
    clock.move_to(NOW + timedelta(days=8), tick=False)

    browser.get(address, status=404)


def test_a_known_address_looks_the_same_and_changes_nothing_before_they_confirm(browser):
    one, vacancy = ambassador(), make_vacancy(title="Monteur")
    known = make_candidate(email="noor@example.org", first_name="Eleonora", allows=EVERYTHING)
    stranger = came(browser, one.share_link(vacancy.id), email="other@example.org").text

    assert came(browser, one.share_link(vacancy.id)).text == stranger
    assert known.first_name == "Eleonora"
    browser.get(confirm_address(known)).submit("Ja, dat ben ik")

    db.session.expire_all()
    assert all(may(known, purpose, NOW).allowed for purpose in EVERYTHING), "nothing that they allowed is taken away"


def test_whoever_asked_to_be_left_alone_gets_no_mail_and_it_does_not_show(browser):
    one, vacancy = ambassador(), make_vacancy(title="Monteur")
    known = make_candidate(email="noor@example.org", restricted_at=NOW)

    page = came(browser, one.share_link(vacancy.id))

    assert "mailbox" in page.text
    assert not db.session.scalars(sa.select(Message).where(Message.candidate_id == known.id)).all()


def test_a_form_without_permission_to_keep_is_not_sent_and_loses_nothing(browser):
    one, vacancy = ambassador(), make_vacancy(title="Monteur")

    page = came(browser, one.share_link(vacancy.id), keep_profile=False)

    assert page.status == 422
    assert "Ik rij al jaren" in page.all("//textarea")[0].text
    assert noor() is None


def test_many_forms_from_one_network_are_too_many():
    one, vacancy = ambassador(), make_vacancy(title="Monteur")
    given = referrals.Referred("Noor", "B", "noor@example.org", "Graag.", [], one.candidate.language)
    for _time in range(10):
        referrals.refer(one, vacancy, given, network="192.0.2.0/24", now=NOW)

    with pytest.raises(referrals.TooMany):
        referrals.refer(one, vacancy, given, network="192.0.2.0/24", now=NOW)
    assert len(db.session.scalars(sa.select(Message).where(Message.name == "confirm_referral")).all()) == 3


def test_the_ambassador_is_thanked_and_never_told_who(browser):
    one, vacancy = ambassador(), make_vacancy(title="Monteur")
    came(browser, one.share_link(vacancy.id))
    assert ambassadors.thank_due(now=NOW) == 0
    browser.get(confirm_address(noor())).submit("Ja, dat ben ik")

    assert ambassadors.thank_due(now=NOW) == 1
    db.session.commit()
    assert ambassadors.thank_due(now=NOW) == 0

    message = db.session.scalars(sa.select(Message).where(Message.name == "ambassador_thanks")).one()
    assert message.candidate_id == one.candidate_id
    assert "Noor" not in message.text
    assert "Monteur" not in message.text


def test_without_permission_for_such_mail_nobody_is_thanked_by_mail(browser):
    one, vacancy = ambassador(asks=False), make_vacancy(title="Monteur")
    came(browser, one.share_link(vacancy.id))
    browser.get(confirm_address(noor())).submit("Ja, dat ben ik")

    assert ambassadors.thank_due(now=NOW) == 0


def sharing_page(browser, one):
    secret = issue_for_candidate(LinkKind.PERSONAL, one.candidate, now=NOW)
    db.session.commit()
    return browser.get(f"/p/{secret}/sharing?language=en").text


def test_the_page_of_an_ambassador_thanks_them_with_or_without_mail_and_does_not_count(browser):
    one, vacancy = ambassador(asks=False), make_vacancy(title="Monteur")
    assert "through you. Thank you!" not in sharing_page(browser, one)
    for name in ("noor", "fatma"):
        came(browser, one.share_link(vacancy.id), email=f"{name}@example.org", first_name=name.title())
        person = db.session.scalars(sa.select(Candidate).where(Candidate.email == f"{name}@example.org")).one()
        browser.get(confirm_address(person)).submit("Ja, dat ben ik")
        ambassadors.thank_due(now=NOW)
        db.session.commit()
        page = sharing_page(browser, one)
        assert page.count("Somebody came to us through you. Thank you!") == 1
        assert name.title() not in page


def test_the_thank_you_stays_when_who_came_is_erased_so_nobody_learns_of_it(browser):
    one, vacancy = ambassador(), make_vacancy(title="Monteur")
    came(browser, one.share_link(vacancy.id))
    browser.get(confirm_address(noor())).submit("Ja, dat ben ik")
    ambassadors.thank_due(now=NOW)
    erasing.erase(noor(), ErasureCause.REQUEST, now=NOW)
    db.session.commit()

    assert "Somebody came to us through you. Thank you!" in sharing_page(browser, one)


def test_a_colleague_sees_today_who_came_and_puts_it_aside_for_everybody(browser, recruiter):
    one, vacancy = ambassador(first_name="Fleurtje"), make_vacancy(title="Monteur")
    stranger = Browser(browser.app)
    came(stranger, one.share_link(vacancy.id))
    assert "Noor" not in browser.get("/today").text
    stranger.get(confirm_address(noor())).submit("Ja, dat ben ik")

    page = browser.get("/today")
    assert "Came through an ambassador" in page.text
    assert "Noor Bakker" in page.text
    assert "Fleurtje" not in page.text
    (row,) = db.session.scalars(sa.select(Referral)).all()
    page.submit("Seen: Noor Bakker")
    assert row.seen_at == NOW
    assert "Came through an ambassador" not in browser.get("/today").text
    assert "Came through somebody who knows us, for Monteur" in browser.get(f"/candidates/{noor().public_id}").text


def test_who_came_is_news_to_the_recruiters_of_that_vacancy_alone(browser, recruiter):
    one, vacancy = ambassador(), make_vacancy(title="Monteur")
    vacancy.recruiters = [make_user()]
    db.session.commit()
    stranger = Browser(browser.app)
    came(stranger, one.share_link(vacancy.id))
    stranger.get(confirm_address(noor())).submit("Ja, dat ben ik")

    assert "Came through an ambassador" not in browser.get("/today").text


def test_neither_file_leads_to_the_other(browser):
    one, vacancy = ambassador(first_name="Fleurtje"), make_vacancy(title="Monteur")
    came(browser, one.share_link(vacancy.id))

    assert "Noor" not in export(one.candidate, now=NOW).as_json()
    theirs = export(noor(), now=NOW)
    assert one.word not in theirs.as_json()
    assert theirs.tables["referral"][0]["motivation"] == "Ik rij al jaren door de Zaanstreek."

    erasing.erase(one.candidate, ErasureCause.REQUEST, now=NOW)
    db.session.commit()
    assert noor() is not None
    assert len(db.session.scalars(sa.select(Referral)).all()) == 1
