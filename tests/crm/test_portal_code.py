"""Behind the code: what a link alone must not open, because links are forwarded and read by others."""

import re
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm import codes
from crm.extensions import db
from crm.mail.delivery import deliver_due
from crm.portal import rights
from models import AccessCode, AddressChange, Candidate, Download, Link, Message
from tests.crm.test_portal import link_of
from tests.factories import EVERYTHING, NOW, make_application, make_candidate
from tests.pages import Browser

pytestmark = pytest.mark.usefixtures("organisation", "clock")

DOORS = ("file", "correction", "address", "cv", "history", "download", "erasure")


@pytest.fixture
def post(mail_folder):
    """The digits in the newest code mail, after everything that waited was sent."""

    def digits() -> str:
        deliver_due()
        mails = sorted(mail_folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        return [found for mail in mails for found in re.findall(r"^(\d{8})\r?$", mail.read_text(), re.MULTILINE)][-1]

    return digits


def ask_code(browser, address, door="file"):
    return browser.get(f"{address}/{door}").submit("Mail me een code")


def open_door(browser, address, post, door="file"):
    return ask_code(browser, address, door).submit("Open", code=post())


@pytest.mark.parametrize("door", DOORS)
def test_a_link_alone_shows_no_name_address_or_file(browser, door):
    candidate = make_candidate(cv="Hoogwerker", phone="0612345678")
    page = browser.get(f"{link_of(candidate)}/{door}")

    assert page.all("//button[normalize-space()='Mail me een code']")
    assert not re.search("Groot|0612345678|Hoogwerker|@example.org", page.body)


@pytest.mark.parametrize("door", DOORS)
def test_the_code_opens_the_page_it_was_asked_for(browser, post, door):
    address = link_of(make_candidate(cv="Hoogwerker"))

    page = open_door(browser, address, post, door)

    assert page.path.endswith(f"/{door}")


@pytest.mark.parametrize("door", ["correction", "address", "cv", "download", "erasure", "explanations/1"])
def test_nothing_behind_the_code_can_be_posted_without_it(browser, door):
    candidate = make_candidate(cv="Hoogwerker")
    address = link_of(candidate)

    answer = browser.answer("POST", f"{address}/{door}", data={"link": address.removeprefix("/p/"), "place": "X"})

    assert answer.status_code == 303
    assert "/code?to=" in answer.location
    assert not db.session.scalars(sa.select(Message)).all()


def test_a_code_works_in_the_browser_that_asked_for_it_and_in_no_other(app, browser, post):
    address = link_of(make_candidate())
    ask_code(browser, address)
    digits, other = post(), Browser(app).speaks("nl")

    page = other.get(f"{address}/code?asked=1").submit("Open", code=digits)
    assert page.status == 422

    assert browser.get(f"{address}/code?asked=1").submit("Open", code=digits).path.endswith("/file")
    assert other.get(f"{address}/file").path.endswith("/code")


def test_five_wrong_codes_end_it_also_for_the_right_one(browser, post):
    address = link_of(make_candidate())
    page = ask_code(browser, address)
    digits = post()
    wrong = f"{(int(digits) + 1) % 10**8:08}"

    for left in (4, 3, 2, 1, 0):
        page = page.submit("Open", code=wrong)
        assert page.status == 422
        if left:
            assert (f"nog {left} keer" if left > 1 else "nog één keer") in page.text
    page = page.submit("Open", code=digits)

    assert "Deze code werkt niet meer" in page.text


def test_many_guesses_at_once_count_as_many(app, post):
    candidate = make_candidate()
    address = link_of(candidate)
    rights.send_code(candidate, session="somewhere", network="192.0.2.0/24", now=NOW)
    db.session.commit()
    post()
    db.session.remove()
    outcomes = []

    def guess(number: int) -> None:
        with app.app_context():
            client = app.test_client()
            client.set_cookie("weerzien-code", "somewhere")
            form = {"link": address.removeprefix("/p/"), "code": f"{number:08}"}
            outcomes.append(client.post(f"{address}/code/answer", data=form).status_code)
            db.session.remove()

    threads = [threading.Thread(target=guess, args=[number]) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(outcomes) == {422}
    assert db.session.scalar(sa.select(AccessCode.tries)) == codes.MOST_TRIES


def test_a_code_lasts_ten_minutes_from_when_it_was_mailed_and_what_it_opens_a_quarter_of_an_hour(browser, post, clock):
    address = link_of(make_candidate())
    page = ask_code(browser, address)
    digits = post()
    clock.shift(codes.GOOD_FOR)
    assert "Deze code werkt niet meer" in page.submit("Open", code=digits).text

    assert open_door(browser, address, post).path.endswith("/file")
    clock.shift(codes.OPEN_FOR)
    assert browser.get(f"{address}/file").path.endswith("/code")


def test_a_code_works_once(browser, post, app):
    address = link_of(make_candidate())
    page = ask_code(browser, address)
    digits = post()
    page.submit("Open", code=digits)

    assert page.submit("Open", code=digits).status == 422


def test_a_code_opens_no_other_person(browser, post):
    mine, theirs = link_of(make_candidate()), link_of(make_candidate())
    open_door(browser, mine, post)

    assert browser.get(f"{theirs}/file").path.endswith("/code")


def test_whoever_asks_for_code_after_code_is_stopped_for_an_hour(browser, clock):
    address = link_of(make_candidate())
    for _again in range(rights.MOST_CODES):
        ask_code(browser, address)

    browser.post(f"{address}/code", {"link": address.removeprefix("/p/")}, status=(429,))

    clock.shift(timedelta(hours=2))
    assert ask_code(browser, address).status == 200


def test_somebody_without_an_e_mail_address_is_told_to_write(browser):
    address = link_of(make_candidate(email=None))

    assert "geen e-mailadres" in browser.get(f"{address}/file").text
    browser.post(f"{address}/code", {"link": address.removeprefix("/p/")}, status=(422,))


def test_the_digits_are_kept_nowhere(browser, post):
    ask_code(browser, link_of(make_candidate()))
    digits = post()

    for table in db.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)):
            assert digits not in repr(row), table.name


