"""The personal page: no account, plain words, and only the person's own act changes anything."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm import links
from crm.consent.ledger import last_number
from crm.extensions import db
from crm.mail.delivery import deliver_due
from models import (
    Candidate,
    ConsentEvent,
    ConsentEvidence,
    ConsentKind,
    Link,
    LinkKind,
    Message,
    MessageState,
    Purpose,
    Reply,
    may,
)
from tests.crm.test_invitations import invited, make_match
from tests.factories import EVERYTHING, NOW, make_candidate

pytestmark = pytest.mark.usefixtures("organisation", "clock")


def link_of(candidate, kind=LinkKind.PERSONAL):
    secret = links.issue_for_candidate(kind, candidate, now=NOW)
    db.session.commit()
    return f"/{'u' if kind is LinkKind.UNSUBSCRIBE else 'p'}/{secret}"


def allowed(candidate):
    db.session.expire_all()
    return {purpose for purpose in EVERYTHING if may(candidate, purpose, NOW).allowed}


def test_the_first_time_nothing_is_ticked(browser):
    page = browser.get(link_of(make_candidate()))

    boxes = page.all("//input[@type='checkbox']")
    assert [box.get("name") for box in boxes] == ["keep_profile", "match_vacancies", "email_vacancies", "survey"]
    assert not any(box.get("checked") for box in boxes)


def test_saying_yes_takes_a_tick_and_a_button_and_holds_until_the_date_that_was_shown(browser):
    candidate = make_candidate()
    page = browser.get(link_of(candidate))
    assert "13 november 2027" in page.text

    page = page.submit("Bewaar mijn keuze", keep_profile=True, match_vacancies=True, email_vacancies=True)

    assert allowed(candidate) == EVERYTHING
    until = may(candidate, Purpose.KEEP_PROFILE, NOW).until
    assert until is not None
    assert until.date().isoformat() == "2027-11-13"


def test_a_choice_keeps_the_words_that_were_shown_and_how_it_came(browser):
    candidate = make_candidate()

    browser.get(link_of(candidate)).submit("Bewaar mijn keuze", keep_profile=True)

    event = db.session.scalars(sa.select(ConsentEvent).where(ConsentEvent.kind == ConsentKind.GIVEN)).one()
    evidence = db.session.scalars(sa.select(ConsentEvidence)).first()
    assert event.notice_id
    assert (event.channel, event.actor, event.language.value) == ("personal_link", "subject", "nl")
    assert evidence.details["network"] == "127.0.0.0/24"
    assert evidence.details["default_state"] is False


def test_a_choice_is_confirmed_by_a_mail(browser, mail_folder):
    browser.get(link_of(make_candidate())).submit("Bewaar mijn keuze", keep_profile=True)

    deliver_due()

    assert db.session.scalars(sa.select(Message.name)).all() == ["receipt"]
    assert len(list(mail_folder.glob("*.eml"))) == 1


def test_comparing_without_keeping_is_explained_and_the_ticks_stay(browser):
    candidate = make_candidate()

    page = browser.get(link_of(candidate)).submit("Bewaar mijn keuze", match_vacancies=True)

    assert page.status == 422
    assert page.all("//input[@name='match_vacancies']")[0].get("checked") is not None
    assert allowed(candidate) == set()


def test_everything_is_withdrawn_in_two_clicks(browser):
    candidate = make_candidate(allows=EVERYTHING)
    page = browser.get(link_of(candidate))

    page = page.click("Trek alles in")
    page = page.submit("Trek alles in")

    assert allowed(candidate) == set()
    assert "Gedaan" in page.text


def test_withdrawing_cancels_mail_that_waits(browser):
    match = make_match()
    invited(match)

    browser.get(link_of(match.candidate)).click("Trek alles in").submit("Trek alles in")

    states = dict(db.session.execute(sa.select(Message.name, Message.state)).all())
    assert states["invitation"] is MessageState.CANCELLED
    assert states["receipt"] is MessageState.QUEUED


def test_keeping_it_longer_holds_for_what_is_ticked_and_stops_what_is_not(browser, clock):
    candidate = make_candidate(allows=EVERYTHING)
    clock.move_to(NOW + timedelta(days=350))
    page = browser.get(link_of(candidate))
    assert not page.all("//input[@name='match_vacancies'][not(@checked)]")

    page = page.submit("Bewaar het tot 7 november 2028", match_vacancies=False)

    now = NOW + timedelta(days=350)
    db.session.expire_all()
    assert may(candidate, Purpose.KEEP_PROFILE, now).until == now + timedelta(days=365)
    assert may(candidate, Purpose.EMAIL_VACANCIES, now).allowed
    assert not may(candidate, Purpose.MATCH_VACANCIES, now).allowed


def test_the_first_screen_says_until_when_and_how_to_stop(browser):
    page = browser.get(link_of(make_candidate(allows=EVERYTHING)))

    first = page.all("//div[contains(@class, 'until')]")[0]
    assert "We bewaren dit tot 13 november 2027" in " ".join(first.text_content().split())
    assert first.xpath(".//a")[0].get("href").partition("?")[0].endswith("/withdrawal")


def test_the_same_page_later_shows_what_holds(browser):
    page = browser.get(link_of(make_candidate(allows={Purpose.KEEP_PROFILE, Purpose.MATCH_VACANCIES})))

    ticked = [box.get("name") for box in page.all("//input[@checked]")]
    assert ticked == ["keep_profile", "match_vacancies"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_speaks_the_language_of_the_person_and_lets_them_choose(browser, language):
    address = link_of(make_candidate())

    page = browser.get(f"{address}?language={language}")

    assert page.tree.get("lang") == language
    assert page.all("//input[@name='language']")[0].get("value") == language


def ruined(address, how):
    return {
        "forged": "/p/" + "A" * 43,
        "cut": address[:-5],
        "lengthened": address + "x",
        "empty": "/p/-",
        "injected": "/p/' OR 1=1 --",
    }[how]


@pytest.mark.parametrize("how", ["forged", "cut", "lengthened", "empty", "injected"])
def test_a_link_that_does_not_work_offers_a_fresh_one(browser, how):
    page = browser.get(ruined(link_of(make_candidate()), how), status=404)

    assert page.all("//a[@href='/my-data']")


@pytest.mark.parametrize("kind", [LinkKind.UNSUBSCRIBE, LinkKind.STAFF])
def test_a_link_of_another_kind_opens_nothing(browser, kind):
    candidate = make_candidate()
    link, secret = Link.issue(kind, now=NOW, expires_at=NOW + timedelta(days=1), candidate_id=candidate.id)
    db.session.add(link)
    db.session.commit()

    browser.get(f"/p/{secret}", status=404)


def test_a_link_ends(browser, clock):
    address = link_of(make_candidate())

    clock.shift(timedelta(days=401))

    browser.get(address, status=404)


def test_the_secret_must_stand_in_the_form_as_well(browser):
    candidate = make_candidate()
    address, other = link_of(candidate), link_of(make_candidate())

    for stolen in ("", other.removeprefix("/p/")):
        browser.post(address, {"link": stolen, "keep_profile": "y"}, status=(404,))

    assert allowed(candidate) == set()


def test_nobody_can_answer_an_invitation_of_somebody_else(browser):
    invitation = invited(make_match())
    stranger = make_candidate()

    browser.get(f"{link_of(stranger)}/invitations/{invitation.public_id}", status=404)


def test_an_invitation_is_answered_from_the_mail_by_opening_and_pressing_a_button(browser):
    invitation = invited(make_match())
    address = f"{link_of(invitation.candidate)}/invitations/{invitation.public_id}"

    page = browser.get(f"{address}?answer=interested")
    assert db.session.get(type(invitation), invitation.id).reply is None
    page.submit("Verstuur mijn antwoord", note="Bel me na vieren")

    db.session.refresh(invitation)
    assert (invitation.reply, invitation.note) == (Reply.INTERESTED, "Bel me na vieren")


def test_not_now_until_a_past_day_is_refused_and_the_note_stays(browser):
    invitation = invited(make_match())
    page = browser.get(f"{link_of(invitation.candidate)}/invitations/{invitation.public_id}")

    page = page.submit("Verstuur mijn antwoord", answer="not_now", until="2020-01-01", note="Druk")

    assert page.status == 422
    assert "Druk" in page.body


@pytest.mark.parametrize("form", [{"List-Unsubscribe": "One-Click"}])
@pytest.mark.parametrize("kind", ["multipart/form-data", "application/x-www-form-urlencoded"])
def test_one_click_in_the_mail_program_stops_mail_without_cookies_or_redirects(app, form, kind):
    candidate = make_candidate(allows=EVERYTHING)

    response = app.test_client().post(link_of(candidate, LinkKind.UNSUBSCRIBE), data=form, content_type=kind)

    assert response.status_code == 200
    assert allowed(candidate) == {Purpose.KEEP_PROFILE, Purpose.MATCH_VACANCIES}


def test_a_mail_scanner_that_opens_everything_changes_nothing(browser):
    match = make_match()
    invitation = invited(match)
    before = db.session.scalar(sa.select(sa.func.count(ConsentEvent.id)))
    address = link_of(match.candidate)

    for path in (address, f"{address}/withdrawal", f"{address}/invitations/{invitation.public_id}?answer=stop"):
        browser.get(path)
        assert browser.answer("HEAD", path).status_code == 200
    browser.get(link_of(match.candidate, LinkKind.UNSUBSCRIBE))

    assert db.session.scalar(sa.select(sa.func.count(ConsentEvent.id))) == before
    db.session.refresh(invitation)
    assert invitation.reply is None


def test_a_switch_that_is_turned_off_acts_at_once_and_leaves_the_rest_of_the_form_alone(app):
    candidate = make_candidate(allows=EVERYTHING)
    address = link_of(candidate)
    form = {"link": address.removeprefix("/p/"), "language": "en", "keep_profile": "yes"}

    answer = app.test_client().post(f"{address}/withdrawal/email_vacancies", data=form, headers={"HX-Request": "true"})

    assert allowed(candidate) == {Purpose.KEEP_PROFILE, Purpose.MATCH_VACANCIES}
    assert "Off, from this moment." in answer.text
    assert f'value="{last_number(candidate)}"' in answer.text, "who turns it on again afterwards means it"
    assert "<form" not in answer.text
    assert db.session.scalars(sa.select(Message.name)).all() == ["receipt"]


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {}])
def test_without_the_profile_everything_that_rests_on_it_is_off_too(app, headers):
    candidate = make_candidate(allows=EVERYTHING)
    address = link_of(candidate)
    form = {"link": address.removeprefix("/p/"), "language": "nl"}

    answer = app.test_client().post(f"{address}/withdrawal/keep_profile", data=form, headers=headers)

    assert allowed(candidate) == set()
    assert answer.headers.get("HX-Refresh") == "true" if headers else answer.status_code == 303


def test_a_switch_needs_the_link_in_its_form_and_a_purpose_that_we_ask_for(app):
    candidate = make_candidate(allows=EVERYTHING)
    address = link_of(candidate)

    stranger = app.test_client().post(f"{address}/withdrawal/keep_profile", data={"link": "x"})
    nothing = app.test_client().post(f"{address}/withdrawal/all", data={"link": address.removeprefix("/p/")})

    assert (stranger.status_code, nothing.status_code) == (404, 404)
    assert allowed(candidate) == EVERYTHING


def test_the_same_form_posted_many_times_at_once_counts_once(app):
    candidate = make_candidate(allows=EVERYTHING)
    address = link_of(candidate)
    form = {"link": address.removeprefix("/p/"), "language": "nl"}
    db.session.remove()

    def post():
        with app.app_context():
            app.test_client().post(f"{address}/withdrawal", data=form)
            db.session.remove()

    threads = [threading.Thread(target=post) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    withdrawn = sa.select(sa.func.count(ConsentEvent.id)).where(ConsentEvent.kind == ConsentKind.WITHDRAWN)
    assert db.session.scalar(withdrawn) == 3


def test_of_a_yes_and_a_withdrawal_at_the_same_moment_the_withdrawal_wins(app, browser):
    for _again in range(3):
        candidate = make_candidate(allows=EVERYTHING)
        address, number = link_of(candidate), candidate.id
        form = dict(browser.get(address).all("//form[.//*[@name='survey']]")[0].form_values()) | {"survey": "yes"}
        both = threading.Barrier(2)
        db.session.remove()

        def post(path, form, both=both):
            with app.app_context():
                both.wait()
                app.test_client().post(path, data=form)
                db.session.remove()

        threads = [
            threading.Thread(target=post, args=[address, form]),
            threading.Thread(target=post, args=[f"{address}/withdrawal", form]),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        candidate = db.session.get_one(Candidate, number)
        assert not any(may(candidate, purpose, NOW).allowed for purpose in Purpose)


def test_asking_for_the_link_says_the_same_to_everybody(browser):
    known = make_candidate()

    pages = [
        browser.get("/my-data").submit("Mail mij de link", email=email) for email in (known.email, "x@example.org")
    ]

    assert pages[0].text == pages[1].text
    assert db.session.scalars(sa.select(Message.candidate_id)).all() == [known.id]


def test_one_address_gets_at_most_three_links_a_day(browser):
    known = make_candidate()

    for _again in range(5):
        browser.get("/my-data").submit("Mail mij de link", email=known.email.upper())

    assert db.session.scalar(sa.select(sa.func.count(Message.id))) <= 3


def test_one_network_cannot_go_through_a_list_of_addresses(browser):
    for number in range(10):
        browser.get("/my-data").submit("Mail mij de link", email=f"x{number}@example.org")

    browser.post("/my-data", {"email": "x11@example.org"}, status=(429,))


def test_whoever_withdrew_can_still_see_and_say_yes_again_by_themselves(browser):
    candidate = make_candidate(allows=EVERYTHING)
    address = link_of(candidate)
    browser.get(address).click("Trek alles in").submit("Trek alles in")

    browser.get(address).submit("Bewaar mijn keuze", keep_profile=True)

    assert allowed(candidate) == {Purpose.KEEP_PROFILE}
    assert candidate in db.session.scalars(Candidate.visible(NOW)).all()
