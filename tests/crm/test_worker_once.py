"""`weerzien worker --once` does what is due and ends."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from crm.extensions import db
from crm.mail.transports import Folder
from crm.serving import run_until_nothing_is_due
from matching import Matcher
from models import Message, MessageClass, MessageState, Vacancy
from tests.factories import EVERYTHING, make_candidate, make_vacancy

pytestmark = pytest.mark.usefixtures("organisation")
CV = "Vrachtwagenchauffeur met rijbewijs CE en code 95, distributie met laadklep en dagritten in de regio."


def test_a_vacancy_that_fails_every_time_is_left_for_the_next_time(monkeypatch):
    query, tried = Matcher.query, []

    def fail_for_one(matcher, need):
        if need.title == "Breekt":
            tried.append(need)
            raise ValueError("this vacancy cannot be compared")
        return query(matcher, need)

    make_candidate(cv=CV, allows=EVERYTHING)
    make_vacancy(title="Breekt", matched_at=None)
    make_vacancy("Rijbewijs CE", matched_at=None)
    monkeypatch.setattr(Matcher, "query", fail_for_one)

    run_until_nothing_is_due()

    matched = dict(db.session.execute(sa.select(Vacancy.title, Vacancy.matched_at)).all())
    assert tried
    assert matched.pop("Breekt") is None
    assert all(matched.values())


def test_it_waits_for_the_lease_of_a_killed_worker_and_takes_over(mail_folder, monkeypatch):
    monkeypatch.setattr(Folder, "lease", timedelta(seconds=1))
    now = datetime.now(UTC)
    person = make_candidate()
    message = Message(
        dedupe_key="left behind",
        name="rejection",
        message_class=MessageClass.PROCESS,
        candidate=person,
        sender_name="Sanne",
        language=person.language,
        subject="Over je sollicitatie",
        text="Dag Marieke",
        html="<p>Dag Marieke</p>",
        created_at=now,
        due_at=now,
        state=MessageState.SENDING,
        lease="of a worker that was killed",
    )
    db.session.add(message)
    db.session.commit()

    run_until_nothing_is_due()

    db.session.refresh(message)
    assert message.state is MessageState.SENT
    assert len(list(mail_folder.glob("*.eml"))) == 1
