"""When something goes wrong a person reads what to do, and the log reads where it happened."""

import json
import re

import pytest
from sqlalchemy.exc import OperationalError

from crm import create_app
from crm.extensions import db
from tests.conftest import settings
from tests.pages import Browser


@pytest.fixture
def browser(browser):
    return browser.speaks("en")


def test_an_unknown_address_says_so_in_both_languages(browser):
    assert "There is nothing here" in browser.speaks("en").get("/nowhere", status=404).text
    assert "Hier is niets" in browser.speaks("nl").get("/nowhere", status=404).text


def test_the_reference_on_the_page_stands_in_the_log(browser, log):
    page = browser.get("/nowhere", status=404)

    reference = re.search(r"Reference: ([0-9a-f]{8})", page.text)
    assert reference
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line["status"] for line in lines if line.get("reference") == reference[1]] == [404]


def test_a_mistake_of_ours_is_answered_calmly_and_logged_without_what_it_said(browser, recruiter, log, monkeypatch):
    def fail(*_arguments, **_values):
        raise RuntimeError("about Marieke de Groot, marieke@example.org")

    monkeypatch.setattr("crm.settings.routes.OrganisationForm", fail)

    page = browser.get("/settings", status=500)

    logged = log.getvalue()
    assert "Something went wrong on our side" in page.text
    assert "Marieke" not in page.text
    assert '"kind": "RuntimeError"' in logged
    assert "settings/routes.py:" in logged
    assert "arieke" not in logged


@pytest.mark.parametrize("path", ["/p/nothing/here/at-all", "/my-data/nothing", "/u/a/b/c"])
def test_a_candidate_who_goes_astray_sees_the_organisation_and_no_software(browser, organisation, path):
    page = browser.get(path, status=404)

    assert organisation.name in page.text
    assert organisation.privacy_email in page.text
    assert "Weerzien" not in page.text


def test_staff_who_go_astray_read_it_at_the_door_and_nobody_sees_a_menu(browser, recruiter):
    page = browser.get("/nowhere", status=404)

    assert not page.all("//nav")
    assert page.link("Weerzien") == "/today"


def test_a_page_for_another_role_says_whom_to_ask(browser, organisation):
    from tests.factories import make_user

    browser.is_signed_in(make_user(roles=["recruiter"]))

    assert "This is not for your role" in browser.get("/settings", status=403).text


def test_a_form_that_was_open_too_long_says_so(browser, recruiter):
    page = browser.post("/sign-out", {"csrf_token": "of another time"}, status=(400,))

    assert "This form was open too long" in page.text


def test_a_page_that_does_not_take_what_was_sent_says_so(browser, recruiter):
    assert "does not work that way" in browser.get("/sign-out", status=405).text


def test_a_request_that_is_too_large_is_refused(browser, recruiter, app, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1000)

    page = browser.post("/settings", {"name": "x" * 2000}, status=(413,))

    assert "That is too large" in page.text


# Before there is anything


def test_before_set_up_every_address_says_which_command_to_run(app):
    visitor = Browser(app).speaks("en")

    for path in ("/", "/sign-in", "/settings", "/password", "/p/whatever", "/nowhere"):
        page = visitor.get(path, status=503)
        assert "weerzien setup" in page.text
    visitor.post("/sign-in", {"email": "a@b.nl", "password": "x"}, status=(400,))


def test_before_there_are_tables_the_same_is_said(tmp_path):
    empty = create_app(settings(tmp_path, f"sqlite:///{tmp_path / 'crm.db'}"))

    assert "weerzien setup" in of_its_own(empty).get("/sign-in", status=503).text


# When the database fails


def of_its_own(app):
    """A browser on an application whose database nobody else here uses."""
    with app.app_context():
        return Visitor(app).speaks("en")


class Visitor(Browser):
    def answer(self, method, path, **request):
        with self.app.app_context():
            try:
                return super().answer(method, path, **request)
            finally:
                db.session.remove()
                db.engine.dispose()


@pytest.mark.parametrize("path", ["/sign-in", "/settings", "/p/whatever", "/nowhere"])
@pytest.mark.parametrize("broken", ["not a database", "no server"])
def test_without_a_database_every_page_still_says_what_to_do(tmp_path, path, broken):
    url = f"sqlite:///{tmp_path / 'crm.db'}"
    if broken == "no server":
        url = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    app = create_app(settings(tmp_path, url))
    (tmp_path / "crm.db").write_bytes(b"this is a letter, not a database" * 100)

    page = of_its_own(app).get(path, status=503)

    assert "Something went wrong on our side" in page.text
    assert "Reference" in page.text


def test_a_database_that_is_busy_asks_for_a_few_seconds(browser, recruiter, monkeypatch):
    def locked(*_arguments, **_values):
        raise OperationalError("SELECT", {}, Exception("database is locked"))

    monkeypatch.setattr("crm.settings.routes.OrganisationForm", locked)

    assert "It is very busy right now" in browser.get("/settings", status=503).text
