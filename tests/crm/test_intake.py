"""What comes back of our mail: bounces, complaints and answers do what they must; anything else does nothing."""

import os
from datetime import timedelta

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask.cli import ScriptInfo

from crm.clock import utcnow
from crm.extensions import db
from crm.intake.cli import receive as receive_command
from crm.intake.jobs import receive
from crm.intake.services import Outcome, take
from crm.mail import bounces, outcomes, standing
from crm.mail.delivery import deliver_due
from crm.mail.failures import PermanentFailure
from crm.mail.return_path import reply_address, return_path
from crm.mail.suppressions import is_suppressed
from models import (
    Bounce,
    BounceKind,
    MessageClass,
    MessageState,
    PrivacyRequest,
    Purpose,
    ReceivedMail,
    RequestKind,
    Suppression,
    may,
)
from tests.crm.test_invitations import make_match
from tests.crm.test_mail import make_message
from tests.factories import EVERYTHING, NOW, make_candidate, make_user
from tests.incoming import BOUNCES, bounce_report, complaint_report, mail_from

pytestmark = pytest.mark.usefixtures("organisation", "clock", "bounce_address")


@pytest.fixture
def bounce_address(app, monkeypatch):
    monkeypatch.setitem(app.config, "CRM_BOUNCE_ADDRESS", BOUNCES)


def sent(candidate=None, message_class=MessageClass.INVITATION, *, sent_at=NOW, **values):
    number = db.session.scalar(sa.select(sa.func.count()).select_from(sa.text("message")))
    return make_message(
        candidate, message_class, state=MessageState.SENT, sent_at=sent_at, dedupe_key=f"sent:{number}", **values
    )


def way_back(message, organisation):
    return return_path(message, organisation)


def came_back(organisation, candidate, *statuses):
    """A mail to this person bounces with each of these, one after the other."""
    for status in statuses:
        take(bounce_report(way_back(sent(candidate), organisation), status), now=NOW)
        db.session.commit()


