"""The whole loop in a real browser: a no that is explained, an opinion that is asked, and what we do with it.

Half an hour and some days pass between two clicks.
"""

import re
from datetime import timedelta

import pytest

from crm.extensions import db
from crm.mail.delivery import deliver_due
from crm.surveys.jobs import surveys
from models import Candidate, Language
from tests.browser.visitor import Visitor
from tests.crm.test_invitations import make_match
from tests.factories import PASSWORD, make_application, make_candidate, make_user, make_vacancy

SANNE, MARIEKE = "sanne@kadewerk.example", "marieke@example.org"
BOILERPLATE = {
    "nl": "We kozen voor een kandidaat met meer ervaring. We houden je in gedachten.",
    "en": "Another candidate had more experience. We will keep you in mind.",
}
BETTER = {
    "nl": "Je vertelde hoe je met drie uitgevallen wagens toch elke winkel voor zeven uur had bevoorraad.",
    "en": "You told us how you had every shop supplied before seven although three trucks had broken down.",
}
MISSED = {
    "nl": "Degene die we kozen, leidde twee jaar een nachtploeg van acht mensen.",
    "en": "The person we chose has led a night crew of eight people for two years.",
}


@pytest.fixture
def mailed(mail_folder):
    """What left for somebody, as text; `path` finds the newest link in it."""

    def to(address: str, path: str = "") -> str:
        deliver_due()
        db.session.remove()
        mails = (
            sorted(mail_folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns) if mail_folder.exists() else []
        )
        text = "\n".join(mail.read_text() for mail in mails if f"To: {address}" in mail.read_text())
        if not path:
            return text
        found = re.findall(rf"http://127\.0\.0\.1:\d+({re.escape(path)}[\w-]+)", text.replace("=\n", ""))
        return found[-1] if found else ""

    return to


def turned_down(people, mailed, clock, organisation, *, language: str, width: int):
    """Marieke waits, is told no in a letter that is about her, and lets us keep her details and ask how it was."""
    organisation.send_delays = {"process": 30}
    marieke = make_candidate(email=MARIEKE, language=Language(language), procedure_closed_at=None)
    make_application(marieke, make_vacancy("Plannen onder druk", "Leidinggeven", title="Planner"))
    make_user(email=SANNE, language=Language(language))
    db.session.remove()  # the site writes now; whoever only reads must not be in its way
    staff = people(width=width, language=language)
    staff.sign_in(SANNE, PASSWORD)

    staff.goto("/today/waiting")
    staff.follow("Answer: %(name)s", name="Marieke de Groot")
    staff.choose("findings-0-finding", "strong")
    staff.choose("findings-1-finding", "not_yet")
    staff.fill(sentence=BOILERPLATE[language], **{"findings-1-note": MISSED[language]})
    staff.press("Send to %(name)s", name="Marieke")
    assert staff.words("This letter has not left") in staff.text()
    assert BOILERPLATE[language].split(". ")[1] in staff.text()
    assert not mailed(MARIEKE)

    staff.fill(sentence=BETTER[language])
    staff.press("Send to %(name)s", name="Marieke")
    assert not mailed(MARIEKE)
    clock.shift(timedelta(minutes=31))
    assert MISSED[language][:20] in mailed(MARIEKE)

    phone = people(width=390, language=language)
    phone.goto(mailed(MARIEKE, "/p/"))
    for purpose in ("keep_profile", "match_vacancies", "email_vacancies", "survey"):
        phone.page.locator(f"[name='{purpose}']").check()
    phone.press("Save my choice")
    clock.shift(timedelta(days=4))
    surveys()
    db.session.remove()
    phone.goto(mailed(MARIEKE, "/s/"))
    return staff, phone


def answer_survey(phone: Visitor, score: int) -> None:
    phone.page.locator(f"label[for='recommend-{score}']").click()
    phone.page.locator("label[for='sender-named']").click()
    phone.press("Send my answers")


def test_somebody_who_was_turned_down_well_brings_somebody_else(people, mailed, clock, organisation):
    shares = f"#address-{make_vacancy('Rijbewijs CE', title='Chauffeur').id}"
    _staff, phone = turned_down(people, mailed, clock, organisation, language="nl", width=1280)
    answer_survey(phone, 9)
    phone.press("Yes, I would")
    phone.goto(mailed(MARIEKE, "/p/"))
    phone.follow("Pass a vacancy on")
    shared = phone.page.locator(shares).input_value()

    friend = people(width=390, language="nl")
    friend.goto(shared)
    friend.fill(first_name="Noor", last_name="Bakker", email="noor@example.org", motivation="Ik rij al tien jaar CE.")
    friend.page.locator("[name='keep_profile']").check()
    friend.press("Send it")
    friend.goto(mailed("noor@example.org", "/share/confirm/"))
    friend.press("Yes, that is me")

    clock.shift(timedelta(days=31))
    surveys()
    db.session.remove()
    thanks = mailed(MARIEKE).rpartition("Subject:")[2]
    assert "Noor" not in thanks
    assert "Chauffeur" not in thanks


def test_somebody_for_whom_it_went_badly_is_called_before_anybody_invites_them(people, mailed, clock, organisation):
    staff, phone = turned_down(people, mailed, clock, organisation, language="en", width=390)
    answer_survey(phone, 3)
    match = make_match(db.session.scalars(db.select(Candidate)).one())
    invitation = f"/matches/{match.id}/invitation"
    db.session.remove()

    staff.sign_in(SANNE, PASSWORD)
    staff.goto(invitation)
    assert staff.words("Call first") in staff.text()
    staff.goto("/today")
    staff.follow("Read it and call %(name)s", name="Marieke")
    staff.fill(note="She had waited too long; we set that right.")
    staff.press("We spoke")
    staff.goto(invitation)
    assert staff.words("Call first") not in staff.text()
    staff.press("Invite %(name)s", name="Marieke")
