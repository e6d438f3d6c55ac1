"""Erased means gone: every row, every file, and not back by an import, a restore or a replay."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.cli import weerzien
from crm.consent.ledger import Capture
from crm.doctor import examine
from crm.extensions import db
from crm.mail.delivery import deliver_due
from crm.privacy import cleaning, erasing, guard, ledger_file
from crm.privacy.holds import open_hold
from crm.refusals import ConfigurationError
from crm.retention import services as retention
from crm.surveys import services as surveys
from models import (
    AccessRecord,
    Ambassador,
    Base,
    Candidate,
    ChainDisposal,
    ConsentEvent,
    Erasure,
    ErasureCause,
    Language,
    LetterOverride,
    Link,
    LinkKind,
    Message,
    MessageState,
    MessageTrace,
    Outcome,
    Referral,
    Suppression,
)
from models.ownership import owned_tables, rows_of
from models.personal import COLUMNS, Personal
from tests.factories import EVERYTHING, NOW, make_application, make_candidate, make_user
from tests.sample import make_sample

DAY = timedelta(days=1)
SUBJECT = Capture("personal_link", "subject", Language.DUTCH, {"form": "erasure"})


def ask(candidate, *, keep_mark=True, now=NOW):
    erasing.ask(candidate, capture=SUBJECT, keep_mark=keep_mark, now=now)
    db.session.commit()


def sweep(now=NOW):
    done = [kind for _candidate, kind in retention.sweep(now=now)]
    db.session.commit()
    return done


def erase(candidate, now=NOW):
    erasing.erase(candidate, ErasureCause.REQUEST, now=now)
    db.session.commit()


def test_every_table_with_something_of_a_candidate_is_found_by_its_keys():
    personal = {name for name, columns in COLUMNS.items() if Personal.CANDIDATE in columns.values()}

    assert personal <= {table.name for table in owned_tables()}, "give the table a foreign key that leads to candidate"


def test_every_key_by_which_we_remove_is_indexed():
    """Without it an erasure reads the whole table, and so does the database for every row it removes."""
    missing = []
    for table in owned_tables():
        first = {next(iter(index.columns)).name for index in table.indexes}
        first |= {next(iter(c.columns)).name for c in table.constraints if isinstance(c, sa.UniqueConstraint)}
        first |= {next(iter(table.primary_key.columns)).name}
        missing += [
            f"{table.name}.{key.parent.name}"
            for key in table.foreign_keys
            if key.column.table in owned_tables() and key.parent.name not in first
        ]

    assert not missing


def test_from_the_moment_they_ask_nobody_sees_mails_or_compares_them(organisation, clock):
    candidate = make_candidate(allows=EVERYTHING)

    ask(candidate)

    assert not db.session.scalars(Candidate.visible(NOW)).all()
    assert candidate.erase_requested_at == NOW
    assert {each.reason for each in db.session.scalars(sa.select(Suppression))} == {"erasure"}
    assert [message.name for message in db.session.scalars(sa.select(Message))] == ["erasure"]


def test_they_are_gone_once_the_confirmation_left(organisation, clock):
    ask(make_candidate(allows=EVERYTHING))

    assert sweep() == ["waits"]
    deliver_due()
    assert sweep(NOW + retention.LOOK_AGAIN) == ["erased"]

    assert not db.session.scalars(sa.select(Candidate)).all()


def test_a_mail_that_cannot_leave_does_not_keep_them_a_day(organisation):
    ask(make_candidate(allows=EVERYTHING))

    assert sweep(NOW + erasing.CONFIRMED_WITHIN) == ["erased"]


def test_a_legal_hold_goes_before_their_request_and_is_told(organisation):
    candidate, officer = make_candidate(allows=EVERYTHING), make_user()
    open_hold(candidate, reason="Klacht", owner=officer, review_on=NOW.date() + DAY, by=officer, now=NOW)

    ask(candidate)

    assert "juridische kwestie" in db.session.scalars(sa.select(Message)).one().text
    assert sweep(NOW + DAY) == ["held"]


def test_no_row_of_theirs_is_left_in_any_table_and_everybody_else_is_untouched(organisation, clock):
    sample = make_sample(organisation)
    candidate, other = sample.candidate, make_candidate(allows=EVERYTHING, cv="Hoogwerker")
    _did_everything(candidate)
    before = rows_about(other.id)
    candidate_id = candidate.id
    counted = rows_about(candidate_id)
    assert not [table for table, count in counted.items() if not count and table != "profile_vector"]

    erase(candidate)

    assert not any(rows_about(candidate_id).values())
    assert rows_about(other.id) == before
    assert not [problem for problem in examine() if "signature" not in problem and "chain_disposal" not in problem]


def _did_everything(candidate):
    application = make_application(candidate, outcome=Outcome.WITHDREW, decided_at=NOW - 10 * DAY)
    reason = {"rules": "no_reason", "reason": "We spoke at length by phone.", "created_at": NOW}
    bas = make_user(email="bas@example.org")
    candidate.known_by.append(bas)
    db.session.add(LetterOverride(application_id=application.id, user_id=bas.id, **reason))
    surveys.send(candidate, {"recommend": "3", "improve": "Bel sneller."}, with_name=True, now=NOW)
    referral = {"came_through": "a", "motivation": "Ik rij graag.", "purposes": [], "created_at": NOW}
    db.session.add(Referral(candidate_id=candidate.id, vacancy_id=application.vacancy_id, **referral))
    db.session.add(Ambassador(candidate_id=candidate.id, asked_at=NOW, since=NOW))
    db.session.commit()


def rows_about(candidate_id):
    return {
        table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table).where(rows_of(table, candidate_id)))
        for table in owned_tables()
        if table.name
        not in ("invitation", "verdict", "alert", "application", "import_row", "link", "attempt", "delivery")
    }


def test_what_stays_is_a_receipt_without_content_and_the_proof(organisation, clock):
    candidate = make_candidate(allows=EVERYTHING)
    subject, events = candidate.public_id, 4
    ask(candidate)
    deliver_due()
    mail = db.session.scalars(sa.select(Message)).one()
    assert mail.state is MessageState.SENT

    sweep(NOW + retention.LOOK_AGAIN)

    receipt = db.session.scalars(sa.select(Erasure)).one()
    assert (receipt.number, receipt.subject, receipt.cause) == (1, subject, ErasureCause.REQUEST)
    assert db.session.get(ChainDisposal, subject).due_at > NOW + 729 * DAY
    assert len(db.session.scalars(ConsentEvent.chain(subject)).all()) > events
    assert len(db.session.scalars(sa.select(MessageTrace)).all()) == 1
    assert examine() == []


def test_without_a_mark_nothing_is_left_by_which_we_would_know_them(organisation):
    candidate = make_candidate(allows=EVERYTHING, external_id="K-17")

    ask(candidate, keep_mark=False)
    sweep(NOW + DAY)

    assert not db.session.scalars(sa.select(Suppression)).all()
    assert ledger_file.lines()[0].marks == []


def test_the_ledger_file_names_nobody_and_shows_when_it_was_changed(organisation):
    for number in range(3):
        erase(make_candidate(email=f"marieke.{number}@example.org", last_name="Zeldzaam"))

    text = ledger_file.path().read_text()
    assert "marieke" not in text
    assert "Zeldzaam" not in text
    assert [line.number for line in ledger_file.lines()] == [1, 2, 3]

    lines = text.splitlines(keepends=True)
    ledger_file.path().write_text(lines[0] + lines[2])
    with pytest.raises(ledger_file.LedgerDamaged):
        ledger_file.lines()


def test_a_crash_between_file_and_database_leaves_one_line_and_no_person(organisation):
    candidate = make_candidate()
    late = candidate.keep_until
    erasing.erase(candidate, ErasureCause.RETENTION, now=late)
    db.session.rollback()
    assert len(ledger_file.lines()) == 1

    assert erasing.not_replayed(now=late) == 0
    assert sweep(late) == ["erased"]

    assert [line.number for line in ledger_file.lines()] == [1]
    assert db.session.scalars(sa.select(Erasure.number)).all() == [1]


def test_a_line_that_was_cut_off_counts_for_nothing_and_is_written_over(organisation):
    erase(make_candidate())
    with ledger_file.path().open("a") as file:
        file.write('{"number": 2, "subj')

    erase(make_candidate())

    assert [line.number for line in ledger_file.lines()] == [1, 2]


def test_after_a_restore_nothing_is_served_until_the_erasures_were_done_again(app, organisation):
    candidate = make_candidate(allows=EVERYTHING, email="terug@example.org")
    kept = {column.name: getattr(candidate, column.name) for column in Candidate.__table__.columns}
    ask(candidate)
    erase(candidate)
    guard.refuse_unreplayed()
    db.session.execute(sa.delete(Erasure))
    db.session.execute(sa.delete(Suppression))
    db.session.execute(sa.insert(Candidate.__table__), [kept | {"purge_at": NOW + 400 * DAY}])
    db.session.commit()

    with pytest.raises(ConfigurationError, match="weerzien erasures replay"):
        guard.refuse_unreplayed()
    for _twice in range(2):
        result = app.test_cli_runner().invoke(weerzien, ["erasures", "replay"])
        assert result.exit_code == 0, result.output
    guard.refuse_unreplayed()

    assert not db.session.scalars(sa.select(Candidate)).all()
    assert len(db.session.scalars(sa.select(Suppression)).all()) == 1


@pytest.mark.parametrize("lines", [0, 1])
def test_without_the_newest_ledger_nothing_is_served_and_nobody_is_forgotten(app, organisation, lines):
    """The file is gone, or an older copy of it lies there."""
    for _each in range(2):
        erase(make_candidate())
    ledger = ledger_file.path()
    older = ledger.read_text().splitlines(keepends=True)[:lines]
    ledger.write_text("".join(older)) if older else ledger.unlink()

    with pytest.raises(ConfigurationError, match="Put the newest copy back"):
        guard.refuse_unreplayed()
    refused = app.test_cli_runner().invoke(weerzien, ["erasures", "replay"])
    assert refused.exit_code == 1
    assert "--ledger-is-lost" in refused.output
    result = app.test_cli_runner().invoke(weerzien, ["erasures", "replay", "--ledger-is-lost"])

    assert result.exit_code == 0, result.output
    guard.refuse_unreplayed()
    subjects = db.session.scalars(sa.select(Erasure.subject).order_by(Erasure.number)).all()
    assert [line.subject for line in ledger_file.lines()] == subjects


def test_whoever_was_erased_does_not_come_back_by_an_import_but_may_apply_again(app, organisation, tmp_path, clock):
    candidate = make_candidate(email="weg@example.org", external_id="K-9")
    ask(candidate)
    erase(candidate)
    rows = [
        {"first_name": "M", "last_name": "G", "email": "weg@example.org", "outcome": "rejected"},
        {"first_name": "M", "last_name": "G", "external_id": "K-9", "outcome": "rejected"},
    ]
    (tmp_path / "old.jsonl").write_text("\n".join(map(json.dumps, rows)))

    done = json.loads(app.test_cli_runner().invoke(weerzien, ["import", str(tmp_path / "old.jsonl"), "--json"]).stdout)
    assert (done["imported"], done["rejected"]) == (0, 2)

    clock.move_to(NOW + 3 * DAY)
    again = rows[0] | {"outcome": "open", "vacancy": "Planner", "applied_on": "2026-11-25"}
    (tmp_path / "new.jsonl").write_text(json.dumps(again))
    done = json.loads(app.test_cli_runner().invoke(weerzien, ["import", str(tmp_path / "new.jsonl"), "--json"]).stdout)
    assert done["imported"] == 1


def test_mail_in_the_middle_of_leaving_meets_an_erasure(organisation, clock):
    candidate = make_candidate(allows=EVERYTHING)
    ask(candidate)
    message = db.session.scalars(sa.select(Message)).one()
    db.session.execute(Message.claim(NOW))
    db.session.commit()
    assert db.session.get(Message, message.id).state is MessageState.LEASED

    erase(db.session.get(Candidate, candidate.id))
    deliver_due()

    assert not db.session.scalars(sa.select(Message)).all()
    assert not db.session.scalars(sa.select(Link)).all()


def test_what_had_its_time_is_cleaned_away(organisation, clock):
    candidate = make_candidate()
    old, _secret = Link.issue(LinkKind.PERSONAL, now=NOW, expires_at=NOW, candidate_id=candidate.id)
    young, _secret = Link.issue(LinkKind.PERSONAL, now=NOW, expires_at=NOW + 20 * DAY, candidate_id=candidate.id)
    db.session.add_all([old, young])
    db.session.add(AccessRecord(user_id=make_user().id, candidate_id=candidate.id, at=NOW, page="candidates.show"))
    db.session.commit()

    assert sum(cleaning.clean(now=NOW + 31 * DAY)) == 1
    db.session.commit()

    assert db.session.scalars(sa.select(Link.id)).all() == [young.id]


def test_nobody_else_is_named_by_what_an_erasure_leaves(organisation, clock):
    proof = {name for name, columns in COLUMNS.items() if Personal.PROOF in columns.values()}

    assert proof & {table.name for table in owned_tables()} == set()
    assert proof <= set(Base.metadata.tables)