@pytest.mark.parametrize("status", ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"])
def test_an_address_that_does_not_exist_is_not_written_to_again(organisation, status):
    candidate = make_candidate(allows=EVERYTHING)

    came_back(organisation, candidate, status)

    assert bounces.trouble_with(candidate).reason == "hard_bounce"
    assert db.session.scalars(sa.select(Bounce.kind)).all() == [BounceKind.HARD]


@pytest.mark.parametrize(
    ("statuses", "stops"),
    [
        (["5.2.1"], False),
        (["5.2.1", "5.2.1"], True),
        (["5.2.2", "4.2.2"], False),
        (["5.2.2", "4.4.7", "5.2.2"], True),
        (["5.7.1", "5.7.26", "5.7.1"], False),
        (["5.5.4", "5.3.0"], False),
    ],
)
def test_a_mailbox_that_is_closed_or_full_is_given_another_chance(organisation, statuses, stops):
    candidate = make_candidate(allows=EVERYTHING)

    came_back(organisation, candidate, *statuses)

    assert (bounces.trouble_with(candidate) is not None) == stops


def test_only_what_came_back_within_30_days_counts_together(organisation, clock):
    candidate = make_candidate(allows=EVERYTHING)
    came_back(organisation, candidate, "4.2.2", "4.2.2")
    clock.shift(timedelta(days=31))

    take(bounce_report(way_back(sent(candidate, sent_at=utcnow()), organisation), "4.2.2"), now=utcnow())

    assert bounces.trouble_with(candidate) is None


def test_a_report_that_a_mail_is_late_or_did_arrive_changes_nothing(organisation):
    message = sent()

    for action in ("delayed", "delivered", "relayed", "expanded"):
        taken = take(bounce_report(way_back(message, organisation), "4.4.1", action=action), now=NOW)
        assert taken.outcome is Outcome.NOTHING

    assert not db.session.scalars(sa.select(Bounce)).all()


def forged(report):
    return report.replace(b"-", b"-0", 1)


@pytest.mark.parametrize("days", [0, 14])
def test_a_bounce_of_a_mail_we_sent_within_14_days_counts(organisation, days):
    message = sent(sent_at=NOW - timedelta(days=days))

    assert take(bounce_report(way_back(message, organisation)), now=NOW).outcome is Outcome.BOUNCE


def test_a_forged_unknown_late_or_repeated_bounce_does_nothing(organisation):
    message, late = sent(), sent(sent_at=NOW - timedelta(days=14, seconds=1))
    own = way_back(message, organisation)
    take(bounce_report(own), now=NOW)
    db.session.execute(sa.delete(Suppression))
    never_sent = make_message(message_class=MessageClass.INVITATION, dedupe_key="never")
    before = db.session.scalar(sa.select(sa.func.count(Bounce.id)))

    for report, outcome in (
        (bounce_report(own), Outcome.NOTHING),
        (bounce_report(own, "5.1.2"), Outcome.NOTHING),
        (bounce_report(way_back(late, organisation)), Outcome.NOTHING),
        (bounce_report(way_back(never_sent, organisation)), Outcome.NOTHING),
        (bounce_report(own, "nonsense"), Outcome.NOTHING),
        (bounce_report(own.replace("-", "-0")), Outcome.UNKNOWN),
        (bounce_report("b+1@bounce.kadewerk.example"), Outcome.UNKNOWN),
        (bounce_report("marieke@example.org"), Outcome.UNKNOWN),
    ):
        assert take(report, now=NOW).outcome is outcome

    assert db.session.scalar(sa.select(sa.func.count(Bounce.id))) == before
    assert not db.session.scalars(sa.select(Suppression)).all()


def test_nothing_is_sent_to_an_address_that_does_not_work_not_even_an_answer_about_rights(organisation, mail_folder):
    candidate = make_candidate(allows=EVERYTHING)
    came_back(organisation, candidate, "5.1.1")
    waiting = [make_message(candidate, each, dedupe_key=each.value) for each in MessageClass if each.value != "staff"]

    deliver_due()

    for message in waiting:
        db.session.refresh(message)
        assert (message.state, message.reason) == (MessageState.CANCELLED, "address_bounces")


def test_another_address_is_written_to_and_so_is_the_old_one_once_a_colleague_knows_better(
    organisation, browser, recruiter
):
    candidate = make_candidate(allows=EVERYTHING)
    came_back(organisation, candidate, "5.1.1")

    match = make_match(candidate)
    page = browser.get(f"/candidates/{candidate.public_id}")
    assert "Mail to this address does not arrive" in page.text
    assert not page.all("//a[contains(., 'Invite for')]")
    assert "Mail to their address does not arrive." in browser.get(f"/matches/{match.id}/invitation").text
    page = page.submit("It works again")

    assert "Mail to this address does not arrive" not in page.text
    db.session.expire_all()
    assert bounces.trouble_with(candidate) is None


def test_a_refusal_of_us_keeps_the_address_and_our_mail_rests_until_somebody_looked(organisation, mail_folder):
    candidate, other = make_candidate(allows=EVERYTHING), make_candidate(allows=EVERYTHING)
    came_back(organisation, candidate, "5.7.1")
    ours = make_message(other, MessageClass.INVITATION, dedupe_key="ours")
    answer = make_message(other, MessageClass.RIGHTS, dedupe_key="answer")

    deliver_due()

    db.session.refresh(ours)
    db.session.refresh(answer)
    assert (ours.state, ours.reason) == (MessageState.QUEUED, "paused")
    assert answer.state is MessageState.SENT
    assert not is_suppressed(candidate.email)


@pytest.mark.parametrize(
    ("status", "kind"),
    [("5.1.1", BounceKind.HARD), ("5.2.2", BounceKind.SOFT), ("5.7.1", BounceKind.POLICY), ("", None)],
)
def test_a_refusal_while_sending_counts_as_a_bounce_does(organisation, status, kind):
    message = make_message(message_class=MessageClass.INVITATION)
    message.state, message.lease = MessageState.SENDING, "ours"
    db.session.commit()

    outcomes.note(message.id, "ours", None, PermanentFailure("550", status), began=NOW, now=NOW)

    assert message.state is MessageState.FAILED
    assert db.session.scalars(sa.select(Bounce.kind)).all() == ([kind] if kind else [])


def many(count, **values):
    candidate = make_candidate(allows=EVERYTHING)
    return [sent(candidate, **values) for _number in range(count)]


@pytest.mark.parametrize(("total", "returned", "paused"), [(49, 10, False), (60, 3, False), (60, 4, True)])
def test_too_many_bounces_among_at_least_fifty_stop_our_mail(organisation, total, returned, paused):
    messages = many(total)

    for message in messages[:returned]:
        bounces.note(message, "4.2.2", now=NOW)
    db.session.commit()

    assert (organisation.mail_paused_because == "bounces") == paused


def test_after_somebody_resumed_it_counting_begins_anew(organisation, clock):
    for message in many(60)[:4]:
        bounces.note(message, "4.2.2", now=NOW)
    clock.shift(timedelta(minutes=1))

    standing.resume(by=make_user(), now=utcnow())
    standing.pause_if_needed(now=utcnow())

    assert organisation.mail_paused_at is None
    assert standing.standing(organisation, now=utcnow()).sent == 0


@pytest.mark.parametrize("header", ["Original-Mail-From", "Return-Path"])
def test_a_complaint_withdraws_every_purpose_of_mail_as_an_objection(organisation, header):
    candidate = make_candidate(allows={*EVERYTHING, Purpose.SURVEY})
    message = sent(candidate)
    waiting = make_message(candidate, MessageClass.RENEWAL, dedupe_key="waiting")

    taken = take(complaint_report(way_back(message, organisation), header=header), now=NOW)

    assert taken.outcome is Outcome.COMPLAINT
    allowed = {purpose for purpose in Purpose if may(candidate, purpose, NOW).allowed}
    assert allowed == {Purpose.KEEP_PROFILE, Purpose.MATCH_VACANCIES}
    assert is_suppressed(candidate.email)
    db.session.refresh(waiting)
    assert waiting.state is MessageState.CANCELLED
    assert db.session.scalars(sa.select(PrivacyRequest.kind)).all() == [RequestKind.OBJECTION]
    assert take(complaint_report(way_back(message, organisation)), now=NOW).outcome is Outcome.NOTHING


@pytest.mark.parametrize(
    "report",
    [
        complaint_report("b+1-00000000000000000000@bounce.kadewerk.example"),
        complaint_report("", header="nowhere"),
    ],
)
def test_a_complaint_about_no_mail_of_ours_does_nothing(report):
    sent()

    assert take(report, now=NOW).outcome is Outcome.UNKNOWN
    assert not db.session.scalars(sa.select(Bounce)).all()


def test_somebody_who_says_that_it_was_no_spam_does_not_complain(organisation):
    message = sent()

    taken = take(complaint_report(way_back(message, organisation), kind="not-spam"), now=NOW)

    assert taken.outcome is Outcome.NOTHING


def id_of(message):
    return f"<{message.public_id}@localhost>"


ANSWER = """\
Ja, graag! Bel me na vier uur.

Op ma 23 nov 2026 om 10:12 schreef Sanne Bakker, Kadewerk
<werk@kadewerk.example>:

> Beste Marieke,
> Past deze vacature bij je?
"""


def test_an_answer_that_a_colleague_passes_on_stands_on_the_timeline(browser, recruiter):
    candidate = make_candidate(allows=EVERYTHING)
    message = sent(candidate)

    taken = take(mail_from(f"Marieke <{candidate.email}>", ANSWER, answers=id_of(message)), now=NOW)
    db.session.commit()

    assert taken.outcome is Outcome.REPLY
    page = browser.get(f"/candidates/{candidate.public_id}")
    assert "Bel me na vier uur." in page.text
    assert "schreef Sanne" not in page.text
    kept = db.session.scalars(sa.select(ReceivedMail)).one()
    assert (kept.message_id, kept.written_at) == (message.id, NOW.replace(hour=8, minute=12))


FORWARDED = """\
Voor het dossier.

---------- Forwarded message ---------
Van: Marieke de Groot <marieke@example.org>
Date: ma 23 nov 2026 om 10:15
Subject: Re: Past deze vacature?
To: Sanne Bakker <sanne@kadewerk.example>


Helaas, ik heb net iets anders.

Met groet,
Marieke
"""


def test_a_colleague_forwards_to_the_address_of_the_person(organisation):
    candidate, sanne = make_candidate(), make_user()

    taken = take(mail_from(sanne.email, FORWARDED, to=reply_address(candidate)), now=NOW)

    assert (taken.outcome, taken.candidate, taken.by) == (Outcome.REPLY, candidate.id, sanne.id)
    kept = db.session.scalars(sa.select(ReceivedMail)).one()
    assert kept.text == "Helaas, ik heb net iets anders.\n\nMet groet,\nMarieke"
    assert kept.added_by_id == sanne.id


def test_a_colleague_forwards_a_mail_as_an_attachment(organisation):
    from email import message_from_bytes
    from email.message import EmailMessage

    candidate, sanne = make_candidate(), make_user()
    message = sent(candidate)
    outer = EmailMessage()
    outer["From"], outer["To"] = sanne.email, BOUNCES
    outer.set_content("Zie bijlage.")
    outer.add_attachment(message_from_bytes(mail_from(candidate.email, ANSWER, answers=id_of(message))))

    take(outer.as_bytes(), now=NOW)

    kept = db.session.scalars(sa.select(ReceivedMail)).one()
    assert kept.text == "Ja, graag! Bel me na vier uur."


@pytest.mark.parametrize("who", ["a stranger", "a colleague without access"])
def test_only_a_colleague_may_forward(who):
    candidate = make_candidate()
    sender = "vreemde@example.org" if who == "a stranger" else make_user(disabled_at=NOW).email

    assert take(mail_from(sender, FORWARDED, to=reply_address(candidate)), now=NOW).outcome is Outcome.UNKNOWN
    assert not db.session.scalars(sa.select(ReceivedMail)).all()


def test_what_a_colleague_writes_themselves_is_not_taken_for_the_persons_words():
    candidate, sanne = make_candidate(), make_user()

    taken = take(mail_from(sanne.email, "Ik bel haar morgen.", to=reply_address(candidate)), now=NOW)

    assert taken.outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    "headers", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"X_Autoreply": "yes"}]
)
def test_an_answer_that_nobody_wrote_is_left_alone(headers):
    candidate = make_candidate()
    message = sent(candidate)

    taken = take(mail_from(candidate.email, "Ik ben er even niet.", answers=id_of(message), **headers), now=NOW)

    assert taken.outcome is Outcome.NOTHING
    assert not db.session.scalars(sa.select(ReceivedMail)).all()


