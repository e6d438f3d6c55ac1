"""The organisation's settings and its people."""

from datetime import timedelta

import pytest

from crm.accounts import services as accounts
from crm.extensions import db
from crm.mail.delivery import deliver_due
from models import AuditEvent, Link, LinkKind, Message, Role, User
from tests.factories import NOW, make_user
from tests.pages import Browser


def actions():
    return [event.action for event in db.session.scalars(db.select(AuditEvent).order_by(AuditEvent.id))]


def test_an_administrator_changes_the_organisation_and_the_names_of_the_settings_are_recorded(
    browser, recruiter, organisation
):
    page = browser.get("/settings").submit("Save the settings", name="Kadewerk Groep", matching=False, country="BE")

    assert "The settings are changed" in page.text
    assert "The GBA names no figure" in page.text
    assert (organisation.name, organisation.matching, organisation.country) == ("Kadewerk Groep", False, "BE")
    event = db.session.scalars(db.select(AuditEvent)).one()
    assert event.action == "organisation.changed"
    assert event.details == {"settings": ["country", "matching", "name"]}
    assert event.actor_id == recruiter.id


def test_saving_without_a_difference_records_nothing(browser, recruiter):
    page = browser.get("/settings").submit("Save the settings")

    assert "nothing changed" in page.text
    assert actions() == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Fill in the name that candidates know."),
        ("privacy_email", "nobody", "This is not an e-mail address. Check it."),
        ("sender_email", "a@b.nl, c@d.nl", "This is not an e-mail address. Check it."),
        ("sender_email", "a@b.nl\r\nBcc: c@d.nl", "This is not an e-mail address. Check it."),
    ],
)
def test_a_setting_that_cannot_work_is_refused_with_the_reason(browser, recruiter, organisation, field, value, said):
    page = browser.get("/settings").submit("Save the settings", **{field: value})

    assert page.status == 422
    assert said in page.text
    assert organisation.sender_email == "werk@kadewerk.example"


def test_a_country_or_time_zone_that_does_not_exist_is_refused(browser, recruiter, organisation):
    page = browser.get("/settings")

    assert page.submit("Save the settings", country="XX").status == 422
    assert page.submit("Save the settings", time_zone="Mars/Olympus").status == 422
    assert (organisation.country, organisation.time_zone) == ("NL", "Europe/Amsterdam")


def test_moments_are_shown_on_the_organisations_clock(browser, recruiter, organisation):
    organisation.time_zone = "Pacific/Auckland"
    make_user(name="Zoë", disabled_at=NOW.replace(hour=13))

    assert "24 November 2026" in browser.get("/settings/users").text


def test_a_new_colleague_gets_a_mail_chooses_a_password_and_comes_in(browser, recruiter, mail_folder):
    page = browser.get("/settings/users/new").submit(
        "Add and mail the link", name="Jan Jansen", email="Jan@kadewerk.example", recruiter=True, language="en"
    )
    assert "Jan Jansen gets a mail" in page.text
    assert "Has no password yet" in page.text

    deliver_due()
    mail = next(mail_folder.glob("*.eml")).read_text()

    assert "To: jan@kadewerk.example" in mail
    assert "Choose your password for Kadewerk" in mail
    jan = db.session.scalars(User.with_email("jan@kadewerk.example")).one()
    assert jan.roles == ["recruiter"]
    assert "user.added" in actions()


def test_a_colleague_is_added_once_and_with_a_role(browser, recruiter):
    form = browser.get("/settings/users/new")

    assert "has this address already" in form.submit(
        "Add and mail the link", name="Sanne", email=recruiter.email.upper(), admin=True
    ).text  # fmt: skip
    assert "Choose at least one role" in form.submit(
        "Add and mail the link", name="Piet", email="piet@kadewerk.example"
    ).text  # fmt: skip
    assert db.session.scalar(db.select(db.func.count(User.id))) == 1


def test_roles_decide_what_somebody_may_open_from_the_next_page_on(browser, recruiter):
    colleague = make_user(roles=[Role.RECRUITER.value])
    theirs = Browser(browser.app)
    theirs.is_signed_in(colleague)
    theirs.get("/settings", status=403)

    browser.get(f"/settings/users/{colleague.id}").submit("Save", admin=True, recruiter=False)

    theirs.get("/settings")
    assert actions() == ["user.roles_changed"]


