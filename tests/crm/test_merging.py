"""Two records of one person become one: the stricter permission, both histories, and nothing lost."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.candidates.merging import BeingErased, SameRecord, merge
from crm.candidates.moving import DROPPED, SPECIAL
from crm.consent.ledger import Capture, lock, record
from crm.consent.replay import chains_of
from crm.consent.services import withdraw
from crm.doctor import examine
from crm.extensions import db
from crm.invitations.services import answer, why_not
from crm.links import issue_for_candidate, opened
from crm.privacy import erasing, exporting
from crm.privacy.holds import hold_on, open_hold
from crm.requests import services as requests
from crm.surveys.due import answered_lately
from models import (
    Ambassador,
    Application,
    CallTask,
    Candidate,
    ConsentEvent,
    ConsentKind,
    Document,
    Erasure,
    ErasureCause,
    Finding,
    Followed,
    FormerSubject,
    Invitation,
    LinkKind,
    Match,
    Message,
    Outcome,
    PrivacyRequest,
    Promise,
    Purpose,
    Referral,
    Reply,
    SurveyAsk,
    SurveyResponse,
    Tag,
    Verdict,
    Wishes,
    may,
)
from models.consent import ConsentState, state
from models.ownership import owned_tables
from tests.crm.test_consent import CAPTURE
from tests.crm.test_invitations import invited, make_match
from tests.factories import EVERYTHING, NOW, give, make_application, make_candidate, make_user, make_vacancy
from tests.sample import make_sample

pytestmark = pytest.mark.usefixtures("organisation", "clock")

DAY = timedelta(days=1)
KEEP = Purpose.KEEP_PROFILE
SAID_NO = (ConsentState.REFUSED, ConsentState.WITHDRAWN)


@pytest.fixture
def by(organisation):
    return make_user()


def own(candidate):
    return Capture("personal_link", "subject", candidate.language, {"form": "test"})


def states(candidate):
    return {purpose: state(candidate, purpose, NOW) for purpose in Purpose}


def allowed(candidate):
    return {purpose for purpose in Purpose if may(candidate, purpose, NOW).allowed}


def test_a_no_on_either_record_beats_a_yes_on_the_other(by):
    for first, second in ((EVERYTHING, None), (None, EVERYTHING)):
        kept, former = make_candidate(allows=first), make_candidate(allows=second)
        said_no = kept if second else former
        give(said_no, EVERYTHING)
        withdraw(said_no, [Purpose.EMAIL_VACANCIES], capture=own(said_no), now=NOW)

        merge(kept, former, by=by, now=NOW)
        db.session.commit()

        assert allowed(kept) == {KEEP, Purpose.MATCH_VACANCIES}
    assert not examine()


def test_what_somebody_said_beats_silence(by):
    kept, former = make_candidate(), make_candidate(allows=EVERYTHING)
    until = may(former, KEEP, NOW).until

    merge(kept, former, by=by, now=NOW)

    assert allowed(kept) == EVERYTHING
    assert may(kept, KEEP, NOW).until == until


@pytest.mark.parametrize("kept_ends_first", [True, False])
def test_of_two_ends_the_earlier_holds(by, kept_ends_first):
    early = make_candidate(allows={KEEP}, procedure_closed_at=NOW - 20 * DAY)
    late = make_candidate(allows={KEEP}, procedure_closed_at=NOW - 10 * DAY)
    until = may(early, KEEP, NOW).until
    kept, former = (early, late) if kept_ends_first else (late, early)

    merge(kept, former, by=by, now=NOW)

    assert may(kept, KEEP, NOW).until == until


def test_a_no_to_being_kept_takes_comparing_and_mail_along(by):
    kept, former = make_candidate(allows=EVERYTHING), make_candidate(allows=EVERYTHING)
    withdraw(former, [KEEP], capture=own(former), now=NOW)

    merge(kept, former, by=by, now=NOW)

    assert allowed(kept) == set()
    assert states(kept)[Purpose.MATCH_VACANCIES] is ConsentState.WITHDRAWN
    assert kept not in db.session.scalars(Candidate.visible(NOW)).all()


SAYINGS = st.lists(
    st.sampled_from(["all", "keep", "none", "withdraw mail", "withdraw all", "ask", "expire"]), max_size=4
)


def say(candidate, sayings):
    for number, saying in enumerate(sayings):
        at = NOW - DAY + timedelta(minutes=number)
        if saying in ("all", "keep", "none"):
            give(candidate, {"all": EVERYTHING, "keep": {KEEP}, "none": set()}[saying], now=at)
        elif saying.startswith("withdraw"):
            ends = [Purpose.EMAIL_VACANCIES] if saying == "withdraw mail" else list(Purpose)
            withdraw(candidate, ends, capture=own(candidate), now=at)
        elif state(candidate, KEEP, at) in (ConsentState.NOT_ASKED, ConsentState.EXPIRED):
            lock(candidate)
            system = Capture("rejection_mail", "user:1", candidate.language, {})
            record(candidate, KEEP, ConsentKind.REQUESTED, capture=system, now=at)
        db.session.commit()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SAYINGS, SAYINGS)
def test_merging_allows_nothing_that_either_record_forbade_and_lengthens_nothing(organisation, first, second):
    by, kept, former = make_user(), make_candidate(), make_candidate()
    say(kept, first)
    say(former, second)
    before = states(kept), states(former)
    ends = {
        purpose: min((end for each in (kept, former) if (end := may(each, purpose, NOW).until)), default=None)
        for purpose in Purpose
    }

    merge(kept, former, by=by, now=NOW)
    db.session.commit()

    for purpose in Purpose:
        both = {one[purpose] for one in before}
        if may(kept, purpose, NOW).allowed:
            assert not both & set(SAID_NO)
            assert ConsentState.GIVEN in both
            assert may(kept, purpose, NOW).until <= ends[purpose]


def test_both_histories_stay_and_are_provable(by):
    kept, former = make_candidate(allows={KEEP}), make_candidate(allows=EVERYTHING)
    before = db.session.scalars(sa.select(ConsentEvent.hash).order_by(ConsentEvent.id)).all()
    make_application(former, make_vacancy(title="Magazijnchef"))
    former_subject = former.public_id

    merge(kept, former, by=by, now=NOW)
    db.session.commit()

    assert set(before) <= set(db.session.scalars(sa.select(ConsentEvent.hash)).all())
    assert chains_of(kept) == [kept.public_id, former_subject]
    assert [application.vacancy.title for application in kept.applications] == ["Magazijnchef"]
    assert former_subject in str(exporting.export(kept, now=NOW))
    assert not examine()


def test_the_restriction_the_pause_and_the_hold_of_either_hold(by):
    kept, former = make_candidate(allows=EVERYTHING), make_candidate(allows=EVERYTHING)
    kept.paused_until, former.paused_until = NOW + DAY, NOW + 9 * DAY
    requests.restrict(former, now=NOW)
    open_hold(former, reason="Klacht", owner=by, review_on=NOW.date() + DAY, by=by, now=NOW)
    db.session.commit()

    merge(kept, former, by=by, now=NOW)
    db.session.commit()

    assert kept.restricted_at == NOW
    assert kept.paused_until == NOW + 9 * DAY
    assert hold_on(kept)
    assert db.session.scalars(sa.select(PrivacyRequest)).one().candidate is kept
    assert allowed(kept) == set()


def test_a_procedure_that_runs_for_one_runs_for_both_else_the_later_end_counts(by):
    kept, former = make_candidate(procedure_closed_at=NOW - 20 * DAY), make_candidate(procedure_closed_at=None)
    merge(kept, former, by=by, now=NOW)
    assert kept.procedure_closed_at is None

    one, other = (make_candidate(procedure_closed_at=NOW - days * DAY) for days in (20, 5))
    merge(one, other, by=by, now=NOW)
    assert one.procedure_closed_at == NOW - 5 * DAY


def test_empty_fields_are_filled_and_what_is_there_stays(by):
    kept = make_candidate(first_name="Marieke", phone=None, place="Zaandam", email=None)
    former = make_candidate(
        first_name="M.", phone="+31612345678", place="Haarlem", external_id="77", email="m@x.example"
    )
    former.tags = [Tag.named("heftruck")]
    db.session.add(Wishes(candidate_id=former.id, work="planner", changed_at=NOW))
    db.session.commit()

    merge(kept, former, by=by, now=NOW)
    db.session.commit()

    assert (kept.first_name, kept.phone, kept.place) == ("Marieke", "+31612345678", "Zaandam")
    assert (kept.external_id, kept.email) == ("77", "m@x.example")
    assert [tag.name for tag in kept.tags] == ["heftruck"]
    assert db.session.get(Wishes, kept.id).work == "planner"


def test_two_cvs_stay_and_the_newest_is_the_one_we_look_at(by):
    kept, former = make_candidate(cv="Boekhouder"), make_candidate(cv="Kraanmachinist")

    merge(kept, former, by=by, now=NOW)
    db.session.commit()

    assert {document.text for document in kept.documents} == {"Boekhouder", "Kraanmachinist"}
    assert db.session.scalar(sa.select(sa.func.count(Document.id))) == 2


def test_two_invitations_for_one_vacancy_become_one_with_the_answer_and_both_letters_stay(by):
    match = make_match()
    first = invited(match)
    other = make_candidate(allows=EVERYTHING, cv="Vrachtwagenchauffeur")
    second_match = Match(
        **{
            column.name: getattr(match, column.name)
            for column in Match.__table__.c
            if column.name not in ("id", "candidate_id", "decision", "decided_at", "decided_by_id")
        },
        candidate_id=other.id,
    )
    db.session.add(second_match)
    db.session.commit()
    second = invited(second_match)
    second.note, second.replied_at, second.reply = "Graag", NOW, first.reply
    db.session.commit()
    letters = db.session.scalar(sa.select(sa.func.count(Message.id)).where(Message.name == "invitation"))

    merge(match.candidate, other, by=by, now=NOW)
    db.session.commit()

    assert db.session.scalars(sa.select(Invitation)).one().note == "Graag"
    assert db.session.scalar(sa.select(sa.func.count(Match.id))) == 1
    assert db.session.scalar(sa.select(sa.func.count(Message.id)).where(Message.name == "invitation")) == letters


def test_the_applications_that_answered_two_invitations_for_one_vacancy_both_stay(by):
    match = make_match()
    other = make_candidate(allows=EVERYTHING)
    second_match = make_match(other, match.vacancy)
    for each in (invited(match), invited(second_match)):
        answer(each, reply=Reply.INTERESTED, note="", until=None, now=NOW, capture=CAPTURE)
    db.session.commit()

    merge(match.candidate, other, by=by, now=NOW)
    db.session.commit()

    kept = db.session.scalars(sa.select(Application)).all()
    assert {application.candidate_id for application in kept} == {match.candidate_id}
    (invitation,) = db.session.scalars(sa.select(Invitation)).all()
    assert sorted(application.invitation_id or 0 for application in kept) == [0, invitation.id]


def test_links_of_the_record_that_goes_open_nothing_any_more(by):
    kept, former = make_candidate(), make_candidate()
    mine = issue_for_candidate(LinkKind.PERSONAL, kept, now=NOW)
    theirs = issue_for_candidate(LinkKind.PERSONAL, former, now=NOW)
    db.session.commit()

    merge(kept, former, by=by, now=NOW)
    db.session.commit()

    assert opened(mine, LinkKind.PERSONAL, now=NOW).candidate is kept
    assert opened(theirs, LinkKind.PERSONAL, now=NOW) is None


def test_a_record_is_not_merged_with_itself_or_with_one_that_is_being_erased(by):
    one, leaving = make_candidate(allows=EVERYTHING), make_candidate(allows=EVERYTHING)
    erasing.ask(leaving, capture=own(leaving), keep_mark=True, now=NOW)
    db.session.commit()

    with pytest.raises(SameRecord):
        merge(one, one, by=by, now=NOW)
    for kept, former in ((one, leaving), (leaving, one)):
        with pytest.raises(BeingErased):
            merge(kept, former, by=by, now=NOW)
        db.session.rollback()


def test_erasing_afterwards_erases_both_and_names_both_in_the_ledger_file(by):
    kept, former = make_candidate(allows=EVERYTHING), make_candidate(allows=EVERYTHING, cv="Kraanmachinist")
    merge(kept, former, by=by, now=NOW)
    db.session.commit()

    erasing.erase(kept, ErasureCause.REQUEST, now=NOW)
    db.session.commit()

    for table in owned_tables():
        assert not db.session.execute(sa.select(table)).all(), table.name
    assert not db.session.scalars(sa.select(FormerSubject)).all()
    assert db.session.scalars(sa.select(Erasure)).one()
    assert not examine()


def test_no_row_of_any_table_is_left_behind_or_lost(organisation):
    """Over the sample, which has a row in every table of a person: the same rows, now of one."""
    sample = make_sample(organisation)
    kept, former = sample.candidate, sample.invitation.candidate
    dropped = {model.__tablename__ for model in DROPPED} | SPECIAL | {"candidate"}
    mine = [table for table in owned_tables() if "candidate_id" in table.c]

    def count(table, ids):
        return db.session.scalar(sa.select(sa.func.count()).select_from(table).where(table.c.candidate_id.in_(ids)))

    before = {table.name: count(table, [kept.id, former.id]) for table in mine}
    former_id = former.id
    merge(kept, former, by=sample.everything, now=NOW)
    db.session.commit()

    grown = {"consent_evidence", "former_subject"}
    for table in mine:
        assert not count(table, [former_id]), f"{table.name}: give it a rule in crm/candidates/moving.py"
        if table.name not in dropped | grown:
            assert count(table, [kept.id]) == before[table.name], table.name
    assert db.session.get(Candidate, former_id) is None
    assert not [problem for problem in examine() if "signature" not in problem]  # the sample signs nothing


def test_two_ambassadors_become_one_and_links_of_either_record_lead_to_people_who_came(by):
    kept, former = make_candidate(), make_candidate()
    ours = Ambassador(candidate=kept, asked_at=NOW, since=NOW)
    theirs = Ambassador(candidate=former, asked_at=NOW, since=NOW, thanked_at=NOW)
    db.session.add_all([ours, theirs])
    db.session.flush()
    came = {"motivation": "Graag.", "purposes": [], "created_at": NOW, "confirmed_at": NOW}
    for each in (ours, theirs):
        referral = Referral(candidate=make_candidate(), vacancy=make_vacancy(), came_through=each.word, **came)
        db.session.add(referral)
    db.session.commit()

    merge(kept, former, by=by, now=NOW)
    db.session.commit()

    (one,) = db.session.scalars(sa.select(Ambassador)).all()
    assert (one.candidate_id, one.is_active, one.thanked_at) == (kept.id, True, NOW)
    assert set(db.session.scalars(sa.select(Referral.came_through))) == {one.word}


def test_what_either_record_answered_was_advised_promised_or_came_through_is_of_the_one(by):
    kept, former = make_candidate(), make_candidate(first_name="Noor")
    ask = SurveyAsk(candidate=former, asked_at=NOW, is_answered=True)
    db.session.add(ask)
    db.session.flush()
    response = SurveyResponse(candidate_id=former.id, ask_id=ask.id, changed_at=NOW, month=NOW.date().replace(day=1))
    call = CallTask(candidate=former, response=response, opened_at=NOW)
    promise = Promise(candidate=former, owner=by, words="We bellen.", due_on=NOW.date(), made_at=NOW)
    came = Referral(
        candidate=former, vacancy=make_vacancy(), came_through="woord", motivation="", purposes=[], created_at=NOW
    )
    application = make_application(former, make_vacancy("SQL"), outcome=Outcome.REJECTED, decided_at=NOW)
    verdict = Verdict(
        application=application,
        requirement=application.vacancy.requirements[0],
        finding=Finding.NOT_YET,
        advice="Volg een cursus.",
        followed=Followed.DONE,
        followed_words="certificaat",
    )
    db.session.add_all([response, call, promise, came, verdict])
    db.session.commit()

    merge(kept, former, by=by, now=NOW)
    db.session.commit()

    for row in (ask, response, call, promise, came, application):
        assert row.candidate_id == kept.id, row
    assert kept.done_since == ["SQL: certificaat"]
    assert answered_lately(kept, now=NOW)
    assert not examine()


def test_a_call_that_is_due_for_either_record_holds_back_invitations_to_the_one(by):
    kept, former = make_candidate(allows=EVERYTHING), make_candidate(allows=EVERYTHING)
    db.session.add(CallTask(candidate=former, opened_at=NOW))
    match = make_match(kept)
    db.session.commit()

    merge(kept, former, by=by, now=NOW)
    db.session.commit()

    assert why_not(match, by=by, now=NOW) is not None