def test_an_answer_to_a_mail_of_somebody_else_is_nobodys():
    candidate, other = make_candidate(), make_candidate()

    taken = take(mail_from(other.email, "Hallo", answers=id_of(sent(candidate))), now=NOW)

    assert taken.outcome is Outcome.UNKNOWN


def test_the_same_mail_twice_is_kept_once_and_without_identity_numbers():
    candidate = make_candidate()
    mail = mail_from(candidate.email, "Mijn BSN is 111222333. Tot dan!", answers=id_of(sent(candidate)))

    assert take(mail, now=NOW).outcome is Outcome.REPLY
    assert take(mail, now=NOW).outcome is Outcome.REPLY

    (kept,) = db.session.scalars(sa.select(ReceivedMail)).all()
    assert "111222333" not in kept.text
    assert "Tot dan!" in kept.text


BROKEN = [
    b"",
    b"\x00" * 5000,
    b"From: \xff\xfe\r\nContent-Type: multipart/report; boundary=\r\n\r\n--\r\n",
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\n"
    b"Content-Type: message/delivery-status\r\n\r\nnot a block at all",
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\nContent-Type: message/rfc822\r\n\r\n" * 400,
    b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(900)),
    b"From: " + b"<" * 100_000 + b"\r\n\r\nx",
    b"From: " + b'"a' * 50_000 + b"@b\r\nTo: " + b"(" * 50_000 + b"\r\n\r\nx",
    b"From: a@b.example\r\nReferences: " + b"<" * 200_000 + b"\r\n\r\nx",
    b'From: a@b.example\r\nContent-Type: text/plain; charset="no-such"\r\nDate: Mon, 99 Foo 99999\r\n\r\n\xff\xff',
    b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n" + b"<div>" * 20_000,
    b"Subject: only a header",
]