def test_the_last_administrator_stays(browser, recruiter):
    make_user(roles=[Role.ADMIN.value], disabled_at=NOW)
    make_user(roles=[Role.ADMIN.value], password_hash=None)

    page = browser.get(f"/settings/users/{recruiter.id}")
    assert "Make somebody else administrator first" in page.submit("Save", admin=False).text
    assert "Make somebody else administrator first" in page.submit("Take access away").text

    make_user(roles=[Role.ADMIN.value])
    assert "is changed" in page.submit("Save", admin=False).text


def test_who_loses_access_can_get_it_back_but_not_with_an_old_link(browser, recruiter):
    colleague = make_user(name="Jan Jansen", roles=[Role.RECRUITER.value])
    link, secret = Link.issue(LinkKind.STAFF, now=NOW, expires_at=NOW + timedelta(hours=1), user_id=colleague.id)
    db.session.add(link)
    db.session.commit()

    page = browser.get(f"/settings/users/{colleague.id}").submit("Take access away")
    assert "None since 23 November 2026" in browser.get("/settings/users").text

    page = page.submit("Give access again")
    assert "Jan Jansen can sign in again" in page.text
    browser.get(f"/password/{secret}", status=404)
    assert actions() == ["user.access_taken", "user.access_given"]


def test_mail_that_waits_for_somebody_who_lost_access_is_not_sent(organisation, mail_folder, clock):
    colleague, boss = make_user(), make_user()
    accounts.mail_password_link(colleague, now=NOW)
    accounts.take_access(colleague, by=boss, now=NOW)
    db.session.commit()

    deliver_due()

    message = db.session.scalars(db.select(Message)).one()
    assert (message.state.value, message.reason) == ("cancelled", "no_access")
    assert not list(mail_folder.glob("*.eml"))


def test_a_password_link_is_mailed_in_quiet_hours_too(organisation, mail_folder, clock):
    organisation.quiet_hours = True
    sunday_night = NOW.replace(day=22, hour=2)
    clock.move_to(sunday_night)
    accounts.mail_password_link(make_user(), now=sunday_night)
    db.session.commit()

    deliver_due()

    assert len(list(mail_folder.glob("*.eml"))) == 1


def test_everybody_settles_their_own_name_language_and_colours(browser):
    user = make_user(roles=[Role.RECRUITER.value])
    browser.is_signed_in(user)

    page = browser.get("/settings/profile").submit("Save", name="Sanne de Vries", language="nl", theme="dark")

    assert page.tree.get("lang") == "nl"
    assert page.tree.get("data-bs-theme") == "dark"
    assert (user.name, user.language.value, user.theme) == ("Sanne de Vries", "nl", "dark")


def test_nobody_gives_themselves_a_role_through_their_profile(browser):
    user = make_user(roles=[Role.RECRUITER.value])
    browser.is_signed_in(user)
    page = browser.get("/settings/profile")
    token = page.all("//input[@name='csrf_token']/@value")[0]

    browser.post(
        "/settings/profile",
        {"csrf_token": token, "name": "Sanne", "language": "en", "theme": "auto", "admin": "y", "roles": "admin"},
    )

    assert user.roles == ["recruiter"]


def test_colleagues_are_listed_by_page(browser, recruiter):
    for number in range(30):
        make_user(name=f"Collega {number:02}", password_hash="")

    page = browser.get("/settings/users")

    assert "1–25 of 31" in page.text
    assert "26–31 of 31" in page.click("Next").text


def test_an_administrator_says_how_long_letters_wait(browser, recruiter, organisation):
    page = browser.get("/settings/sending").submit("Save the minutes", wait_process="45", wait_invitation="5")

    assert "The settings are changed" in page.text
    assert organisation.send_delays == {"process": 45, "invitation": 5}
    assert browser.get("/settings/sending").all("//input[@name='wait_process']/@value") == ["45"]
    assert "nothing changed" in browser.get("/settings/sending").submit("Save the minutes").text


@pytest.mark.parametrize("minutes", ["", "-1", "1441", "half an hour", "1.5"])
def test_a_wait_that_is_no_number_of_minutes_within_a_day_is_refused(browser, recruiter, organisation, minutes):
    page = browser.get("/settings/sending").submit("Save the minutes", wait_process=minutes)

    assert page.status == 422
    assert "Fill in a whole number from 0 to 1440." in page.text
    assert organisation.send_delays == {}
