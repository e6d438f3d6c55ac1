"""What a person asks and changes on their page: wishes, a pause, limits, corrections, a new CV, an explanation."""

import io
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from crm.extensions import db
from crm.portal.rights import MOST_DOCUMENTS
from crm.requests import services as requests
from models import (
    Candidate,
    Document,
    MatchDecision,
    Message,
    MessageState,
    PrivacyRequest,
    Purpose,
    RequestKind,
    RequestOutcome,
    Wishes,
    may,
)
from tests.crm.test_documents import make_zip
from tests.crm.test_invitations import invited, make_match
from tests.crm.test_portal import link_of
from tests.factories import EVERYTHING, NOW, make_candidate, make_user
from tests.sample_rights import SESSION, inside, open_door

pytestmark = pytest.mark.usefixtures("organisation", "clock")


@pytest.fixture
def phone(browser):
    """A browser that gave the code of `person`, and their page."""
    browser.speaks("nl")

    def of(candidate):
        open_door(candidate)
        db.session.commit()
        return inside(browser), link_of(candidate)

    return of


def test_wishes_are_kept_and_shown_and_empty_ones_take_them_back(browser):
    candidate = make_candidate()
    address = link_of(candidate)

    page = browser.get(f"{address}/wishes").submit("Bewaar", work="planner", hours="24", available_on="2027-02-01")

    assert "planner · 24" in page.text
    assert db.session.get(Wishes, candidate.id).available_on == date(2027, 2, 1)
    browser.get(f"{address}/wishes").submit("Bewaar", work="", hours="", available_on="")
    db.session.expire_all()
    assert db.session.get(Wishes, candidate.id).work == ""


@pytest.mark.parametrize("wrong", [{"work": "x" * 201}, {"available_on": "31-02-2027"}])
def test_wrong_wishes_are_said_and_the_other_fields_stay(browser, wrong):
    page = browser.get(f"{link_of(make_candidate())}/wishes")

    page = page.submit("Bewaar", **{"regions": "Zaanstreek", **wrong})

    assert page.status == 422
    assert page.all("//input[@name='regions']")[0].get("value") == "Zaanstreek"
    assert page.all("//*[@aria-invalid='true']")


def test_a_pause_stops_comparing_and_mail_until_the_day_and_takes_nothing_away(browser):
    candidate = make_candidate(allows=EVERYTHING)
    address = link_of(candidate)

    browser.get(f"{address}/pause").submit("Pauze", until="2027-01-15")

    db.session.expire_all()
    paused = {purpose: may(candidate, purpose, NOW).allowed for purpose in EVERYTHING}
    assert paused == {
        Purpose.KEEP_PROFILE: True,
        Purpose.MATCH_VACANCIES: False,
        Purpose.EMAIL_VACANCIES: False,
    }
    browser.get(f"{address}/pause").submit("Stop de pauze nu")
    db.session.expire_all()
    assert all(may(candidate, purpose, NOW).allowed for purpose in EVERYTHING)


@pytest.mark.parametrize("day", ["2026-11-23", "2020-01-01", "", "morgen"])
def test_a_pause_until_no_coming_day_is_refused(browser, day):
    candidate = make_candidate()

    page = browser.get(f"{link_of(candidate)}/pause").submit("Pauze", until=day)

    assert page.status == 422
    db.session.expire_all()
    assert candidate.paused_until is None


def test_a_restriction_keeps_everything_and_does_nothing_until_they_lift_it(browser):
    match = make_match()
    invited(match)
    candidate, address = match.candidate, link_of(match.candidate)

    page = browser.get(f"{address}/limits").submit("Doe niets met mijn gegevens")

    assert "We doen niets met je gegevens" in page.text
    db.session.expire_all()
    assert candidate not in db.session.scalars(Candidate.visible(NOW)).all()
    assert not any(may(candidate, purpose, NOW).allowed for purpose in Purpose)
    states = dict(db.session.execute(sa.select(Message.name, Message.state)).all())
    assert states["invitation"] is MessageState.CANCELLED
    browser.get(f"{address}/limits").submit("Jullie mogen ze weer gebruiken")
    db.session.expire_all()
    assert may(candidate, Purpose.KEEP_PROFILE, NOW).allowed


