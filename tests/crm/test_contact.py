"""Nobody hears too much from us: asked when the page is drawn, at the press of the button, and when a letter leaves."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.extensions import db
from crm.invitations import services
from crm.mail import contact
from crm.mail.delivery import deliver_due
from models import (
    AlreadyInvited,
    Candidate,
    Invitation,
    Match,
    Message,
    MessageClass,
    MessageState,
    Organisation,
    Outcome,
    Purpose,
    User,
)
from tests.crm.test_invitations import invited, make_match
from tests.crm.test_mail import make_message
from tests.factories import EVERYTHING, NOW, make_application, make_candidate, make_user, make_vacancy

pytestmark = pytest.mark.usefixtures("organisation", "clock")


@pytest.fixture
def eva():
    return make_user(name="Eva Smit")


def another(match):
    """The same person fits a second vacancy."""
    return make_match(match.candidate, make_vacancy("Code 95", title="Planner wegtransport", matched_at=NOW))


def test_a_second_colleague_reads_who_wrote_and_from_when_they_may(browser, recruiter, eva, clock):
    match = make_match()
    invited(match, by=eva)
    deliver_due()
    clock.shift(timedelta(hours=2))

    page = browser.get(f"/matches/{another(match).id}/invitation")

    assert "Marieke may be invited again on 30 November 2026. Eva Smit wrote to them on 23 November 2026." in page.text
    assert not page.all("//textarea")


def test_where_it_is_too_soon_the_button_is_absent_and_the_page_says_why(browser, recruiter, eva):
    match = make_match()
    invited(match, by=eva)
    second = another(match)

    for address in (
        f"/vacancies/{second.vacancy_id}?match={second.id}",
        f"/candidates/{match.candidate.public_id}",
    ):
        page = browser.get(address)
        assert "may be invited again on" in page.text
        assert "Eva Smit" in page.text
        assert not [link for link in page.all("//a/@href") if link == f"/matches/{second.id}/invitation"]


def test_at_the_press_of_the_button_it_is_asked_again(browser, recruiter, eva):
    match = make_match()
    second = another(match)
    page = browser.get(f"/matches/{second.id}/invitation")
    assert "Nobody wrote to them in the last 30 days." in page.text
    invited(match, by=eva)

    page = page.submit("Invite Marieke", sentence="Bel me gerust.")

    assert "may be invited again on" in page.text
    assert "Nothing was sent." in page.text
    assert db.session.scalar(sa.select(sa.func.count(Invitation.id))) == 1


def test_a_letter_that_was_cancelled_or_never_left_does_not_count():
    match = make_match()
    invited(match)
    db.session.execute(sa.update(Message).values(state=MessageState.CANCELLED))

    assert services.why_not(another(match), by=make_user(), now=NOW) is None


def test_after_a_rejection_nobody_invites_for_two_weeks(browser, recruiter):
    person = make_candidate(allows=EVERYTHING)
    rejected = make_application(person, outcome=Outcome.REJECTED, decided_at=NOW - timedelta(days=3))
    match = make_match(person)

    assert services.why_not(match, by=recruiter, now=NOW) == "too_soon"
    assert "We turned them down on" in browser.get(f"/matches/{match.id}/invitation").text
    assert services.why_not(match, by=recruiter, now=rejected.decided_at + timedelta(days=14)) is None


def test_a_letter_for_which_it_is_too_soon_when_it_leaves_waits_until_it_may(mail_folder, clock, eva):
    """Two records of one person are found out after both were invited: the second letter waits its week."""
    match = make_match()
    second = another(match)
    invited(match, by=eva)
    deliver_due()
    later = second.candidate_id
    second.candidate_id = make_candidate(allows=EVERYTHING).id
    db.session.commit()
    db.session.refresh(second)
    invited(second, by=eva)
    db.session.execute(sa.update(Message).where(Message.vacancy_id == second.vacancy_id).values(candidate_id=later))
    db.session.commit()

    deliver_due()

    waiting = db.session.scalars(sa.select(Message).where(Message.vacancy_id == second.vacancy_id)).one()
    assert (waiting.state, waiting.reason) == (MessageState.QUEUED, "contact_budget")
    assert waiting.due_at == NOW + timedelta(days=7)
    assert len(list(mail_folder.glob("*.eml"))) == 1
    clock.shift(timedelta(days=7))
    deliver_due()
    assert waiting.state is MessageState.SENT


def test_a_second_question_how_it_went_waits_a_month_after_the_first(mail_folder, clock):
    """Two records of one person are found out after both were asked."""
    person = make_candidate(allows={*EVERYTHING, Purpose.SURVEY})
    first, second = (make_message(person, MessageClass.SURVEY, name="ambassador_thanks") for _number in range(2))

    deliver_due()

    assert (first.state, second.state, second.reason) == (MessageState.SENT, MessageState.QUEUED, "contact_budget")
    assert second.due_at == NOW + timedelta(days=30)
    clock.shift(timedelta(days=30))
    deliver_due()
    assert second.state is MessageState.SENT


def wait_until_somebody_waits(thread):
    """For a lock that we hold. SQLite has one writer at a time and does not tell who waits."""
    here = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    waits = sa.text(f"{here} AND wait_event_type = 'Lock'")
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as watching:
            while thread.is_alive() and not watching.scalar(waits):
                pass


@pytest.mark.parametrize(("second_vacancy", "hears"), [(False, "already_invited"), (True, "too_soon")])
def test_of_two_colleagues_who_press_at_once_the_second_reads_what_the_first_decided(app, eva, second_vacancy, hears):
    match = make_match()
    other_match_id, other_user_id = (another(match) if second_vacancy else match).id, make_user().id
    match_id, eva_id, heard = match.id, eva.id, []

    def press():
        with app.app_context():
            theirs, other = db.session.get_one(Match, other_match_id), db.session.get_one(User, other_user_id)
            db.session.rollback()
            try:
                services.invite(theirs, sentence="Dag", by=other, now=NOW)
                db.session.commit()
            except AlreadyInvited:
                heard.append("already_invited")
            except services.MayNotContact as refusal:
                heard.append(refusal.reason)
            db.session.rollback()

    db.session.remove()
    services.invite(db.session.get_one(Match, match_id), sentence="Dag", by=db.session.get_one(User, eva_id), now=NOW)
    thread = threading.Thread(target=press)
    thread.start()
    wait_until_somebody_waits(thread)
    db.session.commit()
    thread.join()

    assert heard == [hears]
    assert db.session.scalar(sa.select(sa.func.count(Message.id))) == 1


def test_while_somebody_decides_about_a_person_their_letter_is_asked_about_again_a_moment_later(app):
    match = make_match()
    invited(match)
    message = db.session.scalars(sa.select(Message)).one()
    if db.engine.dialect.name == "sqlite":
        assert contact.free_at(message, now=NOW) == NOW  # one writer at a time: nobody else can be deciding
        return
    with db.engine.begin() as other:
        other.execute(sa.select(Candidate.id).where(Candidate.id == match.candidate_id).with_for_update())
        assert contact.free_at(message, now=NOW) == NOW + contact.SOON


def test_budgets_of_many_people_take_as_many_queries_as_of_one(app):
    user, people = make_user(), [make_candidate(allows=EVERYTHING) for _number in range(12)]
    counted = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *_all: counted.append(1))

    def queries(some):
        db.session.expire_all()
        for person in some:
            assert person.permissions
        counted.clear()
        contact.budgets_of(some, by=user, now=NOW)
        return len(counted)

    assert queries(people) == queries(people[:1])


def test_an_administrator_settles_the_limits_and_wrong_ones_say_what_is_right(browser, recruiter):
    page = browser.get("/settings/contact")
    assert [field.get("value") for field in page.all("//main//input[@type='number' or @inputmode='numeric']")] == [
        "7",
        "2",
        "14",
        "7",
        "7",
        "14",
    ]

    refused = page.submit("Save the limits", colleague_gap_days="6", invitations_a_month="veel")
    assert "Fill in a whole number from 7 to 90." in refused.text
    assert "Fill in a whole number from 1 to 10." in refused.text
    page.submit("Save the limits", invitation_gap_days="21", rejection_quiet_days="0")

    limits = db.session.scalars(Organisation.current()).one().contact_limits
    assert (limits.gap_days, limits.most, limits.quiet_days, limits.colleague_days) == (21, 2, 0, 7)
