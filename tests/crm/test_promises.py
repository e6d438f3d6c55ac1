"""What a colleague promises somebody has an owner and a day, and does not get lost."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask_babel import force_locale

from crm.applications import promises
from crm.candidates.merging import merge
from crm.candidates.timeline import timeline
from crm.extensions import db
from crm.privacy import erasing
from crm.privacy.exporting import export
from crm.retention import services as retention
from models import ErasureCause, Promise, PromiseEnded, PromiseState, Purpose
from tests.factories import EVERYTHING, NOW, make_application, make_candidate, make_user, make_vacancy

pytestmark = pytest.mark.usefixtures("organisation", "clock")

TODAY = NOW.date()
DAY = timedelta(days=1)


def promised(candidate=None, owner=None, *, days=0, words="In maart bel ik je.", **values):
    promise = promises.make(
        candidate or make_candidate(allows=EVERYTHING),
        words=words,
        due_on=TODAY + days * DAY,
        owner=owner or make_user(),
        now=NOW,
        **values,
    )
    db.session.commit()
    return promise


def test_a_promise_is_late_from_the_day_after_it_was_due():
    promise = promised()

    assert promise.state(TODAY) is PromiseState.OPEN
    assert promise.state(TODAY + DAY) is PromiseState.LATE


def test_a_promise_ends_once():
    promise = promised()
    promises.keep(promise, by=promise.owner, now=NOW)

    with pytest.raises(PromiseEnded):
        promises.break_off(promise, because="Te laat", by=promise.owner, now=NOW)


def test_a_promise_is_not_broken_without_saying_why():
    promise = promised()

    with pytest.raises(promises.NoReason):
        promises.break_off(promise, because="  ", by=promise.owner, now=NOW)
    assert promise.is_open


def test_the_owner_sees_what_is_due_and_others_only_what_somebody_who_left_had_promised():
    mine, colleague = make_user(), make_user()
    late, today = promised(owner=mine, days=-3), promised(owner=mine)
    promised(owner=mine, days=1)
    theirs = promised(owner=colleague)

    def due():
        return list(db.session.scalars(promises.due(mine, today=TODAY, now=NOW)))

    assert due() == [late, today]
    colleague.disabled_at = NOW
    db.session.commit()
    assert due() == [late, today, theirs]
    assert promises.due_count(mine, today=TODAY, now=NOW) == 3


def test_a_promise_to_somebody_whom_nobody_may_see_any_more_is_on_no_list():
    promise = promised()
    promise.candidate.keep_until = NOW
    db.session.commit()

    assert promises.due_count(promise.owner, today=TODAY, now=NOW) == 0


def test_promises_are_counted_by_how_they_stand():
    promised(days=2), promised(days=-2), promised(days=-2)
    promises.keep(promised(), by=make_user(), now=NOW)
    broken = promised()
    promises.break_off(broken, because="De afdeling sluit.", by=broken.owner, now=NOW)

    assert promises.counts(today=TODAY) == {
        PromiseState.OPEN: 1,
        PromiseState.LATE: 2,
        PromiseState.KEPT: 1,
        PromiseState.BROKEN: 1,
    }


def test_the_timeline_tells_of_a_promise_and_of_how_it_ended():
    promise = promised()
    promises.break_off(promise, because="De afdeling sluit.", by=promise.owner, now=NOW)

    with force_locale("en"):
        told = [(entry.text, entry.quote) for entry in timeline(promise.candidate, now=NOW)]

    assert ("A promise was not kept: De afdeling sluit.", "In maart bel ik je.") in told
    assert ("Sanne Bakker promised, by 23 November 2026", "In maart bel ik je.") in told


def test_a_promise_is_made_kept_and_taken_back_on_the_page_of_the_person(browser, recruiter):
    candidate = make_candidate(first_name="Marieke", allows=EVERYTHING)
    page = browser.get(f"/candidates/{candidate.public_id}").click("Promise something")
    page = page.submit("Promise it", words="Ik bel je in maart.", due_on="2027-03-01", owner_id=str(recruiter.id))

    assert "Ik bel je in maart." in page.text
    promise = db.session.scalars(sa.select(Promise)).one()
    page = page.submit("Kept")
    assert promise.kept_at == NOW
    page.submit("Undo")
    assert promise.is_open


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("words", "", "Write what was promised."),
        ("words", "Ik bel zodra haar zwangerschap voorbij is.", "may not count for anybody"),
        ("due_on", "2026-11-22", "That day is over."),
        ("due_on", "", "A promise without a day is none"),
    ],
)
def test_what_is_no_promise_is_refused_with_what_to_do(browser, recruiter, field, value, words):
    candidate = make_candidate(allows=EVERYTHING)
    page = browser.get(f"/promises/new/{candidate.public_id}")

    typed = {"words": "Ik bel je.", "due_on": "2027-03-01", "owner_id": str(recruiter.id)} | {field: value}
    page = page.submit("Promise it", **typed)

    assert page.status == 422
    assert words in page.text
    assert not db.session.scalars(sa.select(Promise)).all()


def test_a_promise_that_reaches_further_than_we_may_keep_somebody_says_so(browser, recruiter):
    candidate = make_candidate()
    page = browser.get(f"/promises/new/{candidate.public_id}")

    page = page.submit("Promise it", words="Ik bel je.", due_on="2027-11-01", owner_id=str(recruiter.id))

    assert "before your promise is due" in page.text


def test_breaking_a_promise_asks_why(browser, recruiter):
    promise = promised(owner=recruiter)

    page = browser.get(f"/promises/{promise.id}/breaking").submit("It is not kept", because="")
    assert page.status == 422
    page.submit("It is not kept", because="De afdeling sluit.")

    assert promise.broken_because == "De afdeling sluit."


def test_what_is_promised_for_today_stands_first_and_the_rest_below_it(browser, recruiter):
    marieke = make_candidate(first_name="Marieke", allows=EVERYTHING)
    promised(marieke, recruiter, words="Ik bel je vandaag.")
    promised(make_candidate(first_name="Tomasz", allows=EVERYTHING), recruiter, words="Ik mail je.")

    page = browser.get("/today")

    assert "Today you keep a promise to Marieke" in page.text
    assert "Also promised for today" in page.text
    assert "Ik mail je." in page.text


def test_whoever_waits_too_long_comes_before_a_promise(browser, recruiter):
    make_application(make_candidate(procedure_closed_at=None), make_vacancy(), last_told_at=NOW - 16 * DAY)
    promised(owner=recruiter)

    page = browser.get("/today")

    assert "has waited 16 days" in page.text
    assert "Promised for today" in page.text


def test_promises_are_in_the_export_and_go_with_the_person():
    promise = promised()
    candidate = promise.candidate

    (row,) = export(candidate, now=NOW).tables["promise"]
    assert row["words"] == "In maart bel ik je."
    assert row["owner_id"] == "a colleague of ours"
    erasing.erase(candidate, ErasureCause.REQUEST, now=NOW)
    assert not db.session.scalars(sa.select(Promise)).all()


def test_promises_to_two_records_of_one_person_become_promises_to_the_one():
    kept, former = make_candidate(allows=EVERYTHING), make_candidate(allows=EVERYTHING)
    promised(kept, words="Het ene"), promised(former, words="Het andere")

    merge(kept, former, by=make_user(), now=NOW)

    assert {each.words for each in db.session.scalars(Promise.of(kept.id))} == {"Het ene", "Het andere"}


def test_a_promise_goes_from_our_hands_when_the_person_withdraws():
    promise = promised()
    candidate = promise.candidate
    candidate.permission(Purpose.KEEP_PROFILE)
    candidate.keep_until = candidate.purge_at = NOW
    db.session.commit()

    retention.sweep_one(candidate.id, now=NOW)

    assert not db.session.scalars(sa.select(Promise)).all()
