"""The main job, end to end over HTTP: a no that becomes the start of something."""

import email
import email.policy
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from crm.applications.cli import import_command
from crm.extensions import db
from crm.mail.jobs import deliver
from crm.vacancies.jobs import match
from models import Candidate, Invitation, Message, Outcome, Reply, Role
from tests.factories import make_user
from tests.pages import Browser

PAST = Path(__file__).with_name("past_applicants.csv")


class Mailbox:
    """What arrived, as a person would open it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def to(self, address: str) -> list[email.message.EmailMessage]:
        mails = [
            email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            for path in sorted(self.folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        ]
        return [mail for mail in mails if mail["To"] == address]

    def link(self, address: str, path: str) -> str:
        """The newest link to this person whose address contains the words."""
        bodies = [mail.get_body(("plain",)).get_content() for mail in self.to(address)]
        found = [link for body in bodies for link in re.findall(r"http://localhost(/\S+)", body) if path in link]
        assert found, f"no mail to {address} has a link with {path}"
        return found[-1]


@pytest.fixture
def work(clock):
    """What the worker does when it is woken."""

    def do() -> None:
        for job in (match, deliver):
            clock.shift(timedelta(seconds=1))
            job()

    return do


@pytest.fixture
def mailbox(mail_folder):
    return Mailbox(mail_folder)


@pytest.mark.usefixtures("clock")
def test_a_rejection_becomes_an_invitation_and_an_answer(app, browser, recruiter, mailbox, clock, work):
    tim = make_user(name="Tim de Boer", roles=[Role.RECRUITER.value])
    phone = Browser(app)

    # Past applicants come in; a bad row stands in the report and stops nothing.
    done = app.test_cli_runner().invoke(import_command, [str(PAST), "--json"])
    assert done.exit_code == 0, done.output
    counts = json.loads(done.stdout)
    assert (counts["imported"], counts["rejected"]) == (2, 1)
    assert "geen-adres" in Path(counts["report"]).read_text()

    # One of them is turned down, with a finding per requirement.
    marieke = db.session.scalars(sa.select(Candidate).where(Candidate.first_name == "Marieke")).one()
    public_id, application = marieke.public_id, marieke.applications[0]
    page = browser.get("/candidates?q=marieke").click("Marieke de Groot").click("Answer Marieke")
    page.submit(
        "Send to Marieke",
        **{
            "findings-0-asked": "Klantcontact aan de deur",
            "findings-0-finding": "strong",
            "findings-1-asked": "Nachtwerk",
            "findings-1-finding": "not_yet",
            "findings-1-note": "je zoekt nu juist dagritten",
            "sentence": "De winkels in Zaandam vroegen na je proefrit meteen of je terugkwam.",
        },
    )
    work()
    (letter,) = mailbox.to("marieke@example.org")
    assert "De winkels in Zaandam vroegen na je proefrit" in letter.get_body(("html",)).get_content()
    db.session.refresh(application)
    assert application.outcome is Outcome.REJECTED

    # She says yes on her phone, without an account.
    clock.shift(timedelta(hours=5))
    page = phone.get(mailbox.link("marieke@example.org", "/p/"))
    page.submit("Bewaar mijn keuze", keep_profile=True, match_vacancies=True, email_vacancies=True)
    work()
    assert len(mailbox.to("marieke@example.org")) == 2, "the choice is confirmed by mail"

    # A vacancy opens; the system finds the people who fit by itself and tells the team why.
    clock.shift(timedelta(days=20))
    browser.sign_in(recruiter)
    page = browser.get("/vacancies/new")
    page = page.submit(
        "Open the vacancy",
        title="Vrachtwagenchauffeur CE",
        description=(
            "Voor de distributie in de Zaanstreek zoeken we een chauffeur met rijbewijs CE en code 95. "
            "Je rijdt dagritten met laadklep en koeltransport, en kent de klanten."
        ),
        place="Zaandam",
        **{"requirements-0-text": "Rijbewijs CE", "requirements-0-must": True, "requirements-1-text": "ADR"},
    )
    vacancy_page = page.path
    work()
    for colleague in (recruiter, tim):
        (alert,) = mailbox.to(colleague.email)
        assert "Marieke G." in alert.get_body(("plain",)).get_content()
        assert "de Groot" not in alert.get_body(("plain",)).get_content()
    page = browser.get(vacancy_page)
    assert "Marieke de Groot" in page.text
    assert "Bram" not in page.text

    # A recruiter opens her and invites, with a sentence of his own.
    page = page.click("Invite Marieke")
    page = page.submit("Invite Marieke", sentence="Je wilde overdag rijden: dat kan hier. Heb je ADR?")
    work()
    invitation = mailbox.to("marieke@example.org")[-1]
    assert "Heb je ADR?" in invitation.get_body(("plain",)).get_content()
    assert invitation["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    # She answers on the link, and the recruiter hears it.
    page = phone.get(mailbox.link("marieke@example.org", "answer=interested"))
    page.submit("Verstuur mijn antwoord", note="Graag! Bel me na vier uur.")
    work()
    assert db.session.scalars(sa.select(Invitation.reply)).one() is Reply.INTERESTED
    assert "interested in Vrachtwagenchauffeur CE" in mailbox.to(recruiter.email)[-1]["Subject"]
    assert "Bel me na vier uur." in browser.get(f"/candidates/{public_id}").text
    assert "Bel me na vier uur." in browser.get(f"{vacancy_page}/answers").text
    assert "Marieke" in browser.get("/today").text

    # Two clicks, and she is in no list any more.
    phone.get(mailbox.link("marieke@example.org", "/p/").split("/invitations")[0]).click("Trek alles in").submit(
        "Trek alles in"
    )
    assert "Marieke" not in browser.get(vacancy_page).text
    assert "Marieke" not in browser.get("/candidates?q=marieke").all("//main")[0].text_content()
    browser.get(f"/candidates/{public_id}", status=404)
    work()
    keys = db.session.scalars(sa.select(Message.dedupe_key)).all()
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("text", ["Glorb zarkon flimmer wubbet", "Astronaut voor een missie naar Mars"])
def test_when_nobody_fits_the_vacancy_says_how_many_were_compared(app, browser, recruiter, work, text):
    from tests.factories import EVERYTHING, make_candidate

    cv = "Boekhouder met ervaring in crediteuren, debiteuren, btw-aangifte en de maandafsluiting in Exact Online."
    for _person in range(6):
        make_candidate(cv=cv, headline="Boekhouder", allows=EVERYTHING)
    make_candidate(cv=cv)
    page = browser.get("/vacancies/new").submit("Open the vacancy", title=text, description=text)

    work()

    page = browser.get(page.path)
    assert "6 people compared" in page.text
    assert "Nobody in the pool fits" in page.text