def test_their_own_file_opens_and_that_of_somebody_else_does_not(browser, post):
    candidate, other = make_candidate(cv="Hoogwerker"), make_candidate(cv="Boekhouder")
    for person in (candidate, other):
        person.documents[0].content = b"in the file"
    db.session.commit()
    address = link_of(candidate)
    open_door(browser, address, post)

    own = browser.answer("GET", f"{address}/file/{candidate.documents[0].id}")
    assert (own.status_code, own.data) == (200, b"in the file")
    assert own.headers["Content-Disposition"].startswith("attachment")
    assert browser.answer("GET", f"{address}/file/{other.documents[0].id}").status_code == 404
    assert browser.answer("GET", f"{address}/file/{2**80}").status_code == 404


def test_a_new_address_counts_when_it_is_confirmed_there_and_then_older_links_are_dead(browser, post, mail_folder):
    candidate = make_candidate(email="oud@example.org")
    address = link_of(candidate)
    open_door(browser, address, post, "address").submit("Mail het nieuwe adres", email="Nieuw@Example.org")
    deliver_due()
    assert db.session.get(Candidate, candidate.id).email == "oud@example.org"

    browser.get(confirmation(mail_folder)).submit("Ja, dit is mijn adres")
    deliver_due()

    db.session.expire_all()
    assert db.session.get(Candidate, candidate.id).email == "nieuw@example.org"
    browser.get(address, status=404)
    told = dict(db.session.execute(sa.select(Message.name, Message.to_email)).all())
    assert told["address_changed"] == "oud@example.org"
    assert db.session.scalars(sa.select(Link).where(Link.expires_at > NOW)).all(), (
        "a fresh link went to the new address"
    )
    browser.get(confirmation(mail_folder), status=404)