def test_an_objection_withdraws_everything_and_is_on_record(browser):
    candidate = make_candidate(allows=EVERYTHING)

    browser.get(f"{link_of(candidate)}/limits").submit("Stop het allemaal")

    db.session.expire_all()
    assert not any(may(candidate, purpose, NOW).allowed for purpose in Purpose)
    request = db.session.scalars(sa.select(PrivacyRequest)).one()
    assert (request.kind, request.outcome) == (RequestKind.OBJECTION, RequestOutcome.DONE)


def test_all_links_stop_and_a_fresh_one_is_mailed(browser):
    candidate = make_candidate()
    first, second = link_of(candidate), link_of(candidate)

    browser.get(f"{first}/limits").submit("Stop al mijn links")

    browser.get(first, status=404)
    browser.get(second, status=404)
    assert db.session.scalars(sa.select(Message.name)).all() == ["my_data"]


def test_a_correction_waits_for_a_colleague_with_what_was_and_what_should_be(phone):
    candidate = make_candidate(place="Zaandam")
    browser, address = phone(candidate)

    browser.get(f"{address}/correction").submit("Verstuur de verbetering", place="  Haarlem ", language="en")

    request = db.session.scalars(sa.select(PrivacyRequest)).one()
    assert request.content == {
        "place": {"was": "Zaandam", "becomes": "Haarlem"},
        "language": {"was": "nl", "becomes": "en"},
    }
    assert request.due_at == NOW + timedelta(days=30)
    assert db.session.get(Candidate, candidate.id).place == "Zaandam"


def test_a_correction_without_a_change_opens_no_request(phone):
    browser, address = phone(make_candidate())

    page = browser.get(f"{address}/correction").submit("Verstuur de verbetering")

    assert "niets" in page.text.lower()
    assert not db.session.scalars(sa.select(PrivacyRequest)).all()


def test_an_accepted_correction_changes_the_file_and_tells_them(phone):
    candidate, officer = make_candidate(), make_user()
    request = requests.ask_correction(candidate, {"last_name": "Jansen"}, now=NOW)

    requests.accept(request, by=officer, answer="", now=NOW)

    assert candidate.last_name == "Jansen"
    assert db.session.scalars(sa.select(Message.name)).all() == ["request_answered"]
    with pytest.raises(requests.AlreadyClosed):
        requests.refuse(request, by=officer, answer="Nee", now=NOW)


def test_too_many_open_requests_wait_for_a_colleague_and_none_is_lost(phone):
    candidate = make_candidate()
    for number in range(requests.MOST_OPEN):
        requests.ask_correction(candidate, {"place": f"Plaats {number}"}, now=NOW)
    browser, address = phone(candidate)
    page = browser.get(f"{address}/correction")

    browser.post(f"{address}/correction", dict(page.tree.forms[-1].form_values()) | {"place": "X"}, status=(429,))

    assert db.session.scalar(sa.select(sa.func.count(PrivacyRequest.id))) == requests.MOST_OPEN


def upload(browser, address, name, content):
    form = {"link": address.removeprefix("/p/"), "language": "nl", "file": (io.BytesIO(content), name)}
    return browser.answer("POST", f"{address}/cv", data=form, content_type="multipart/form-data")


def test_a_new_cv_is_read_and_is_the_one_we_look_at(phone):
    candidate = make_candidate(cv="Boekhouder")
    browser, address = phone(candidate)

    answer = upload(browser, address, "cv nieuw.txt", b"Kraanmachinist met hoogwerker en VCA. " * 5)

    assert answer.status_code == 303
    db.session.expire_all()
    assert "Kraanmachinist" in candidate.cv.text
    assert candidate.profile_changed_at == NOW
    assert len(candidate.documents) == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cv.pdf", b"this is no PDF at all"),
        ("cv.exe", b"MZ\x90\x00"),
        ("cv.docx", make_zip(**{"word__document.xml": b" " * 100_000_000})),
        ("leeg.txt", b""),
    ],
    ids=["a PDF that is none", "a program", "a zip bomb", "an empty file"],
)
def test_a_file_that_is_no_cv_is_refused_with_what_to_do_and_nothing_changes(phone, name, content):
    candidate = make_candidate(cv="Boekhouder")
    browser, address = phone(candidate)

    answer = upload(browser, address, name, content)

    assert answer.status_code == 422
    assert 'class="error"' in answer.text
    assert db.session.scalar(sa.select(sa.func.count(Document.id))) == 1


