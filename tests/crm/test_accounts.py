"""Signing in, staying signed in, and coming by a password."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from crm.accounts import passwords, services
from crm.accounts.jobs import forget_attempts
from crm.extensions import db
from crm.mail.delivery import deliver_due
from models import EndedSession, Link, LinkKind, Message, Role, ThrottleCount, User
from tests.factories import NOW, PASSWORD, make_user
from tests.pages import Browser

NEW = "vier groene fietsen bij de brug"


@pytest.fixture
def browser(browser):
    return browser.speaks("en")


def try_password(browser, email, password, status=(422,)):
    form = {"email": email, "password": password}
    page = browser.get("/sign-in")
    form["csrf_token"] = page.all("//input[@name='csrf_token']/@value")[0]
    return browser.post("/sign-in", form, status=status)


def fail(browser, email, times):
    for _ in range(times):
        try_password(browser, email, "not the password at all")


def is_signed_in(browser):
    return browser.get("/settings/profile").path == "/settings/profile"


def password_link(mail_folder):
    deliver_due()
    newest = max(mail_folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    return urlsplit(re.search(r"http://localhost/password/\S+", newest.read_text()).group()).path


# Signing in


def test_staff_sign_in_and_come_where_they_were_going(browser):
    user = make_user()

    page = browser.get("/settings/profile")
    assert page.path == "/sign-in"
    page = page.submit("Sign in", email=user.email, password=PASSWORD)

    assert page.path == "/settings/profile"
    assert user.name in page.text


def test_the_address_may_be_typed_with_capitals_and_spaces(browser):
    user = make_user(email="sanne@kadewerk.example")

    try_password(browser, " Sanne@Kadewerk.Example ", PASSWORD, status=(200,))

    assert is_signed_in(browser)
    assert user.email == "sanne@kadewerk.example"


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(browser):
    user = make_user()

    wrong = try_password(browser, user.email, "not the password at all")
    unknown = try_password(browser, "nobody@kadewerk.example", "not the password at all")

    assert "do not belong together" in wrong.text
    assert wrong.text == unknown.text


@pytest.mark.parametrize("who", ["nobody@kadewerk.example", "invited@kadewerk.example", "left@kadewerk.example"])
def test_whoever_cannot_sign_in_costs_as_much_work_as_a_colleague(browser, monkeypatch, who):
    make_user(email="invited@kadewerk.example", password_hash=None)
    make_user(email="left@kadewerk.example", disabled_at=NOW)
    work = []
    monkeypatch.setattr(passwords, "_hasher", Counting(passwords._hasher, work))

    page = try_password(browser, who, PASSWORD)

    assert page.status == 422
    assert work == ["verify"]


class Counting:
    def __init__(self, hasher, work):
        self.hasher, self.work = hasher, work

    def verify(self, *values):
        self.work.append("verify")
        return self.hasher.verify(*values)


def test_after_five_mistakes_even_the_right_password_waits_until_the_time_we_name(browser, clock):
    user = make_user()
    clock.move_to(NOW + timedelta(minutes=2))
    fail(browser, user.email, 5)

    page = try_password(browser, user.email, PASSWORD, status=(429,))
    assert "Try again after 10:15" in page.text
    assert page.response.headers["Retry-After"] == "781"

    clock.move_to(NOW + timedelta(minutes=15))
    try_password(browser, user.email, PASSWORD, status=(200,))
    assert is_signed_in(browser)


def test_mistakes_with_one_address_do_not_stop_a_colleague(browser):
    one, other = make_user(), make_user()
    fail(browser, one.email, 5)

    try_password(browser, other.email, PASSWORD, status=(200,))

    assert is_signed_in(browser)


def test_one_visitor_cannot_try_many_addresses(browser):
    for number in range(30):
        try_password(browser, f"guess{number}@kadewerk.example", "not the password at all")

    page = try_password(browser, make_user().email, PASSWORD, status=(429,))

    assert "Too many attempts" in page.text


def test_colleagues_behind_one_address_sign_in_as_often_as_they_like(app, organisation, clock):
    user = make_user()

    for _ in range(35):
        visitor = Browser(app)
        try_password(visitor, user.email, PASSWORD, status=(200,))

    assert is_signed_in(visitor)


def test_an_attempt_that_fails_is_counted_although_nothing_else_is_saved(browser):
    user = make_user()
    fail(browser, user.email, 5)

    another = Browser(browser.app)

    assert try_password(another, user.email, PASSWORD, status=(429,)).status == 429


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example",
     "https://evil.example", "https:evil.example", "javascript:alert(1)", "evil.example", "", "/é/../evil"],
)  # fmt: skip
def test_signing_in_leads_to_our_own_site_only(browser, target):
    user = make_user()
    token = browser.get("/sign-in").all("//input[@name='csrf_token']/@value")[0]

    response = browser.client.post(
        "/sign-in", query_string={"next": target}, data={"email": user.email, "password": PASSWORD, "csrf_token": token}
    )

    assert response.status_code == 303
    assert response.location == "/today"


# Staying signed in


def test_the_session_before_signing_in_is_not_the_one_after(browser):
    user = make_user()
    browser.get("/sign-in")
    with browser.client.session_transaction() as session:
        session["planted"] = "by somebody else"
        token = session["csrf_token"]

    browser.sign_in(user)

    with browser.client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != token


def test_a_session_lasts_twelve_hours_however_busy(browser, recruiter, clock):
    for hour in range(1, 12):
        clock.move_to(NOW + timedelta(hours=hour))
        assert is_signed_in(browser)

    clock.move_to(NOW + timedelta(hours=12))

    assert not is_signed_in(browser)


def test_signing_out_ends_the_session_for_a_copy_of_its_cookie_as_well(browser, recruiter):
    copy = browser.client.get_cookie("weerzien").value

    browser.get("/settings/profile").submit("Sign out")
    assert not is_signed_in(browser)

    thief = Browser(browser.app)
    thief.client.set_cookie("weerzien", copy)
    assert not is_signed_in(thief)


def test_a_new_password_ends_every_other_session_and_keeps_this_one(browser, recruiter, clock):
    elsewhere = Browser(browser.app)
    elsewhere.sign_in(recruiter)
    clock.move_to(NOW + timedelta(minutes=1))

    page = browser.get("/settings/profile/password").submit("Change the password", current=PASSWORD, password=NEW)

    assert "you are signed out" in page.text
    assert is_signed_in(browser)
    assert not is_signed_in(elsewhere)
    elsewhere.sign_in(recruiter, NEW)
    assert is_signed_in(elsewhere)


def test_changing_a_password_asks_the_current_one_and_counts_mistakes(browser, recruiter):
    for _ in range(5):
        page = browser.get("/settings/profile/password").submit("Change the password", current="a guess", password=NEW)
        assert "This is not your current password" in page.text

    page = browser.get("/settings/profile/password").submit("Change the password", current=PASSWORD, password=NEW)

    assert "Too many attempts" in page.text
    assert passwords.verify(recruiter.password_hash, PASSWORD)


def test_losing_access_ends_open_sessions_at_once(browser, recruiter):
    colleague = make_user(roles=[Role.RECRUITER.value])
    theirs = Browser(browser.app)
    theirs.sign_in(colleague)

    page = browser.get(f"/settings/users/{colleague.id}").submit("Take access away")

    assert "cannot sign in any more" in page.text
    assert not is_signed_in(theirs)
    assert try_password(theirs, colleague.email, PASSWORD).status == 422


def test_a_page_that_is_only_read_sets_no_cookie_that_a_cache_could_keep(browser, recruiter):
    browser.get("/settings/profile")

    answer = browser.answer("GET", "/settings/profile")

    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]


def test_what_signing_in_had_to_remember_is_forgotten_once_it_is_of_no_use(browser, recruiter, clock):
    browser.get("/settings/profile").submit("Sign out")
    fail(browser, "nobody@kadewerk.example", 2)
    forget_attempts()
    assert kept() == (2, 1)

    clock.move_to(NOW + timedelta(days=3))
    forget_attempts()

    assert kept() == (0, 0)


def kept():
    return tuple(
        db.session.scalar(db.select(db.func.count()).select_from(table)) for table in (ThrottleCount, EndedSession)
    )


def test_no_cookie_remembers_staff_beyond_the_session(browser, recruiter):
    assert browser.client.get_cookie("remember_token") is None


# A password by mail


def test_a_forgotten_password_is_replaced_by_a_mailed_link(browser, mail_folder):
    user = make_user()
    page = browser.get("/password").submit("Mail me a link", email=user.email)
    assert "a link is on its way" in page.text

    page = browser.get(password_link(mail_folder)).submit("Set this password", password=NEW)

    assert page.path == "/sign-in"
    assert "Your new password is set" in page.text
    browser.sign_in(user, NEW)
    assert is_signed_in(browser)


def test_asking_a_link_answers_the_same_for_a_stranger(browser):
    user = make_user()
    make_user(email="left@kadewerk.example", disabled_at=NOW)
    pages = {
        email: browser.get("/password").submit("Mail me a link", email=email).text.replace(email, "…")
        for email in (user.email, "nobody@kadewerk.example", "left@kadewerk.example")
    }

    assert len(set(pages.values())) == 1
    assert [message.user for message in db.session.scalars(db.select(Message))] == [user]


def test_the_database_holds_no_secret_only_the_mail_does(browser, mail_folder):
    user = make_user()
    browser.get("/password").submit("Mail me a link", email=user.email)

    secret = password_link(mail_folder).rsplit("/", 1)[1]

    message = db.session.scalars(db.select(Message)).one()
    link = db.session.scalars(db.select(Link)).one()
    assert secret not in message.text + message.html
    assert secret not in link.secret_sha256
    assert link.expires_at == NOW + timedelta(hours=1)


def test_looking_at_a_link_does_not_spend_it_and_using_it_does(browser, mail_folder):
    browser.get("/password").submit("Mail me a link", email=make_user().email)
    path = password_link(mail_folder)
    for _ in range(3):
        page = browser.get(path)
        browser.client.head(path)

    page.submit("Set this password", password=NEW)

    assert "no longer works" in browser.get(path, status=404).text


def test_a_link_works_for_one_hour(browser, mail_folder, clock):
    browser.get("/password").submit("Mail me a link", email=make_user().email)
    path = password_link(mail_folder)

    clock.move_to(NOW + timedelta(minutes=59, seconds=59))
    browser.get(path)
    clock.move_to(NOW + timedelta(hours=1))

    assert "no longer works" in browser.get(path, status=404).text


def test_a_link_of_another_kind_a_forged_one_and_that_of_a_former_colleague_all_look_spent(browser, recruiter):
    links = {}
    for name, kind, user in (
        ("other", LinkKind.PERSONAL, recruiter),
        ("left", LinkKind.STAFF, make_user(disabled_at=NOW)),
    ):
        link, links[name] = Link.issue(kind, now=NOW, expires_at=NOW + timedelta(hours=1), user_id=user.id)
        db.session.add(link)
    db.session.commit()

    pages = {browser.get(f"/password/{secret}", status=404).text for secret in [*links.values(), "forged", "x" * 43]}

    assert len(pages) == 1


def test_of_two_who_use_a_link_at_once_one_sets_the_password(organisation):
    user = make_user()
    link, secret = Link.issue(LinkKind.STAFF, now=NOW, expires_at=NOW + timedelta(hours=1), user_id=user.id)
    db.session.add(link)
    db.session.commit()

    services.set_password_by_link(secret, NEW, now=NOW)

    with pytest.raises(services.LinkIsSpent):
        services.set_password_by_link(secret, "een heel ander lang wachtwoord", now=NOW)


def test_a_weak_password_leaves_the_link_unspent(browser, mail_folder):
    browser.get("/password").submit("Mail me a link", email=make_user().email)
    page = browser.get(password_link(mail_folder)).submit("Set this password", password="tekort")
    assert page.status == 422

    page = page.submit("Set this password", password=NEW)

    assert page.path == "/sign-in"


def test_one_address_gets_three_links_an_hour(browser, clock):
    user = make_user()
    for _ in range(5):
        browser.get("/password").submit("Mail me a link", email=user.email)
        clock.shift(timedelta(seconds=1))

    assert db.session.scalar(db.select(db.func.count(Message.id))) == 3


def test_one_visitor_asks_ten_links_an_hour(browser):
    for number in range(10):
        page = browser.get("/password").submit("Mail me a link", email=f"guess{number}@kadewerk.example")
    page = browser.get("/password")
    form = {"email": "one.more@kadewerk.example", "csrf_token": page.all("//input[@name='csrf_token']/@value")[0]}

    browser.post("/password", form, status=(429,))


def test_a_mailed_link_ends_the_wait_after_too_many_mistakes(browser, mail_folder):
    user = make_user()
    fail(browser, user.email, 5)
    browser.get("/password").submit("Mail me a link", email=user.email)

    browser.get(password_link(mail_folder)).submit("Set this password", password=NEW)

    try_password(browser, user.email, NEW, status=(200,))
    assert is_signed_in(browser)


# What a password must be


@pytest.mark.parametrize(
    "password",
    ["elf tekens.", "wachtwoord12", "Wachtwoord-2026", "W e l k o m 1 2 3 4 5 6", "aaaaaaaaaaaaaaaa", "ababababababab",
     "correct horse battery staple", "Kadewerk2026!!", "SanneBakker1990", "sanne@kadewerk.example"],
)  # fmt: skip
def test_short_common_and_obvious_passwords_are_refused(password):
    with pytest.raises(passwords.WeakPassword):
        passwords.refuse_weak(password, known=("Sanne Bakker", "sanne@kadewerk.example", "Kadewerk"))


@pytest.mark.parametrize(
    "password",
    [
        "twaalftekens",
        PASSWORD,
        "Kadewerk heeft drie blauwe kranen",
        "x8#Lq2!vR9@z",
        "зелёный велосипед",
        "1" + "ab3 " * 40,
    ],
)
def test_long_passwords_of_any_kind_are_accepted(password):
    passwords.refuse_weak(password, known=("Sanne Bakker", "sanne@kadewerk.example", "Kadewerk"))


def test_every_character_of_a_long_password_counts():
    long = "een zin " * 40
    stored = passwords.hash_password(long + "a")

    assert passwords.verify(stored, long + "a")
    assert not passwords.verify(stored, long + "b")
    assert not passwords.verify(stored, long)


def test_a_letter_with_an_accent_is_one_letter_however_it_is_typed():
    stored = passwords.hash_password("caf\u00e9 caf\u00e9 caf\u00e9")

    assert passwords.verify(stored, "cafe\u0301 cafe\u0301 cafe\u0301")


def test_passwords_are_kept_as_argon2id():
    assert passwords.hash_password(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_password_hashed_with_older_parameters_is_hashed_anew_at_the_next_sign_in(browser):
    from argon2 import PasswordHasher

    user = make_user(password_hash=PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD))

    browser.sign_in(user)

    db.session.refresh(user)
    assert "m=19456" in user.password_hash
    assert is_signed_in(browser)


# The language of the door


def test_the_language_chosen_at_the_door_is_kept_for_the_visit_and_the_users_own_wins(browser):
    page = browser.speaks("nl").get("/sign-in")
    assert page.tree.get("lang") == "nl"

    page = page.submit("English")
    assert page.path == "/sign-in"
    assert page.tree.get("lang") == "en"

    browser.sign_in(make_user())
    page = browser.get("/settings/profile").submit("Nederlands")
    assert page.tree.get("lang") == "nl"
    assert db.session.scalars(db.select(User)).one().language.value == "nl"