def confirmation(mail_folder) -> str:
    mails = sorted(mail_folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    return [found for mail in mails for found in re.findall(r"https?://[^/\s]+(/confirm/[\w-]+)", mail.read_text())][-1]


def test_the_link_of_an_earlier_change_does_not_confirm_a_later_address(browser, post, mail_folder):
    candidate = make_candidate(email="oud@example.org")
    address = link_of(candidate)
    open_door(browser, address, post, "address").submit("Mail het nieuwe adres", email="eerste@example.org")
    deliver_due()
    first = confirmation(mail_folder)
    browser.get(f"{address}/address").submit("Mail het nieuwe adres", email="tweede@example.org")

    browser.get(first).submit("Ja, dit is mijn adres")

    db.session.expire_all()
    assert db.session.get(Candidate, candidate.id).email == "eerste@example.org"
    assert db.session.scalars(sa.select(AddressChange.email).where(AddressChange.confirmed_at.is_(None))).all() == [
        "tweede@example.org"
    ]


def test_an_address_of_another_file_is_told_only_to_who_reads_its_mail(browser, post, mail_folder):
    make_candidate(email="gezin@example.org")
    candidate = make_candidate(email="oud@example.org")
    page = open_door(browser, link_of(candidate), post, "address").submit(
        "Mail het nieuwe adres", email="gezin@example.org"
    )
    assert "Kijk in de mail van je nieuwe adres" in page.text
    deliver_due()

    page = browser.get(confirmation(mail_folder))
    address, fields = page.all("//form/@action")[0], dict(page.tree.forms[0].form_values())
    page = browser.post(address, fields, status=(409,))

    assert "in een ander dossier" in page.text
    assert db.session.get(Candidate, candidate.id).email == "oud@example.org"


def test_a_download_is_fetched_once_and_only_within_a_day(browser, post, clock):
    candidate = make_candidate(cv="Hoogwerker")
    address = link_of(candidate)
    page = open_door(browser, address, post, "download").submit("Maak mijn download")
    form = next(form for form in page.tree.forms if form.action.count("/") > 3)
    fields = dict(form.form_values())

    assert browser.answer("POST", form.action, data=fields).data.startswith(b"PK")
    assert browser.answer("POST", form.action, data=fields).status_code == 303
    made = db.session.scalars(sa.select(Download)).one()
    assert made.content == b""


def test_a_download_of_somebody_else_is_not_there(browser, post):
    mine, other = make_candidate(), make_candidate()
    theirs = Download(candidate_id=other.id, content=b"zip", size=3, created_at=NOW, expires_at=NOW + timedelta(days=1))
    db.session.add(theirs)
    db.session.commit()
    address = link_of(mine)
    open_door(browser, address, post, "download")

    form = {"link": address.removeprefix("/p/")}
    answer = browser.answer("POST", f"{address}/download/{theirs.public_id}", data=form)

    assert answer.status_code == 303
    db.session.expire_all()
    assert theirs.fetched_at is None


def test_forget_me_hides_them_at_once_and_an_older_form_does_not_undo_it(browser, post):
    candidate = make_candidate()
    address = link_of(candidate)
    stale = browser.get(address)

    page = open_door(browser, address, post, "erasure").submit("Alles wissen")

    assert "We wissen alles" in page.text
    db.session.expire_all()
    assert candidate not in db.session.scalars(Candidate.visible(NOW)).all()
    assert stale.submit("Bewaar mijn keuze", keep_profile=True).status == 422
    assert not any(permission.is_given for permission in candidate.permissions)


def test_the_history_tells_what_was_decided_and_the_file_what_we_wrote(browser, post):
    candidate = make_candidate(allows=EVERYTHING, cv="Hoogwerker")
    application = make_application(candidate)
    application.feedback, application.decided_at = "Je bood veel.", NOW
    db.session.commit()
    address = link_of(candidate)

    page = open_door(browser, address, post, "history")

    assert "Je zei ja: Bewaar mijn profiel" in page.text
    assert f"Je solliciteerde op {application.vacancy.title}" in page.text
    assert "Je bood veel." in browser.get(f"{address}/file").text
