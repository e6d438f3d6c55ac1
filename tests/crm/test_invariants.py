"""The ten rules that hold whatever happens, tried on lives that nobody would think of.

A machine lives with three people: they say yes and no, withdraw, pause, object, ask to be erased; colleagues
ask, end, hold, import, merge, invite; time passes, or the clock is put back. After each step every rule is asked again.
"""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from crm.applications.cli import import_command
from crm.candidates.merging import merge
from crm.consent import ending, jobs, replay, services
from crm.consent.ledger import SAID_NO, Capture, NotAllowed, last_number, lock, record
from crm.consent.notices import ASKED, notice_text
from crm.extensions import db
from crm.invitations.services import AlreadyInvited, MayNotContact, invite
from crm.links import issue_for_candidate
from crm.mail.delivery import deliver_due
from crm.privacy import erasing, holds
from crm.requests import services as requests
from crm.retention.jobs import retention
from models import (
    Candidate,
    ConsentEvent,
    ConsentEvidence,
    ConsentKind,
    Erasure,
    LegalHold,
    LinkKind,
    Message,
    MessageState,
    Organisation,
    Permission,
    Purpose,
    User,
    may,
)
from models.consent import GIVES, ConsentState, state
from tests.crm.test_invitations import make_match
from tests.factories import NOW, make_candidate, make_user, make_vacancy
from tests.pages import Browser

PEOPLE = st.integers(0, 2)
PURPOSES = st.sets(st.sampled_from(list(Purpose)))
ONE_PURPOSE = st.sampled_from(list(Purpose))
HOURS = st.sampled_from([1, 24, 24 * 7, 24 * 27, 24 * 28, 24 * 40, 24 * 365])
DAY = timedelta(days=1)