@pytest.mark.parametrize("number", range(len(BROKEN)))
def test_a_broken_or_cruel_mail_does_nothing(number):
    taken = take(BROKEN[number], now=NOW)

    assert not taken.outcome.is_done or taken.outcome is Outcome.NOTHING
    assert not db.session.scalars(sa.select(Bounce)).all()


@pytest.fixture
def maildir(app, tmp_path, monkeypatch):
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    monkeypatch.setitem(app.config, "CRM_MAILDIR", str(tmp_path))
    return tmp_path


def test_the_worker_empties_the_mailbox_and_leaves_what_is_nobodys_for_a_person(organisation, maildir, log):
    candidate = make_candidate(allows=EVERYTHING)
    (maildir / "new/1").write_bytes(bounce_report(way_back(sent(candidate), organisation)))
    (maildir / "new/2").write_bytes(mail_from("vreemde@example.org", "Is dit het goede adres?"))
    (maildir / "new/3").write_bytes(b"x" * (10 * 1024 * 1024 + 1))

    receive()
    receive()

    assert not list((maildir / "new").iterdir())
    assert sorted(path.name for path in (maildir / "cur").iterdir()) == ["2:2,S", "3:2,S"]
    assert bounces.trouble_with(candidate)
    lines = log.getvalue()
    assert lines.count('"mail_received"') == 3
    assert candidate.email not in lines
    assert "vreemde" not in lines


