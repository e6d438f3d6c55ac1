"""The two clocks, the sweep that removes what is due, and the letters about time."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from crm.cli import weerzien
from crm.consent.ending import end
from crm.consent.ledger import Capture, lock, record
from crm.consent.services import withdraw
from crm.extensions import db
from crm.mail.delivery import deliver_due
from crm.privacy.holds import LONGEST, ReviewTooLate, end_hold, open_hold
from crm.retention import letters, services
from crm.retention.jobs import retention
from models import (
    Candidate,
    ConsentKind,
    Document,
    Erasure,
    ErasureCause,
    Finding,
    Language,
    Message,
    MessageState,
    Outcome,
    Purpose,
    Verdict,
    Wishes,
    may,
)
from models.retention import ASK_AGAIN_DAYS, EU_DEFAULT, PRESETS, preset_for
from tests.factories import EVERYTHING, NOW, give, make_application, make_candidate, make_user, make_vacancy

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
SUBJECT = Capture("personal_link", "subject", Language.DUTCH, {"form": "test"})
RECRUITER = Capture("rejection_mail", "user:1", Language.DUTCH, {})


def run(app, *arguments):
    return app.test_cli_runner().invoke(weerzien, ["retention", *arguments])


def sweep(now):
    done = [kind for _candidate, kind in services.sweep(now=now)]
    db.session.commit()
    return done


def everybody():
    return db.session.scalars(sa.select(Candidate.id).order_by(Candidate.id)).all()


@pytest.mark.parametrize("preset", [*PRESETS.values(), EU_DEFAULT], ids=lambda preset: preset.code)
@pytest.mark.parametrize(
    "closed_at",
    [
        NOW,
        datetime(2026, 3, 28, 23, 30, tzinfo=UTC),  # the clock in Amsterdam jumps forward within hours
        datetime(2026, 10, 24, 22, 30, tzinfo=UTC),  # and back
        datetime(2028, 2, 29, 12, tzinfo=UTC),
        datetime(2027, 2, 28, 23, 59, 59, tzinfo=UTC),
    ],
)
def test_a_clock_ends_on_its_second_in_every_preset(preset, closed_at):
    candidate = Candidate(procedure_closed_at=None, permissions=[])
    candidate.close_procedure(closed_at, preset)
    end = closed_at + timedelta(days=preset.defence_days)

    assert candidate.keep_until == candidate.purge_at == end
    assert candidate.state(end - SECOND, preset).value == "window"
    assert candidate.state(end, preset).value == candidate.state(end + SECOND, preset).value == "defence_hold"


@pytest.mark.parametrize("preset", [*PRESETS.values(), EU_DEFAULT], ids=lambda preset: preset.code)
def test_a_permission_ends_on_its_second_before_any_job_ran(organisation, preset):
    organisation.country = preset.code if preset is not EU_DEFAULT else "FI"
    candidate = make_candidate(procedure_closed_at=datetime(2028, 2, 29, tzinfo=UTC))
    give(candidate, {Purpose.KEEP_PROFILE}, now=datetime(2028, 3, 1, tzinfo=UTC))
    end = datetime(2028, 2, 29, tzinfo=UTC) + timedelta(days=preset.pool_days)

    assert may(candidate, Purpose.KEEP_PROFILE, end - SECOND).allowed
    assert not may(candidate, Purpose.KEEP_PROFILE, end).allowed
    assert not may(candidate, Purpose.KEEP_PROFILE, end + SECOND).allowed


def test_a_day_more_or_less_on_the_local_clock_changes_no_end(organisation):
    zone = ZoneInfo("Europe/Amsterdam")
    closed_at = datetime(2026, 10, 24, 12, tzinfo=zone)

    assert preset_for("NL").window_ends(closed_at.astimezone(UTC)) - closed_at == timedelta(days=28)


def test_a_country_we_do_not_know_gets_the_strictest():
    assert preset_for("ZZ") is preset_for(None) is EU_DEFAULT
    assert all(preset.defence_days >= EU_DEFAULT.defence_days for preset in PRESETS.values())


def test_the_country_of_the_vacancy_decides_and_the_person_s_own_before_it(organisation):
    candidate = make_candidate()
    assert candidate.preset(organisation).code == "NL"

    make_application(candidate, make_vacancy(country="DE"), outcome=Outcome.REJECTED, decided_at=NOW)
    assert candidate.preset(organisation).code == "DE"

    candidate.retention_country = "BE"
    assert candidate.preset(organisation).code == "BE"


def test_another_preset_never_lengthens_a_permission(organisation):
    candidate = make_candidate(allows=EVERYTHING)
    until = may(candidate, Purpose.KEEP_PROFILE, NOW).until

    organisation.country, organisation.pool_days = "DE", 730
    candidate.settle(NOW, candidate.preset(organisation))
    db.session.commit()

    assert may(candidate, Purpose.KEEP_PROFILE, NOW).until == until


def test_a_longer_period_never_passes_the_maximum(organisation):
    organisation.pool_days = 9999

    assert organisation.preset.pool_days == 365
    assert organisation.preset_in("BE").pool_days == 730


def test_whoever_says_nothing_is_gone_on_the_date_we_showed(organisation):
    candidate = make_candidate()
    end = candidate.keep_until

    assert sweep(end - SECOND) == []
    assert sweep(end) == ["erased"]

    assert everybody() == []
    assert db.session.scalars(sa.select(Erasure)).one().cause is ErasureCause.RETENTION


def test_whoever_says_yes_stays_until_it_ends(organisation):
    candidate = make_candidate(allows=EVERYTHING, cv="Laadklep")
    window_ends, end = candidate.procedure_closed_at + 28 * DAY, candidate.keep_until

    assert sweep(window_ends) == ["internal"]
    assert db.session.get(Candidate, candidate.id).cv
    assert sweep(end - SECOND) == []
    assert sweep(end) == ["erased"]


def test_findings_that_were_never_sent_go_at_the_end_of_the_defence_clock(organisation):
    candidate = make_candidate(allows=EVERYTHING)
    vacancy = make_vacancy("Code 95")
    sent = make_application(candidate, vacancy, outcome=Outcome.REJECTED, decided_at=NOW, feedback="Dank je.")
    unsent = make_application(candidate, make_vacancy("ADR"), outcome=Outcome.REJECTED, decided_at=NOW)
    for application in (sent, unsent):
        requirement = application.vacancy.requirements[0]
        application.verdicts.append(Verdict(requirement=requirement, finding=Finding.NOT_YET, note="Nog niet."))
    db.session.commit()

    sweep(candidate.procedure_closed_at + 28 * DAY)

    assert [each.application_id for each in db.session.scalars(sa.select(Verdict))] == [sent.id]


def test_withdrawing_removes_the_profile_and_hides_the_file_until_its_clock_ends(organisation):
    candidate = make_candidate(allows=EVERYTHING, cv="Laadklep", headline="Chauffeur")
    db.session.add(Wishes(candidate_id=candidate.id, work="rijden", changed_at=NOW))
    withdraw(candidate, list(Purpose), capture=SUBJECT, now=NOW)
    db.session.commit()

    assert sweep(NOW) == ["withdrawn"]

    left = db.session.scalars(sa.select(Candidate)).one()
    assert (left.headline, left.documents, left.words) == (None, [], None)
    assert not db.session.scalars(sa.select(Wishes)).all()
    assert not db.session.scalars(Candidate.visible(NOW)).all()
    assert sweep(left.procedure_closed_at + 28 * DAY - SECOND) == []
    assert sweep(left.procedure_closed_at + 28 * DAY) == ["erased"]


def test_quarantine_ends_28_days_after_the_import(organisation):
    candidate = make_candidate(procedure_closed_at=NOW - 400 * DAY)
    candidate.quarantine(NOW)
    db.session.commit()

    assert sweep(NOW + 28 * DAY - SECOND) == []
    assert sweep(NOW + 28 * DAY) == ["erased"]


def test_an_open_procedure_has_no_clock(organisation):
    make_candidate(procedure_closed_at=None)

    assert sweep(NOW + 5000 * DAY) == []


def test_a_legal_hold_keeps_everything_until_somebody_ends_it(organisation):
    candidate, officer = make_candidate(), make_user()
    with pytest.raises(ReviewTooLate):
        open_hold(candidate, reason="Klacht", owner=officer, review_on=NOW.date() + LONGEST + DAY, by=officer, now=NOW)
    hold = open_hold(candidate, reason="Klacht", owner=officer, review_on=NOW.date() + LONGEST, by=officer, now=NOW)
    db.session.commit()
    late = candidate.keep_until + DAY

    assert sweep(late) == ["held"]
    assert everybody() == [candidate.id]

    end_hold(hold, by=officer, now=late)
    db.session.commit()
    assert sweep(late) == ["erased"]


def test_one_person_who_cannot_be_removed_stops_nobody(organisation, monkeypatch):
    broken, other = make_candidate(), make_candidate()
    erase = services.erasing.erase

    def fail(candidate, cause, *, now):
        if candidate.id == broken.id:
            raise OSError("disk full")
        return erase(candidate, cause, now=now)

    monkeypatch.setattr(services.erasing, "erase", fail)
    late = max(broken.keep_until, other.keep_until)

    assert sorted(sweep(late), key=str) == ["erased", "failed"]
    assert everybody() == [broken.id]

    monkeypatch.undo()
    assert sweep(late + services.AFTER_FAILURE) == ["erased"]


def test_a_dry_run_says_what_would_go_and_changes_nothing(app, organisation, clock):
    candidate = make_candidate()
    clock.move_to(candidate.keep_until)

    said = json.loads(run(app, "--dry-run", "--json").output)

    assert said == {"dry_run": True, "erased": 1, "withdrawn": 0, "internal": 0, "held": 0, "failed": 0}
    assert everybody() == [candidate.id]

    assert json.loads(run(app, "--json").output)["erased"] == 1
    assert everybody() == []
    assert "Nothing is due" in run(app).output


def mails(name):
    return db.session.scalars(sa.select(Message).where(Message.name == name).order_by(Message.id)).all()


def queue(now):
    list(letters.queue_due(now=now))
    db.session.commit()


def ask(candidate, now):
    lock(candidate)
    record(candidate, Purpose.KEEP_PROFILE, ConsentKind.REQUESTED, capture=RECRUITER, now=now)
    db.session.commit()


def test_an_open_question_is_repeated_once_after_two_weeks_and_never_again(organisation):
    candidate = make_candidate(procedure_closed_at=NOW)
    ask(candidate, NOW)

    queue(NOW + 14 * DAY - SECOND)
    assert mails("reminder") == []
    for days in (14, 15, 20):
        queue(NOW + days * DAY)

    assert len(mails("reminder")) == 1


def test_nobody_is_reminded_in_the_last_week_or_after_an_answer(organisation):
    late, answered = make_candidate(procedure_closed_at=NOW), make_candidate(procedure_closed_at=NOW)
    ask(late, NOW + 8 * DAY)
    ask(answered, NOW)
    give(answered, set(), now=NOW + DAY)

    queue(NOW + 22 * DAY)

    assert mails("reminder") == []


def test_a_reminder_that_was_overtaken_by_an_answer_does_not_leave(organisation, clock):
    candidate = make_candidate(procedure_closed_at=NOW)
    ask(candidate, NOW)
    queue(NOW + 14 * DAY)
    give(candidate, EVERYTHING, now=NOW + 14 * DAY)
    clock.move_to(NOW + 15 * DAY)

    deliver_due()

    message = mails("reminder")[0]
    assert (message.state, message.reason) == (MessageState.CANCELLED, "answered")


def test_two_letters_at_most_before_a_permission_ends(organisation):
    candidate = make_candidate(allows=EVERYTHING)
    until = candidate.keep_until

    queue(until - 30 * DAY - SECOND)
    assert mails("renewal") == []
    for days in (30, 20, 7, 6, 1):
        queue(until - days * DAY)

    assert [message.created_at for message in mails("renewal")] == [until - 30 * DAY, until - 7 * DAY]


def test_whoever_missed_the_first_letter_gets_one_and_not_two_at_once(organisation):
    candidate = make_candidate(allows=EVERYTHING)

    queue(candidate.keep_until - 3 * DAY)
    queue(candidate.keep_until - 2 * DAY)

    assert len(mails("renewal")) == 1


def test_the_job_does_all_of_it_and_twice_is_harmless(organisation, clock):
    candidate = make_candidate(cv="Laadklep")
    clock.move_to(candidate.keep_until)

    retention()
    retention()

    assert everybody() == []
    assert not db.session.scalars(sa.select(Document)).all()


def test_whoever_agreed_to_words_that_changed_is_asked_once_and_has_four_weeks(organisation, clock):
    candidate = make_candidate(allows=EVERYTHING, procedure_closed_at=NOW - timedelta(days=100))
    silent = make_candidate(allows=EVERYTHING, procedure_closed_at=NOW - timedelta(days=100))
    changed = Capture("settings", "user:1", candidate.language, {})
    for person in (candidate, silent):
        end(person, Purpose.KEEP_PROFILE, ConsentKind.INVALIDATED, capture=changed, now=NOW)
    db.session.commit()

    assert sum(letters.queue_due(now=NOW)) == 2
    assert sum(letters.queue_due(now=NOW + timedelta(days=1))) == 0
    deliver_due()
    assert not may(candidate, Purpose.MATCH_VACANCIES, NOW).allowed
    give(candidate, {Purpose.KEEP_PROFILE}, now=NOW + timedelta(days=3))

    later = NOW + timedelta(days=ASK_AGAIN_DAYS)
    assert candidate.keep_until > later
    assert silent.keep_until == later


def test_whoever_chose_meanwhile_is_not_asked_again(organisation, clock):
    candidate = make_candidate(allows=EVERYTHING)
    changed = Capture("settings", "user:1", candidate.language, {})
    end(candidate, Purpose.KEEP_PROFILE, ConsentKind.INVALIDATED, capture=changed, now=NOW)
    assert sum(letters.queue_due(now=NOW)) == 1
    give(candidate, {Purpose.KEEP_PROFILE}, now=NOW)

    deliver_due()

    message = db.session.scalars(sa.select(Message).where(Message.name == "ask_again")).one()
    assert (message.state, message.reason) == (MessageState.CANCELLED, "answered")