def test_an_upload_of_a_hundred_megabytes_gets_a_page_that_says_what_fits(phone):
    browser, address = phone(make_candidate(cv="Boekhouder"))

    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="groot.pdf"\r\n\r\n%PDF-'
    body = head + b"x" * 100_000_000 + b"\r\n--x--\r\n"
    answer = browser.answer("POST", f"{address}/cv", data=body, content_type="multipart/form-data; boundary=x")

    assert answer.status_code == 413
    assert "<h1" in answer.text
    assert db.session.scalar(sa.select(sa.func.count(Document.id))) == 1


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.txt", "C:\\boot\\cv.txt", "cv\u202etxt.exe.txt", "x" * 300 + ".txt"]
)
def test_the_name_of_a_file_is_only_a_name(phone, name):
    candidate = make_candidate()
    browser, address = phone(candidate)

    assert upload(browser, address, name, b"Kraanmachinist met hoogwerker en VCA. " * 5).status_code == 303

    kept = db.session.scalars(sa.select(Document.filename)).one()
    assert "/" not in kept
    assert "\\" not in kept
    assert kept.isprintable()
    assert len(kept) <= 120


def test_a_file_holds_so_many_cvs_and_no_more(phone):
    candidate = make_candidate()
    for _number in range(MOST_DOCUMENTS):
        candidate.documents.append(
            Document(filename="cv.txt", content_type="text/plain", size=1, sha256="", text="x", created_at=NOW)
        )
    db.session.commit()
    browser, address = phone(candidate)

    assert upload(browser, address, "cv.txt", b"Kraanmachinist met hoogwerker en VCA. " * 5).status_code == 422


def test_a_match_that_somebody_acted_on_is_told_with_its_reasons_and_explained_when_asked(phone):
    match = make_match()
    match.decision, match.decided_at = MatchDecision.NOT_THIS_ONE, NOW
    match.reasons = [
        {"text": "laadklep", "amount": 0.5, "kind": "term"},
        {"text": "other words", "amount": 0.1, "kind": "rest"},
    ]
    db.session.commit()
    browser, address = phone(match.candidate)

    page = browser.get(f"{address}/history")
    assert "koos je niet voor" in page.text
    assert "laadklep" in page.text
    assert "other words" not in page.text, "a name for the program is no word of theirs"
    page.submit("Vraag een collega om uitleg", question="Waarom niet?")

    request = db.session.scalars(sa.select(PrivacyRequest)).one()
    assert (request.kind, request.content["question"]) == (RequestKind.EXPLANATION, "Waarom niet?")
    assert request.content["match"] == match.id


def test_nobody_asks_about_a_match_of_somebody_else(phone):
    match = make_match()
    browser, address = phone(make_candidate())

    form = {"link": address.removeprefix("/p/"), "question": "?"}
    for number in (match.id, 2**80):
        assert browser.answer("POST", f"{address}/explanations/{number}", data=form).status_code == 404


def test_each_choice_has_a_proof_for_people_and_for_programs_and_only_their_own(browser):
    candidate, _other = make_candidate(allows=EVERYTHING), make_candidate(allows=EVERYTHING)
    address = link_of(candidate)

    page = browser.get(f"{address}/receipts/1")
    assert "Bewijs van je keuze" in page.text
    proof = browser.answer("GET", f"{address}/receipts/1.json").json
    assert proof["schema_version"]
    for number in (5, 999, 2**80):
        assert browser.answer("GET", f"{address}/receipts/{number}").status_code == 404


def test_the_secret_of_the_session_is_a_cookie_no_script_reads(browser):
    candidate = make_candidate()
    address = link_of(candidate)

    answer = browser.answer("POST", f"{address}/code", data={"link": address.removeprefix("/p/")})

    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert SESSION not in cookie


BSN = "Mijn burgerservicenummer is 111222333."


def test_a_number_we_may_not_keep_is_left_out_of_what_they_write_and_upload(phone):
    candidate = make_candidate(cv="Boekhouder")
    browser, address = phone(candidate)

    browser.get(f"{address}/wishes").submit("Bewaar", work=BSN)
    browser.get(f"{address}/correction").submit("Verstuur de verbetering", headline=BSN)
    upload(browser, address, "cv.txt", (BSN + " Kraanmachinist met hoogwerker en VCA. " * 5).encode())

    assert "een nummer in dat we niet mogen bewaren" in browser.get(address).text
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)):
            assert "111222333" not in repr(row), table.name
    db.session.expire_all()
    assert "Kraanmachinist" in candidate.cv.text
    assert candidate.cv.content is None