class Lives(RuleBasedStateMachine):
    """`app`, `clock` and `folder` are set by the test that runs it."""

    app, clock, folder = None, None, None

    @initialize()
    def begin(self):
        self.now = self.latest = NOW
        self.clock.move_to(NOW)
        db.session.remove()
        self.officer_id = make_user().id
        self.ids = [make_candidate(cv="Kraanmachinist", source="ats.csv").id for _number in range(3)]
        self.rows = {one: self._row(self._get(one)) for one in self.ids}
        self.subjects = {self._get(one).public_id for one in self.ids}
        self.erased: set[str] = set()
        self.browser = Browser(self.app)

    @property
    def officer(self):
        return db.session.get_one(User, self.officer_id)

    def teardown(self):
        db.session.remove()

    def _row(self, candidate):
        return {"voornaam": candidate.first_name, "achternaam": candidate.last_name, "e-mail": candidate.email}

    def _get(self, candidate_id):
        return db.session.get(Candidate, candidate_id)

    def _person(self, number):
        """Somebody of the three who is still here."""
        found = self._get(self.ids[number])
        return found if found else next((one for each in self.ids if (one := self._get(each))), None)

    def _everybody(self):
        return db.session.scalars(sa.select(Candidate).where(Candidate.id.in_(self.ids))).all()

    def _subject(self, candidate):
        return Capture("personal_link", "subject", candidate.language, {"form": "test", "at": self.now.isoformat()})

    def _do(self, number, act):
        """One act on one person, committed; what the product refuses changes nothing."""
        candidate = self._person(number)
        if candidate is None:
            return
        try:
            act(candidate)
            db.session.commit()
        except (NotAllowed, services.NeedsProfile, services.WithdrawnMeanwhile, requests.TooManyRequests):
            db.session.rollback()

    # What people do

    @rule(number=PEOPLE, purposes=PURPOSES)
    def choose(self, number, purposes):
        def act(candidate):
            organisation = db.session.scalars(Organisation.current()).one()
            shown = {each: notice_text(each, candidate.language, organisation).sha256 for each in ASKED}
            services.choose(candidate, purposes, capture=self._subject(candidate), shown=shown, now=self.now)

        self._do(number, act)

    @rule(number=PEOPLE, purposes=PURPOSES)
    def withdraw(self, number, purposes):
        self._do(number, lambda one: services.withdraw(one, purposes, capture=self._subject(one), now=self.now))
        candidate = self._person(number)
        assert candidate is None or not any(may(candidate, each, self.now).allowed for each in purposes)

    @rule(number=PEOPLE, purposes=PURPOSES)
    def withdraw_while_an_older_form_says_yes(self, number, purposes):
        """I10: of a yes and a withdrawal at the same moment the withdrawal wins, whichever comes in last."""
        candidate = self._person(number)
        if candidate is None or self._kind(candidate, Purpose.KEEP_PROFILE) in (
            ConsentKind.REFUSED,
            ConsentKind.WITHDRAWN,
        ):
            return
        seen = last_number(candidate)
        organisation = db.session.scalars(Organisation.current()).one()
        shown = {each: notice_text(each, candidate.language, organisation).sha256 for each in ASKED}
        self._do(number, lambda one: services.withdraw(one, list(Purpose), capture=self._subject(one), now=self.now))
        self._do(
            number,
            lambda one: services.choose(
                one, {*purposes, Purpose.KEEP_PROFILE}, capture=self._subject(one), shown=shown, now=self.now, seen=seen
            ),
        )
        assert not any(may(candidate, each, self.now).allowed for each in Purpose)

    def _kind(self, candidate, purpose):
        permission = candidate.permission(purpose)
        return permission.kind if permission else None

    @rule(number=PEOPLE, purposes=PURPOSES)
    def renew(self, number, purposes):
        def act(candidate):
            organisation = db.session.scalars(Organisation.current()).one()
            shown = {each: notice_text(each, candidate.language, organisation).sha256 for each in ASKED}
            services.renew(candidate, purposes, capture=self._subject(candidate), shown=shown, now=self.now)

        self._do(number, act)

    @rule(number=PEOPLE, days=st.integers(-5, 60))
    def pause(self, number, days):
        self._do(number, lambda one: setattr(one, "paused_until", self.now + days * DAY))

    @rule(number=PEOPLE, what=st.sampled_from(["restrict", "lift", "object"]))
    def limit(self, number, what):
        acts = {
            "restrict": lambda one: requests.restrict(one, now=self.now),
            "lift": lambda one: requests.lift_restriction(one, now=self.now),
            "object": lambda one: requests.object_to(one, capture=self._subject(one), now=self.now),
        }
        self._do(number, acts[what])

    @rule(number=PEOPLE)
    def ask_to_be_erased(self, number):
        self._do(number, lambda one: erasing.ask(one, capture=self._subject(one), keep_mark=True, now=self.now))

    # What colleagues and programs do

    @rule(number=PEOPLE, purpose=ONE_PURPOSE, kind=st.sampled_from(list(ConsentKind)))
    def somebody_else_writes_in_their_name(self, number, purpose, kind):
        def act(candidate):
            lock(candidate)
            staff = Capture("rejection_mail", f"user:{self.officer_id}", candidate.language, {"try": kind.value})
            record(candidate, purpose, kind, capture=staff, now=self.now, expires_at=self.now + 365 * DAY)

        self._do(number, act)

    @rule(number=PEOPLE, purpose=ONE_PURPOSE, kind=st.sampled_from([ConsentKind.INVALIDATED, ConsentKind.REVOKED]))
    def end(self, number, purpose, kind):
        def act(candidate):
            staff = Capture("settings", f"user:{self.officer_id}", candidate.language, {"cause": kind.value})
            ending.end(candidate, purpose, kind, capture=staff, now=self.now)

        self._do(number, act)

    @rule(number=PEOPLE, opens=st.booleans())
    def procedure(self, number, opens):
        def act(candidate):
            if opens:
                candidate.open_procedure()
            elif candidate.procedure_closed_at is None:
                organisation = db.session.scalars(Organisation.current()).one()
                candidate.close_procedure(self.now, candidate.preset(organisation))

        self._do(number, act)

    @rule(number=PEOPLE, opens=st.booleans())
    def hold(self, number, opens):
        def act(candidate):
            standing = db.session.scalars(
                sa.select(LegalHold).where(LegalHold.candidate_id == candidate.id, LegalHold.ended_at.is_(None))
            ).all()
            if opens:
                review_on = self.now.date() + DAY
                holds.open_hold(
                    candidate, reason="Klacht", owner=self.officer, review_on=review_on, by=self.officer, now=self.now
                )
            for each in [] if opens else standing:
                holds.end_hold(each, by=self.officer, now=self.now)

        self._do(number, act)

    @rule(country=st.sampled_from(["NL", "BE", "DE", "XX"]))
    def another_preset(self, country):
        """Never lengthens a permission that was given."""
        before = self._ends()
        db.session.scalars(Organisation.current()).one().country = country
        db.session.commit()
        assert self._ends() == before

    def _ends(self):
        return {(one.id, each.purpose): each.expires_at for one in self._everybody() for each in one.permissions}

    @rule(number=PEOPLE)
    def invite(self, number):
        candidate = self._person(number)
        if candidate is None:
            return
        match = make_match(candidate, make_vacancy("Rijbewijs CE", matched_at=NOW))
        try:
            invite(match, sentence="Kom je?", by=self.officer, now=self.now)
        except (MayNotContact, AlreadyInvited):
            db.session.rollback()
            return
        db.session.commit()

    @rule()
    def deliver(self):
        """I3: mail of a class leaves only if its purpose is allowed at the moment of sending."""
        waiting = db.session.scalars(sa.select(Message).where(Message.state == MessageState.QUEUED)).all()
        allowed = {
            message.id: not (message.candidate and message.message_class.purpose)
            or may(message.candidate, message.message_class.purpose, self.now).allowed
            for message in waiting
        }
        deliver_due()
        db.session.expire_all()
        sent = sa.select(Message.id).where(Message.id.in_(allowed), Message.state == MessageState.SENT)
        assert all(allowed[each] for each in db.session.scalars(sent))

    @rule(first=PEOPLE, second=PEOPLE)
    def merge(self, first, second):
        """I9: of two records the stricter permission stays."""
        kept, former = self._get(self.ids[first]), self._get(self.ids[second])
        if not kept or not former or kept is former or kept.erase_requested_at or former.erase_requested_at:
            return
        said = {each: {state(kept, each, self.now), state(former, each, self.now)} for each in Purpose}
        merge(kept, former, by=self.officer, now=self.now)
        db.session.commit()
        for purpose, states in said.items():
            if may(kept, purpose, self.now).allowed:
                assert ConsentState.GIVEN in states
                assert not states & set(SAID_NO)

    @rule(number=PEOPLE)
    def import_again(self, number):
        path = self.folder / "again.jsonl"
        path.write_text(json.dumps(self.rows[self.ids[number]] | {"tags": [self.now.isoformat()]}))
        db.session.commit()
        result = self.app.test_cli_runner().invoke(import_command, [str(path), "--json"])
        assert result.exit_code == 0, result.output
        db.session.expire_all()

    @rule()
    def sweep(self):
        before = {one.public_id for one in self._everybody()}
        jobs.permissions()
        retention()
        db.session.expire_all()
        gone = before - {one.public_id for one in self._everybody()}
        receipts = set(db.session.scalars(sa.select(Erasure.subject)))
        assert gone <= receipts, "whoever goes leaves a receipt without content"
        self.erased |= gone

    @rule(hours=HOURS)
    def time_passes(self, hours):
        self.now = self.latest = max(self.latest, self.now) + timedelta(hours=hours)
        self.clock.move_to(self.now)

    @rule(days=st.integers(1, 400))
    def the_clock_is_put_back(self, days):
        """I7: a clock that stands earlier than what was written grants nothing."""
        granted = {(one.id, each) for one in self._everybody() for each in Purpose if may(one, each, self.now).allowed}
        ended = {
            (one.id, each) for one in self._everybody() for each in Purpose if state(one, each, self.now) in SAID_NO
        }
        expired = {
            (one.id, each.purpose)
            for one in self._everybody()
            for each in one.permissions
            if each.kind is ConsentKind.EXPIRED
        }
        self.now -= days * DAY
        self.clock.move_to(self.now)
        now_granted = {
            (one.id, each) for one in self._everybody() for each in Purpose if may(one, each, self.now).allowed
        }
        given_after = {
            (one.id, each.purpose) for one in self._everybody() for each in one.permissions if each.since > self.now
        }
        assert not now_granted & (ended | expired | given_after), granted

    @precondition(lambda self: self.now < self.latest)
    @rule()
    def the_clock_is_right_again(self):
        self.now = self.latest
        self.clock.move_to(self.now)

    @rule(number=PEOPLE)
    def somebody_only_looks(self, number):
        """I4: no GET, HEAD or OPTIONS changes anything, also not with their own link."""
        candidate = self._person(number)
        if candidate is None:
            return
        secret = issue_for_candidate(LinkKind.PERSONAL, candidate, now=self.now)
        db.session.commit()
        before = self._written()
        for path in (f"/p/{secret}", f"/p/{secret}/withdrawal", f"/p/{secret}/limits", f"/p/{secret}/erasure"):
            for method in ("GET", "HEAD", "OPTIONS"):
                assert self.browser.answer(method, path).status_code < 500
        assert self._written() == before

    def _written(self):
        db.session.rollback()
        events = db.session.scalar(sa.select(sa.func.count(ConsentEvent.id)))
        return events, [(one.keep_until, one.restricted_at, one.paused_until) for one in self._everybody()]

    @rule()
    def drop_the_projection_and_read_it_anew(self):
        before = self._ends()
        db.session.execute(sa.delete(Permission))
        db.session.commit()
        for _done in replay.rebuild():
            db.session.commit()
        db.session.expire_all()
        assert self._ends() == before

    # What holds after every step

    @invariant()
    def i1_no_yes_without_evidence(self):
        for one in self._everybody():
            kept = set(
                db.session.scalars(sa.select(ConsentEvidence.sha256).where(ConsentEvidence.candidate_id == one.id))
            )
            for purpose in Purpose:
                if may(one, purpose, self.now).allowed:
                    assert self._last(one, purpose).evidence_sha256 in kept

    def _last(self, candidate, purpose):
        chain = ConsentEvent.chain(candidate.public_id).where(
            ConsentEvent.purpose == purpose, ConsentEvent.kind != ConsentKind.REQUESTED
        )
        return db.session.scalars(chain).all()[-1]

    @invariant()
    def i2_the_projection_is_the_replay(self):
        people = {one.public_id: one.id for one in self._everybody()}
        assert replay.expected(people) == replay.found(people.values())

    @invariant()
    def i5_only_whoever_is_in_the_pool_and_allows_it_is_compared(self):
        compared = db.session.scalars(
            Candidate.reachable(Purpose.MATCH_VACANCIES, self.now).where(Candidate.id.in_(self.ids))
        )
        for one in compared:
            assert one.keep_until > self.now
            assert one.restricted_at is None
            for purpose in (Purpose.KEEP_PROFILE, Purpose.MATCH_VACANCIES):
                last = self._last(one, purpose)
                assert last.kind in GIVES
                assert last.at <= self.now < last.expires_at

    @invariant()
    def i6_nobody_on_the_staff_says_yes_for_somebody(self):
        yes = sa.select(ConsentEvent).where(
            ConsentEvent.subject.in_(self.subjects), ConsentEvent.kind.in_([*GIVES, ConsentKind.PENDING])
        )
        for event in db.session.scalars(yes):
            assert event.actor == "subject" or event.channel in ("import", "merge"), event.channel

    @invariant()
    def i8_whoever_was_erased_does_not_come_back(self):
        assert not db.session.scalars(sa.select(Candidate.id).where(Candidate.public_id.in_(self.erased))).all()
        for receipt in db.session.scalars(sa.select(Erasure).where(Erasure.subject.in_(self.erased))):
            if receipt.cause.value == "request":
                row = next(row for one, row in self.rows.items() if one not in {each.id for each in self._everybody()})
                back = db.session.scalars(sa.select(Candidate).where(Candidate.email == row["e-mail"])).all()
                assert not [one for one in back if one.permissions]


def live(app, clock, folder, examples, steps):
    Lives.app, Lives.clock, Lives.folder = app, clock, folder
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=checks
        ),
    )


def test_the_rules_hold_whatever_happens(app, organisation, clock, tmp_path):
    live(app, clock, tmp_path, examples=12, steps=25)


@pytest.mark.soak
def test_the_rules_hold_in_many_more_lives(app, organisation, clock, tmp_path):
    live(app, clock, tmp_path, examples=250, steps=40)