def test_a_mail_stays_when_taking_it_failed_and_is_taken_the_next_time(organisation, maildir, monkeypatch):
    (maildir / "new/1").write_bytes(bounce_report(way_back(sent(), organisation)))
    with monkeypatch.context() as broken:
        broken.setattr(db.session, "commit", lambda: (_ for _ in ()).throw(OSError))
        with pytest.raises(OSError):  # noqa: PT011
            receive()
    db.session.rollback()
    assert os.listdir(maildir / "new") == ["1"]  # noqa: PTH208

    receive()

    assert db.session.scalars(sa.select(Bounce)).one()


def pipe(app, raw):
    """As a mail server runs it; what was made before is committed."""
    db.session.commit()
    return CliRunner().invoke(receive_command, input=raw, obj=ScriptInfo(create_app=lambda: app))


def test_a_mail_server_may_pipe_each_mail_instead(app, organisation):
    candidate = make_candidate(allows=EVERYTHING)

    assert pipe(app, bounce_report(way_back(sent(candidate), organisation))).exit_code == 0

    db.session.expire_all()
    assert bounces.trouble_with(candidate)


def test_the_mail_server_keeps_a_mail_when_something_is_wrong_here(app, organisation, monkeypatch):
    report = bounce_report(way_back(sent(), organisation))
    db.session.commit()
    monkeypatch.setattr(db.session, "commit", lambda: (_ for _ in ()).throw(OSError))

    assert CliRunner().invoke(receive_command, input=report, obj=ScriptInfo(create_app=lambda: app)).exit_code == 75


def test_a_colleague_hears_of_a_mail_that_we_cannot_place_and_a_stranger_does_not(app):
    colleague = pipe(app, mail_from(make_user().email, "Zie onder."))
    stranger = pipe(app, mail_from("vreemde@example.org", "Zie onder."))

    assert (colleague.exit_code, stranger.exit_code) == (67, 0)
    assert "Forward it to the address" in colleague.stderr
