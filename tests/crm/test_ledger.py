"""What may be written in the ledger, and what it still says when somebody tampers with it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.cli import weerzien
from crm.clock import utcnow
from crm.consent import counting, jobs, replay
from crm.consent.confirming import confirm, hold_for_confirmation
from crm.consent.ending import end_purpose
from crm.consent.ledger import Capture, NotAllowed, last_number, lock, record
from crm.consent.notices import ASKED, asked, notice_text
from crm.consent.receipts import receipt
from crm.consent.services import (
    WithdrawnMeanwhile,
    choose,
    renew,
    withdraw,
)
from crm.doctor import examine
from crm.extensions import db
from models import (
    ChainDisposal,
    ConsentEvent,
    ConsentEvidence,
    ConsentKind,
    Language,
    LedgerCount,
    Permission,
    Purpose,
    PurposeEnding,
    may,
)
from models.consent import ConsentState, state
from models.laws import broken_laws, install_laws
from tests.factories import EVERYTHING, NOW, give, make_candidate, make_user

SUBJECT = Capture("personal_link", "subject", Language.DUTCH, {"form": "test"})
RECRUITER = Capture("screen", "user:1", Language.DUTCH, {})
KEEP = Purpose.KEEP_PROFILE
DAY = timedelta(days=1)


def shown(organisation):
    return {purpose: notice_text(purpose, Language.DUTCH, organisation).sha256 for purpose in ASKED}


def permissions():
    return sorted(
        (row.candidate_id, row.purpose.value, row.kind.value, row.since, row.expires_at)
        for row in db.session.scalars(sa.select(Permission))
    )


@pytest.mark.parametrize("kind", [ConsentKind.GIVEN, ConsentKind.PENDING, ConsentKind.REFUSED])
def test_a_colleague_can_never_speak_for_somebody(organisation, kind):
    candidate = make_candidate()

    with pytest.raises(NotAllowed):
        record(candidate, KEEP, kind, capture=RECRUITER, now=NOW, expires_at=NOW + DAY)

    assert state(candidate, KEEP, NOW) is ConsentState.NOT_ASKED
    assert not db.session.scalars(sa.select(ConsentEvent)).all()


def test_what_was_never_given_cannot_be_renewed(organisation):
    with pytest.raises(NotAllowed):
        record(make_candidate(), KEEP, ConsentKind.RENEWED, capture=SUBJECT, now=NOW, expires_at=NOW + DAY)


def test_the_survey_stands_alone(organisation):
    candidate = make_candidate(allows={Purpose.SURVEY})

    assert may(candidate, Purpose.SURVEY, NOW).allowed
    assert not may(candidate, KEEP, NOW).allowed


def test_a_yes_on_an_old_page_does_not_undo_a_later_withdrawal(organisation):
    candidate = make_candidate(allows=EVERYTHING)
    seen = last_number(candidate)
    withdraw(candidate, list(Purpose), capture=SUBJECT, now=NOW)
    db.session.commit()

    with pytest.raises(WithdrawnMeanwhile):
        choose(candidate, EVERYTHING, capture=SUBJECT, shown=shown(organisation), now=NOW, seen=seen)
    with pytest.raises(WithdrawnMeanwhile):
        renew(candidate, EVERYTHING, capture=SUBJECT, shown=shown(organisation), now=NOW, seen=seen)

    assert not may(candidate, KEEP, NOW).allowed


def test_a_renewal_counts_from_its_own_day(organisation):
    candidate = make_candidate(allows=EVERYTHING)

    events = renew(candidate, EVERYTHING, capture=SUBJECT, shown=shown(organisation), now=NOW)

    assert {event.purpose for event in events} == EVERYTHING
    assert may(candidate, KEEP, NOW).until == NOW + 365 * DAY


def test_a_yes_after_the_window_counts_from_its_own_day(organisation):
    candidate = make_candidate(procedure_closed_at=NOW - 28 * DAY)
    within = make_candidate(procedure_closed_at=NOW - 28 * DAY + timedelta(seconds=1))

    give(candidate, {KEEP}, now=NOW)
    give(within, {KEEP}, now=NOW)

    assert candidate.permission(KEEP).expires_at == NOW + 365 * DAY
    assert within.permission(KEEP).expires_at == within.procedure_closed_at + 365 * DAY


def test_renewing_renews_what_is_ticked_and_withdraws_what_is_not(organisation):
    candidate = make_candidate(allows={KEEP, Purpose.MATCH_VACANCIES, Purpose.SURVEY})

    chosen = {KEEP, Purpose.EMAIL_VACANCIES}
    renew(candidate, chosen, capture=SUBJECT, shown=shown(organisation), now=NOW + DAY)

    said = {each.purpose: each.kind for each in candidate.permissions}
    assert said[KEEP] is ConsentKind.RENEWED
    assert said[Purpose.MATCH_VACANCIES] is ConsentKind.WITHDRAWN
    assert said[Purpose.EMAIL_VACANCIES] is ConsentKind.GIVEN
    assert said[Purpose.SURVEY] is ConsentKind.WITHDRAWN
    assert may(candidate, Purpose.EMAIL_VACANCIES, NOW + DAY).until == NOW + 366 * DAY


def test_whoever_stops_everything_before_they_ever_said_yes_has_said_no(organisation):
    """Neither a form that was opened before nor a confirmation that waits gives it afterwards."""
    candidate = make_candidate()
    hold_for_confirmation(candidate, [KEEP], capture=SUBJECT, now=NOW)
    seen = last_number(candidate)

    withdraw(candidate, list(Purpose), capture=SUBJECT, now=NOW)
    db.session.commit()

    assert confirm(candidate, capture=SUBJECT, now=NOW) == []
    with pytest.raises(WithdrawnMeanwhile):
        choose(candidate, EVERYTHING, capture=SUBJECT, shown=shown(organisation), now=NOW, seen=seen)
    assert {each.purpose: each.kind for each in candidate.permissions} == {
        KEEP: ConsentKind.WITHDRAWN,
        Purpose.MATCH_VACANCIES: ConsentKind.REFUSED,
        Purpose.EMAIL_VACANCIES: ConsentKind.REFUSED,
        Purpose.SURVEY: ConsentKind.REFUSED,
    }
    assert withdraw(candidate, list(Purpose), capture=SUBJECT, now=NOW) == []


def test_a_yes_from_an_unconfirmed_address_gives_nothing_until_it_is_confirmed(organisation):
    candidate = make_candidate()
    hold_for_confirmation(candidate, [KEEP], capture=SUBJECT, now=NOW)
    db.session.commit()

    assert state(candidate, KEEP, NOW) is ConsentState.PENDING
    assert not may(candidate, KEEP, NOW).allowed
    assert state(candidate, KEEP, NOW + 7 * DAY) is ConsentState.EXPIRED

    events = confirm(candidate, capture=SUBJECT, now=NOW + DAY)

    assert [event.text_sha256 for event in events] == [shown(organisation)[KEEP]]
    assert may(candidate, KEEP, NOW + DAY).allowed


def test_nobody_can_confirm_after_the_week(organisation):
    candidate = make_candidate()
    hold_for_confirmation(candidate, [KEEP], capture=SUBJECT, now=NOW)

    assert confirm(candidate, capture=SUBJECT, now=NOW + 7 * DAY) == []


def test_an_end_that_was_written_down_is_not_undone_by_a_clock(organisation, clock):
    candidate = make_candidate(allows=EVERYTHING)
    until = may(candidate, KEEP, NOW).until
    clock.move_to(until + DAY)

    jobs.permissions()
    db.session.expire_all()

    kinds = {event.kind for event in db.session.scalars(ConsentEvent.chain(candidate.public_id)).all()[-3:]}
    assert kinds == {ConsentKind.EXPIRED}
    assert not may(candidate, KEEP, NOW).allowed


def test_a_clock_that_went_back_grants_nothing_and_a_withdrawal_still_counts(organisation):
    candidate = make_candidate()
    give(candidate, EVERYTHING, now=NOW)

    assert not may(candidate, KEEP, NOW - timedelta(seconds=1)).allowed
    withdraw(candidate, list(Purpose), capture=SUBJECT, now=NOW - DAY)

    assert not may(candidate, KEEP, NOW).allowed
    times = [event.at for event in db.session.scalars(ConsentEvent.chain(candidate.public_id))]
    assert times == sorted(times)


def test_a_purpose_that_ends_ends_for_everybody_and_is_asked_no_more(organisation):
    people = [make_candidate(allows={Purpose.SURVEY}) for _number in range(3)]
    end_purpose(Purpose.SURVEY, ConsentKind.REVOKED, reason="Klaar.", by=make_user(), now=NOW)
    db.session.commit()

    jobs.permissions()

    db.session.expire_all()
    assert {state(one, Purpose.SURVEY, NOW) for one in people} == {ConsentState.REVOKED}
    assert Purpose.SURVEY not in asked()
    assert db.session.scalars(sa.select(PurposeEnding)).one().finished_at


def test_words_that_changed_materially_end_a_yes_and_may_be_asked_again(organisation):
    candidate = make_candidate(allows=EVERYTHING)
    end_purpose(KEEP, ConsentKind.INVALIDATED, reason="Nieuwe ontvanger.", by=make_user(), now=NOW)
    db.session.commit()
    jobs.permissions()
    db.session.expire_all()

    assert not may(candidate, Purpose.MATCH_VACANCIES, NOW).allowed
    assert KEEP in asked()

    give(candidate, {KEEP}, now=NOW + DAY)
    jobs.permissions()
    assert may(candidate, KEEP, NOW + DAY).allowed


def test_evidence_that_is_gone_takes_the_yes_with_it(organisation):
    candidate = make_candidate(allows=EVERYTHING)
    db.session.execute(sa.delete(ConsentEvidence))
    db.session.commit()
    db.session.expire_all()

    assert not any(may(candidate, purpose, NOW).allowed for purpose in Purpose)
    assert not examine()


def test_the_permissions_can_be_dropped_and_read_anew(organisation, app):
    candidate = make_candidate(allows=EVERYTHING)
    withdraw(candidate, [Purpose.EMAIL_VACANCIES], capture=SUBJECT, now=NOW)
    other = make_candidate()
    lock(other)
    record(other, KEEP, ConsentKind.REQUESTED, capture=RECRUITER, now=NOW)
    db.session.commit()
    before = permissions()
    db.session.execute(sa.delete(Permission))
    db.session.commit()

    assert app.test_cli_runner().invoke(weerzien, ["permissions", "rebuild"]).exit_code == 0

    assert permissions() == before
    assert sum(replay.rebuild()) == 2
    assert permissions() == before


def test_a_receipt_holds_the_words_the_controller_and_the_proof(organisation):
    candidate = make_candidate(allows=EVERYTHING)
    event = db.session.scalars(ConsentEvent.chain(candidate.public_id)).first()

    proof = receipt(event)

    assert proof["notice"]["facts"]["controller"]["name"] == organisation.name
    assert proof["notice"]["facts"]["lawful_basis"] == "GDPR 6(1)(a)"
    assert proof["notice"]["label"] == notice_text(KEEP, Language.DUTCH, organisation).label
    assert proof["notice_sha256"] == shown(organisation)[KEEP]
    assert proof["hash"] == event.fingerprint()


def tamper(*statements):
    """As somebody who can write to the database file would: the laws are dropped, then made again."""
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        for (name,) in connection.execute(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(sa.text(f"DROP TRIGGER {name}"))
    else:
        connection.execute(sa.text("SET session_replication_role = replica"))
    for statement in statements:
        connection.execute(sa.text(statement))
    if connection.dialect.name == "sqlite":
        connection.execute(sa.text("DROP TABLE candidate_search"))
    else:
        connection.execute(sa.text("SET session_replication_role = origin"))
    install_laws(connection)
    db.session.commit()
    db.session.expire_all()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE consent_event SET kind = 'given' WHERE kind = 'refused'", "was altered"),
        ("UPDATE consent_event SET previous_hash = 'x' WHERE number = 2", "does not follow"),
        ("DELETE FROM consent_event WHERE number = 2", "lacks event 2"),
        ("UPDATE notice SET text = replace(text, 'recruiters', 'kopers')", "is not the text that was shown"),
        ("UPDATE permission SET expires_at = '2099-01-01 00:00:00+00'", "the ledger says something else"),
        ("DELETE FROM consent_event WHERE number = 4", "fewer than were counted"),
        ("UPDATE ledger_count SET events = 1", "does not bear our signature"),
    ],
)
def test_the_doctor_sees_what_was_tampered_with(organisation, statement, told):
    make_candidate(allows=EVERYTHING)
    counting.count_tonight(now=NOW)
    db.session.commit()
    assert not examine()

    tamper(statement)

    assert any(told in problem for problem in examine()), examine()


def test_the_doctor_misses_a_law(organisation, app):
    table = "notice" if db.engine.dialect.name == "sqlite" else "notice ON notice"
    name = f"{table.split()[0]}_refuses_update" if db.engine.dialect.name == "sqlite" else "notice_only_grows ON notice"
    db.session.execute(sa.text(f"DROP TRIGGER {name}"))
    db.session.commit()

    result = app.test_cli_runner().invoke(weerzien, ["doctor", "--json"])

    assert result.exit_code == 1
    assert name.split()[0] in result.output
    assert broken_laws(db.session.connection()) == [name.split()[0]]


def test_a_chain_goes_only_as_a_whole_and_only_when_its_time_as_proof_is_over(organisation):
    candidate = make_candidate(allows=EVERYTHING)
    subject = candidate.public_id
    counting.count_tonight(now=NOW)
    db.session.add(ChainDisposal(subject=subject, events=4, due_at=NOW + 730 * DAY))
    db.session.execute(sa.delete(Permission))
    db.session.commit()

    assert counting.dispose_due(now=NOW + 729 * DAY) == 0
    assert counting.dispose_due(now=NOW + 730 * DAY) == 1
    db.session.commit()

    assert not db.session.scalars(ConsentEvent.chain(subject)).all()
    assert not counting.losses(utcnow())


def test_the_ledger_is_counted_once_a_night(organisation):
    make_candidate(allows=EVERYTHING)

    assert counting.count_tonight(now=NOW)
    assert not counting.count_tonight(now=NOW + timedelta(hours=5))
    assert counting.count_tonight(now=NOW + DAY)

    assert {row.events for row in db.session.scalars(sa.select(LedgerCount))} == {4}
