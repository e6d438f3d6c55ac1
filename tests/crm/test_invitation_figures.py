"""Figures without spying: from letters, replies and applications; a few that would give somebody away are not told."""

import csv
import io
from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.extensions import db
from crm.invitations import services
from crm.mail.delivery import deliver_due
from crm.vacancies.figures import invitation_figures
from models import Application, Message, MessageState, Outcome, Reply
from models.bounce import Bounce, BounceKind
from models.received_mail import ReceivedMail
from tests.crm.test_consent import CAPTURE
from tests.crm.test_invitations import invited, make_match
from tests.factories import EVERYTHING, NOW, make_candidate, make_user, make_vacancy

pytestmark = pytest.mark.usefixtures("organisation", "clock")


@pytest.fixture
def sanne(app):
    return make_user()


@pytest.fixture
def vacancy(app):
    return make_vacancy("Rijbewijs CE", matched_at=NOW)


def invite(vacancy, by, reply=None):
    invitation = invited(make_match(make_candidate(allows=EVERYTHING), vacancy), by=by)
    if reply:
        services.answer(invitation, reply=reply, note="", until=None, now=NOW, capture=CAPTURE)
        db.session.commit()
    return invitation


def lose(*invitations, state=MessageState.CANCELLED):
    for each in invitations:
        each.message.state = state
    db.session.commit()


def test_each_step_is_counted_from_what_people_did(vacancy, sanne, mail_folder):
    hired = invite(vacancy, sanne)
    for reply in (Reply.NO, Reply.STOP, Reply.NOT_NOW, Reply.INTERESTED, None):
        invite(vacancy, sanne, reply)
    deliver_due()
    services.answer(hired, reply=Reply.INTERESTED, note="", until=None, now=NOW, capture=CAPTURE)
    application = db.session.scalars(sa.select(Application).where(Application.invitation_id == hired.id)).one()
    application.outcome, application.decided_at = Outcome.HIRED, NOW
    waiting = invite(vacancy, sanne)
    waiting.message.due_at = NOW + timedelta(days=1)
    lose(invite(vacancy, sanne), state=MessageState.FAILED)

    row = invitation_figures(NOW).by_vacancy[vacancy.id]

    assert (row.invited, row.waiting, row.bounced) == (8, 1, 1)
    assert (row.answered, row.interested, row.not_now, row.no, row.stop) == (5, 2, 1, 1, 1)
    assert (row.applied, row.hired) == (2, 1)


def test_how_many_were_sent_is_not_told_where_it_would_say_who_withdrew(vacancy, sanne, browser, recruiter):
    invitations = [invite(vacancy, sanne) for _number in range(8)]
    deliver_due()
    lose(*invitations[:2])
    other = make_vacancy("Code 95", title="Planner", matched_at=NOW)
    invite(other, sanne)
    deliver_due()
    figures = invitation_figures(NOW)

    assert figures.by_vacancy[vacancy.id].sent is None
    assert figures.by_vacancy[other.id].sent == 1
    assert figures.sent is None, "the sum less the one would tell the other"
    assert "how many we do not tell" in browser.get(f"/vacancies/{vacancy.id}/answers").text
    lose(*invitations[2:5])
    assert invitation_figures(NOW).by_vacancy[vacancy.id].sent == 3


def test_people_whom_we_may_no_longer_keep_are_in_no_figure(vacancy, sanne):
    gone = invite(vacancy, sanne)
    gone.candidate.keep_until = NOW
    invite(vacancy, sanne)
    db.session.commit()

    assert invitation_figures(NOW).total.invited == 1


def test_everything_is_one_query_however_many_vacancies_there_are(sanne):
    for number in range(5):
        invite(make_vacancy("ADR", title=f"Chauffeur {number}", matched_at=NOW), sanne)
    asked = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda _connection, _cursor, sql, *_rest: asked.append(sql))

    invitation_figures(NOW)

    assert len([sql for sql in asked if sql.startswith("SELECT")]) == 1


def test_the_page_the_panel_and_the_file_say_the_same(browser, recruiter, vacancy, sanne):
    vacancy.rename("=HYPERLINK(1)")
    invitations = [invite(vacancy, sanne) for _number in range(3)]
    deliver_due()
    for invitation, reply in zip(invitations, (Reply.INTERESTED, Reply.NO), strict=False):
        services.answer(invitation, reply=reply, note="", until=None, now=NOW, capture=CAPTURE)
    db.session.commit()

    page = browser.get("/vacancies").click("What came of invitations")
    cells = [cell.text_content().strip() for cell in page.all("//tbody/tr[1]/td")[1:]]
    assert cells == ["3", "3", "0", "2", "1", "0", "1", "0", "1", "0"]
    assert [cell.text_content().strip() for cell in page.all("//tfoot/tr/td")] == cells
    answers = browser.get(f"/vacancies/{vacancy.id}/answers")
    assert "What came of it" in answers.text

    file = page.click("Download as CSV")
    head, line = csv.reader(io.StringIO(file.body.removeprefix("\ufeff")))
    assert head[:4] == ["Vacancy", "Opened", "Invited", "Sent"]
    assert line[0] == "'=HYPERLINK(1)"
    assert line[2:] == cells
    assert "Marieke" not in file.body


def test_a_letter_that_came_back_later_is_sent_and_bounced_and_a_complaint_is_not_a_bounce(vacancy, sanne):
    back, complained = invite(vacancy, sanne), invite(vacancy, sanne)
    deliver_due()
    for each, kind in ((back, BounceKind.HARD), (complained, BounceKind.COMPLAINT)):
        db.session.add(Bounce(message_id=each.message_id, kind=kind, status="5.1.1", address_hash="x", at=NOW))
    db.session.commit()

    row = invitation_figures(NOW).total

    assert (row.sent, row.bounced) == (2, 1)


def test_an_answer_by_mail_counts_as_an_answer(vacancy, sanne):
    invitation = invite(vacancy, sanne)
    db.session.add(
        ReceivedMail(
            candidate_id=invitation.candidate_id,
            message_id=invitation.message_id,
            text="Bel me maar.",
            written_at=NOW,
            added_at=NOW,
        )
    )
    db.session.commit()

    row = invitation_figures(NOW).total

    assert (row.answered, row.interested) == (1, 0)


def test_with_nobody_invited_the_page_says_what_to_do(browser, recruiter):
    assert "Nobody was invited yet" in browser.get("/vacancies/figures").text


def test_no_letter_tells_us_that_it_was_opened(vacancy, sanne):
    invite(vacancy, sanne)

    (message,) = db.session.scalars(sa.select(Message)).all()
    assert "<img" not in message.html
    assert "url(" not in message.html
