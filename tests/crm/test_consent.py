"""The ledger: what a person decides, and what follows at once."""

import pytest
import sqlalchemy as sa

from crm.consent.ledger import Capture
from crm.consent.notices import ASKED, notice_text
from crm.consent.services import NeedsProfile, NoticeChanged, choose, withdraw
from crm.extensions import db
from models import (
    Candidate,
    ConsentEvent,
    ConsentKind,
    Language,
    Message,
    MessageClass,
    MessageState,
    ProfileVector,
    Purpose,
    may,
)
from tests.factories import EVERYTHING, NOW, make_candidate, make_vacancy

CAPTURE = Capture(channel="personal_link", actor="subject", language=Language.DUTCH, details={"form": "test"})


def shown(organisation):
    return {purpose: notice_text(purpose, Language.DUTCH, organisation).sha256 for purpose in ASKED}


def test_nobody_may_do_anything_by_default(organisation):
    candidate = make_candidate()

    assert not any(may(candidate, purpose, NOW).allowed for purpose in Purpose)


def test_a_yes_holds_until_a_year_after_the_procedure_and_not_a_second_longer(organisation):
    candidate = make_candidate(allows=EVERYTHING)

    until = may(candidate, Purpose.MATCH_VACANCIES, NOW).until

    assert until is not None
    assert (until - candidate.procedure_closed_at).days == 365
    assert not may(candidate, Purpose.MATCH_VACANCIES, until).allowed


def test_keeping_alone_allows_neither_comparing_nor_mailing(organisation):
    candidate = make_candidate(allows={Purpose.KEEP_PROFILE})

    assert may(candidate, Purpose.KEEP_PROFILE, NOW).allowed
    assert not may(candidate, Purpose.MATCH_VACANCIES, NOW).allowed
    assert not may(candidate, Purpose.EMAIL_VACANCIES, NOW).allowed


def test_comparing_cannot_be_chosen_without_keeping(organisation):
    candidate = make_candidate()

    with pytest.raises(NeedsProfile):
        choose(candidate, {Purpose.MATCH_VACANCIES}, capture=CAPTURE, shown=shown(organisation), now=NOW)

    assert db.session.scalar(sa.select(sa.func.count(ConsentEvent.id))) == 0


def test_words_that_changed_while_reading_are_shown_again_before_they_count(organisation):
    candidate = make_candidate()

    with pytest.raises(NoticeChanged):
        choose(candidate, {Purpose.KEEP_PROFILE}, capture=CAPTURE, shown={}, now=NOW)


def test_every_event_refers_to_the_words_that_were_shown_and_to_its_evidence(organisation):
    candidate = make_candidate(allows=EVERYTHING)

    events = db.session.scalars(ConsentEvent.chain(candidate.public_id)).all()

    assert {event.purpose for event in events if event.kind is ConsentKind.GIVEN} == EVERYTHING
    assert all(event.text_sha256 and event.evidence_sha256 for event in events)
    assert all(bool(event.expires_at) is (event.kind is ConsentKind.GIVEN) for event in events)


def test_the_chain_of_a_person_breaks_when_a_line_is_altered(organisation):
    candidate = make_candidate(allows=EVERYTHING)
    first, second, *_others = db.session.scalars(ConsentEvent.chain(candidate.public_id)).all()
    assert second.previous_hash == first.hash == first.fingerprint()

    first.kind = ConsentKind.REFUSED

    assert first.fingerprint() != second.previous_hash
    db.session.rollback()


@pytest.mark.parametrize("statement", ["UPDATE consent_event SET kind = 'given'", "DELETE FROM consent_event"])
def test_the_database_itself_refuses_to_change_the_ledger(organisation, statement):
    make_candidate(allows=EVERYTHING)

    with pytest.raises(sa.exc.DatabaseError):
        db.session.execute(sa.text(statement))
    db.session.rollback()


def test_withdrawing_cancels_waiting_invitations_and_leaves_every_list_at_once(organisation):
    candidate = make_candidate(allows=EVERYTHING)
    vacancy = make_vacancy("Rijbewijs CE")
    db.session.add(ProfileVector(candidate_id=candidate.id, version="1", profile_changed_at=NOW, content=b"x"))
    message = Message(
        dedupe_key="waiting",
        name="invitation",
        message_class=MessageClass.INVITATION,
        candidate=candidate,
        vacancy_id=vacancy.id,
        sender_name="Sanne",
        language=Language.DUTCH,
        subject="Een vacature",
        text="Dag",
        html="<p>Dag</p>",
        created_at=NOW,
        due_at=NOW,
    )
    db.session.add(message)
    db.session.commit()

    withdraw(candidate, list(Purpose), capture=CAPTURE, now=NOW)
    db.session.commit()

    db.session.refresh(message)
    assert message.state is MessageState.CANCELLED
    assert not db.session.scalars(sa.select(ProfileVector)).all()
    assert candidate not in db.session.scalars(Candidate.visible(NOW)).all()
    assert not any(may(candidate, purpose, NOW).allowed for purpose in Purpose)


def test_saving_the_same_choice_again_changes_nothing(organisation):
    candidate = make_candidate(allows=EVERYTHING)

    assert choose(candidate, EVERYTHING, capture=CAPTURE, shown=shown(organisation), now=NOW) == []
