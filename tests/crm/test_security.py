"""What an attacker may try at the door: headers, cookies, forged requests."""

import pytest

from crm import create_app
from crm.extensions import db
from crm.visitors import visitor
from models import ThrottleCount, User
from tests.conftest import settings
from tests.factories import PASSWORD, make_user, make_vacancy
from tests.pages import Browser

PUBLIC = "https://weerzien.kadewerk.example"


@pytest.fixture
def secure(app, database, organisation, clock):
    """The application as it runs in production, behind a proxy with https."""
    values = settings(database.file.parent, database.url())
    production = create_app(values | {"TESTING": False, "CRM_PUBLIC_URL": PUBLIC, "MAILBOX": False})
    yield production
    with production.app_context():
        db.session.remove()
        db.engine.dispose()


def ask(app, path="/sign-in", *, method="GET", peer="127.0.0.1", **request):
    """One request to production as the proxy passes it on."""
    headers = {"Host": "weerzien.kadewerk.example"} | request.pop("headers", {})
    return app.test_client().open(path, method=method, headers=headers, environ_base={"REMOTE_ADDR": peer}, **request)


# Headers and cookies


@pytest.mark.parametrize("path", ["/sign-in", "/settings/profile", "/nowhere", "/password/forged", "/health"])
def test_every_answer_carries_the_same_strict_headers(secure, path):
    headers = ask(secure, path).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_the_session_cookie_is_for_this_host_over_https_and_not_for_scripts(secure):
    cookie = ask(secure).headers["Set-Cookie"]

    assert cookie.startswith("__Host-weerzien=")
    assert all(part in cookie for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"))
    assert "Domain" not in cookie


def test_a_forged_cookie_is_nobody(browser):
    user = make_user()
    browser.client.set_cookie("weerzien", f'{{"user": {user.id}, "id": "x", "since": "2026-11-23T09:00:00+00:00"}}')

    assert browser.get("/settings/profile").path == "/sign-in"


def test_a_session_of_a_user_who_is_no_more_is_nobody(browser, recruiter):
    db.session.delete(db.session.get(User, recruiter.id))
    db.session.commit()

    assert browser.get("/settings/profile").path == "/sign-in"


# Who is asking


@pytest.mark.parametrize("host", ["evil.example", "weerzien.kadewerk.example.evil.example", "evil.example:443", ""])
def test_another_host_name_is_refused(secure, host):
    answer = ask(secure, headers={"Host": host})

    assert answer.status_code == 400
    assert "evil" not in answer.get_data(as_text=True)


def test_forwarded_host_and_scheme_change_nothing(secure, organisation):
    plain = ask(secure, "/settings")
    forged = ask(secure, "/settings", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "ftp"})

    assert forged.status_code == plain.status_code == 303
    assert forged.location == plain.location == "/sign-in?next=/settings"


@pytest.mark.parametrize(
    ("peer", "forwarded", "seen"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.9, 203.0.113.7", "203.0.113.7"),
        ("10.0.0.2", "203.0.113.7", "203.0.113.7"),
        ("1.1.1.1", "198.51.100.9", "1.1.1.1"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ],
)
def test_the_visitor_is_whom_the_proxy_names_and_a_stranger_names_nobody(secure, peer, forwarded, seen):
    secure.view_functions["accounts.sign_in"], real = _tell_visitor, secure.view_functions["accounts.sign_in"]
    try:
        headers = {"X-Forwarded-For": forwarded} if forwarded else {}
        assert ask(secure, peer=peer, headers=headers).get_data(as_text=True) == seen
    finally:
        secure.view_functions["accounts.sign_in"] = real


def _tell_visitor():
    return visitor()


_tell_visitor.is_public = True  # type: ignore[attr-defined]


def test_without_https_no_proxy_is_believed(app, organisation):
    with app.test_request_context("/", headers={"X-Forwarded-For": "203.0.113.7"}, environ_base={"REMOTE_ADDR": "::1"}):
        assert visitor() == "::/64"


def test_changing_the_forwarded_address_does_not_widen_the_limit_of_an_address(secure):
    client = secure.test_client()
    email = make_user().email
    db.session.rollback()
    statuses = []
    for number in range(6):
        headers = {"Host": "weerzien.kadewerk.example", "X-Forwarded-For": f"203.0.113.{number}"}
        page = client.get("/sign-in", base_url=PUBLIC, headers=headers).get_data(as_text=True)
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        form = {"email": email, "password": "a guess of twelve", "csrf_token": token}
        headers["Referer"] = f"{PUBLIC}/sign-in"
        statuses.append(client.post("/sign-in", base_url=PUBLIC, headers=headers, data=form).status_code)

    assert statuses == [422] * 5 + [429]


# What is sent


def test_a_form_of_staff_without_its_token_changes_nothing(browser, recruiter, organisation):
    for path in ("/settings", "/settings/profile", "/sign-out", "/language", f"/settings/users/{recruiter.id}/access"):
        browser.post(path, {"name": "Evil", "language": "nl"}, status=(400,))

    db.session.refresh(organisation)
    assert organisation.name == "Kadewerk"
    assert browser.get("/settings/profile").path == "/settings/profile"


def test_a_name_is_text_wherever_it_is_shown(browser, recruiter, organisation):
    nasty = "<script>alert(1)</script>{{ config }}\"'"

    browser.get("/settings").submit("Save the settings", name=nasty)
    browser.get("/settings/profile").submit("Save", name=nasty)

    for path in ("/settings", "/settings/users", f"/settings/users/{recruiter.id}", "/settings/profile", "/privacy"):
        page = browser.get(path)
        assert "<script>alert" not in page.body
        assert "SECRET_KEY" not in page.body
    assert "{{ config }}" in browser.get("/settings/users").text


@pytest.mark.parametrize("field", ["email", "password"])
def test_odd_input_at_the_door_is_a_wrong_password_and_no_crash(browser, field):
    for odd in ("' OR 1=1 --", "x" * 100_000, "😀" * 50, "%s%n", "a@b\r\nBcc: c@d.nl"):
        token = browser.get("/sign-in").all("//input[@name='csrf_token']/@value")[0]
        form = {"email": "a@b.nl", "password": "wrong"} | {field: odd, "csrf_token": token}
        browser.post("/sign-in", form, status=(422, 429))


def test_a_nul_character_is_refused_before_any_database_meets_it(browser):
    assert browser.get("/sign-in", query={"next": "/\x00"}, status=400)
    assert browser.post("/sign-in", {"email": "a\x00@b.nl"}, status=(400,))


VAST = "9" * 30


@pytest.mark.parametrize("number", ["2147483648", VAST])
@pytest.mark.parametrize(
    "address",
    [
        "/vacancies/{}",
        "/vacancies/{}/text",
        "/matches/{}/invitation",
        "/applications/{}/rejection",
        "/candidates/x/documents/{}",
        "/vacancies?page={}",
        "/settings/users?page={}",
        "/imports?page={}",
    ],
)
def test_a_number_that_no_row_can_have_is_not_found_and_no_crash(browser, address, number):
    browser.sign_in(make_user())

    browser.get(address.format(number), status=404)


@pytest.mark.parametrize("wish", ["match", "page"])
def test_a_vast_wish_on_a_page_that_exists_is_not_found_either(browser, wish):
    browser.sign_in(make_user())

    browser.get(f"/vacancies/{make_vacancy().id}", query={wish: VAST}, status=404)
    browser.get(f"/vacancies/{make_vacancy().id}", query={wish: f"-{VAST}"}, status=404)


def test_more_form_parts_than_any_page_has_are_refused(browser, organisation):
    parts = {f"field{number}": "x" for number in range(600)}

    response = browser.client.post("/sign-in", data=parts, content_type="multipart/form-data")

    assert response.status_code == 413


def test_no_log_line_holds_an_address_a_password_or_a_secret(browser, log, mail_folder):
    user = make_user()
    browser.sign_in(user)
    Browser(browser.app).get("/password/a-secret-canary", status=404)
    browser.get(f"/nowhere?email={user.email}", status=404)

    logged = log.getvalue()
    assert '"rule": "/password/<secret>"' in logged
    assert not [word for word in (user.email, PASSWORD, "a-secret-canary", "127.0.0.1") if word in logged]


def test_the_limits_keep_no_address_only_keyed_hashes(browser):
    user = make_user()
    token = browser.get("/sign-in").all("//input[@name='csrf_token']/@value")[0]
    browser.post("/sign-in", {"email": user.email, "password": "a guess of twelve", "csrf_token": token})

    subjects = db.session.scalars(db.select(ThrottleCount.subject)).all()
    assert len(subjects) == 2
    assert not [subject for subject in subjects if user.email in subject or "127.0.0.1" in subject]


def test_there_is_no_account_until_somebody_makes_one(app):
    assert db.session.scalar(db.select(db.func.count(User.id))) == 0
